import { expect, it } from 'vitest'
import { assurance } from './assurance'
import { aPolicy, now, pwd, smsRow } from './testing'

const email = { factor: 'email' as const, authenticatorId: 'email-1', at: now }
const claims = (evidence: Parameters<typeof assurance>[0], emailSatisfiesAcr = false) =>
  assurance(evidence, aPolicy({ emailSatisfiesAcr }))

it('says what happened and nothing more: the table of contracts/logto.md §9', () => {
  expect(claims([pwd])).toEqual({ amr: ['pwd'], acr: null })
  expect(claims([smsRow])).toEqual({ amr: ['sms'], acr: null })
  expect(claims([pwd, smsRow])).toEqual({ amr: ['pwd', 'sms', 'mfa'], acr: 'mfa' })
  expect(claims([pwd, email])).toEqual({ amr: ['pwd', 'email'], acr: null })
  expect(claims([pwd, email], true)).toEqual({ amr: ['pwd', 'email', 'mfa'], acr: 'mfa' })
  expect(claims([smsRow, smsRow, pwd])).toEqual({ amr: ['pwd', 'sms', 'mfa'], acr: 'mfa' })
})
