import { deliveredCode } from '../delivered-code'
import { limits } from '../limits'
import { words } from './words'

/** A code to a mailbox: below AAL2 (NIST SP 800-63B-4), so it reaches acr `mfa` only where the admin says so. */
export const email = deliveredCode({
  type: 'email',
  title: 'Email',
  hint: 'Code to your mailbox',
  words,
  address: 'email',
  strength: 1,
  rank: 40,
  perUser: limits.email,
  wire: { nauth: 'email', authsignal: 'EMAIL_OTP', logto: 'EmailVerificationCode', amr: ['email'] },
})
