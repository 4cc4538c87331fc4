import { describe, expect, it } from 'vitest'
import { next } from './next'
import { anInteraction, aPerson, aPolicy, aRow, now, pwd, smsRow } from './testing'
import type { Interaction } from './types'

const phone = { kind: 'phone' as const, value: '+12125550101' }
const steps = (i: Interaction, s = aPerson(), p = aPolicy()) => next(i, s, p)

describe('the first step', () => {
  it('asks who, then how, and tells a stranger and a member the same', () => {
    expect(steps(anInteraction({ identifier: undefined }, { userId: null }))).toEqual({ step: 'identify' })
    const stranger = next(anInteraction({}, { userId: null }), { ...aPerson(), userId: null, rows: [] }, aPolicy())
    expect(stranger).toEqual(steps(anInteraction(), aPerson({ rows: [aRow('sms')] })))
  })

  it('says that an account is suspended only after its password', () => {
    expect(steps(anInteraction(), aPerson({ suspended: true })).step).toBe('authenticate')
    expect(steps(anInteraction({ evidence: [pwd] }), aPerson({ suspended: true }))).toEqual({
      step: 'blocked',
      reason: 'user.suspended',
    })
  })
})

describe('the gate', () => {
  const rows = [aRow('sms'), aRow('email', { lastUsedAt: now - 5 })]
  const both = aPolicy({ factors: ['sms', 'email'] })

  it('stands for everybody with an active row, whatever the policy', () => {
    for (const policy of ['NoPrompt', 'PromptOnlyAtSignIn', 'Mandatory'] as const)
      expect(steps(anInteraction({ evidence: [pwd] }), aPerson({ rows: [aRow('sms')] }), aPolicy({ policy })).step).toBe(
        'choose-factor',
      )
  })

  it('orders by default, then last use, then the admin (F1 to F4)', () => {
    const order = (changed = rows) => {
      const step = steps(anInteraction({ evidence: [pwd] }), aPerson({ rows: changed }), both)
      return step.step === 'choose-factor' ? step.options.map((o) => o.factor) : step
    }
    expect(order()).toEqual(['email', 'sms'])
    expect(order([aRow('sms', { preferred: true }), aRow('email', { lastUsedAt: now })])).toEqual(['sms', 'email'])
    expect(order([aRow('email'), aRow('sms')])).toEqual(['sms', 'email'])
  })

  it('is passed by a row, not by the password alone', () => {
    expect(steps(anInteraction({ evidence: [pwd, smsRow] }), aPerson({ rows: [aRow('sms')] })).step).toBe('done')
  })

  it('counts a row as absent when its type is switched off, and as unproven while pending', () => {
    expect(
      steps(anInteraction({ evidence: [pwd] }), aPerson({ rows: [aRow('email')] }), aPolicy({ policy: 'NoPrompt' })).step,
    ).toBe('done')
    expect(
      steps(
        anInteraction({ evidence: [pwd] }),
        aPerson({ rows: [aRow('sms', { status: 'pending' })] }),
        aPolicy({ policy: 'NoPrompt' }),
      ).step,
    ).toBe('done')
  })

  it('never opens enrollment to somebody who guessed a factor to death', () => {
    const locked = aPerson({ rows: [aRow('sms', { status: 'locked' })] })
    expect(steps(anInteraction({ evidence: [pwd] }), locked)).toEqual({ step: 'blocked', reason: 'session.mfa.factor_locked' })
    const paused = aPerson({ rows: [aRow('sms', { status: 'paused', lockedUntil: now + 9 })] })
    expect(steps(anInteraction({ evidence: [pwd] }), paused)).toEqual({
      step: 'blocked',
      reason: 'session.mfa.factor_locked',
      until: now + 9,
    })
  })

  it('is passed by a trusted browser, unless more is demanded', () => {
    const trusted = aPerson({ rows: [aRow('sms')], trusted: true })
    expect(steps(anInteraction({ evidence: [pwd] }), trusted).step).toBe('done')
    expect(steps(anInteraction({ evidence: [pwd] }), trusted, aPolicy({}, { requiredAcr: 'mfa' })).step).toBe('choose-factor')
    expect(
      steps(
        anInteraction({ evidence: [pwd] }),
        trusted,
        aPolicy({}, { trustedDevice: { enabled: false, always: false, days: 30 } }),
      ).step,
    ).toBe('choose-factor')
  })

  it('asks for a reaching factor where an email code does not reach the demanded acr', () => {
    const emailDone = { factor: 'email' as const, authenticatorId: 'email-1', at: now }
    const demanding = aPolicy({ factors: ['sms', 'email'] }, { requiredAcr: 'mfa' })
    const step = steps(anInteraction({ evidence: [pwd, emailDone] }), aPerson({ rows }), demanding)
    expect(step.step === 'choose-factor' && step.options.map((o) => o.factor)).toEqual(['sms'])
    const onlyEmail = steps(anInteraction({ evidence: [pwd, emailDone] }), aPerson({ rows: [aRow('email')] }), demanding)
    expect(onlyEmail).toMatchObject({ step: 'enroll', reason: 'required', skippable: false, factor: 'sms' })
  })
})

describe('distinct channel', () => {
  const reset = { address: phone, at: now - 1000 }
  it('refuses the address that proved the last reset, for a day (F14, F15)', () => {
    const step = steps(anInteraction({ evidence: [pwd] }), aPerson({ rows: [aRow('sms')], resetProof: reset }))
    expect(step).toMatchObject({ step: 'blocked', reason: 'session.mfa.distinct_channel_required', until: reset.at + 86_400_000 })
    const other = steps(
      anInteraction({ evidence: [pwd] }),
      aPerson({ rows: [aRow('sms'), aRow('email')], resetProof: reset }),
      aPolicy({ factors: ['sms', 'email'] }),
    )
    expect(other.step === 'choose-factor' && other.options.map((o) => o.factor)).toEqual(['email'])
    expect(
      steps(anInteraction({ evidence: [pwd] }), aPerson({ rows: [aRow('sms')], resetProof: { ...reset, at: now - 86_400_000 } }))
        .step,
    ).toBe('choose-factor')
    expect(
      steps(
        anInteraction({ evidence: [pwd] }),
        aPerson({ rows: [aRow('sms')], resetProof: reset }),
        aPolicy({ distinctChannel: 'warn' }),
      ).step,
    ).toBe('choose-factor')
  })

  it('warns before the new password is taken', () => {
    const i = anInteraction({ identifier: phone, evidence: [{ factor: 'sms', address: phone, at: now }] }, { purpose: 'recover' })
    expect(steps(i, aPerson({ rows: [aRow('sms')] }))).toEqual({
      step: 'new-password',
      distinctChannel: { lockedUntil: now + 86_400_000 },
    })
    expect(steps(i, aPerson({ rows: [aRow('sms'), aRow('email')] }), aPolicy({ factors: ['sms', 'email'] }))).toEqual({
      step: 'new-password',
    })
  })
})

describe('recovery', () => {
  it('ends without asking for factors, and never before the address is proven', () => {
    const i = (evidence: Interaction['facts']['evidence'], newPassword?: string) =>
      anInteraction({ evidence, ...(newPassword && { newPassword }) }, { purpose: 'recover' })
    expect(steps(i([])).step).toBe('authenticate')
    expect(steps(i([pwd])).step).toBe('authenticate')
    const proof = { factor: 'email' as const, address: { kind: 'email' as const, value: 'jane@example.com' }, at: now }
    expect(steps(i([proof])).step).toBe('new-password')
    expect(steps(i([proof], 'hash'), aPerson({ rows: [aRow('sms')] })).step).toBe('done')
  })
})
