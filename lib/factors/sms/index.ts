import { deliveredCode } from '../delivered-code'
import { limits } from '../limits'
import { words } from './words'

/** A code to a phone. On the wire of contracts/logto.md it is the phone factor, whichever carrier takes it. */
export const sms = deliveredCode({
  type: 'sms',
  title: 'Text message',
  hint: 'Code to your phone',
  words,
  address: 'phone',
  strength: 2,
  rank: 30,
  perUser: limits.phone,
  wire: { nauth: 'sms', authsignal: 'SMS', logto: 'PhoneVerificationCode', amr: ['sms'], also: ['mca'] },
  // a code over WhatsApp came by another channel than the telephone network's (RFC 8176: mca)
  amrBy: (sentBy) => (sentBy === 'whatsapp' ? ['mca'] : ['sms']),
})
