import { describe, expect, it } from 'vitest'
import { next } from './next'
import { anInteraction, aPerson, aPolicy, aRow, pwd, smsRow } from './testing'
import type { Evidence, Policy } from './types'

/** An application that takes email only, in a house where text messages are on. */
const emailOnly = (rest: Partial<Policy> = {}, mfa: Partial<Policy['mfa']> = {}) =>
  aPolicy({ factors: ['email'], elsewhere: { factors: ['sms'], enabled: ['sms'] }, ...mfa }, rest)
const withSms = aPerson({ rows: [aRow('sms')] })
const withBoth = aPerson({ rows: [aRow('sms'), aRow('email')] })
const at = (person: typeof withSms, policy: Policy, evidence: Evidence[] = [pwd]) =>
  next(anInteraction({ evidence }), person, policy)

describe('an application that takes fewer factors', () => {
  it('lets no password past the factors somebody has, nor set one up', () => {
    for (const policy of ['Mandatory', 'PromptAtSignInAndSignUp', 'NoPrompt'] as const)
      expect(at(withSms, emailOnly({}, { policy }))).toMatchObject({ step: 'choose-factor', options: [{ factor: 'sms' }] })
    const proven = aPerson({ rows: [aRow('sms')], proven: [{ kind: 'email', value: 'jane@example.com' }] })
    expect(at(proven, emailOnly())).toMatchObject({ step: 'choose-factor', options: [{ factor: 'sms' }] })
    expect(at(withSms, emailOnly({ passkey: { enabled: true, button: true, autofill: false } })).step).toBe('choose-factor')
  })

  it('has what it takes set up afterwards, where the policy asks for it', () => {
    expect(at(withSms, emailOnly(), [pwd, smsRow])).toMatchObject({ step: 'enroll', reason: 'required', factor: 'email' })
    expect(at(withSms, emailOnly({}, { policy: 'NoPrompt' }), [pwd, smsRow]).step).toBe('done')
  })

  it('asks for its own where somebody has both, and is not content with the other', () => {
    expect(at(withBoth, emailOnly())).toMatchObject({ step: 'choose-factor', options: [{ factor: 'email' }] })
    const kept: Evidence = { factor: 'sms', authenticatorId: 'session', at: pwd.at, kept: true }
    expect(at(withBoth, emailOnly(), [{ ...pwd, kept: true }, kept])).toMatchObject({ options: [{ factor: 'email' }] })
  })

  it('counts nothing it does not take towards the assurance it asks for', () => {
    const policy = emailOnly({ requiredAcr: 'mfa' }, { policy: 'NoPrompt', emailSatisfiesAcr: true })
    expect(at(withBoth, policy, [pwd, smsRow])).toMatchObject({ step: 'choose-factor', options: [{ factor: 'email' }] })
  })

  it('leaves locked factors of other kinds where they are: in the way', () => {
    const locked = aPerson({ rows: [aRow('sms', { status: 'locked' })] })
    expect(at(locked, emailOnly())).toMatchObject({ step: 'blocked', reason: 'session.mfa.factor_locked' })
  })
})
