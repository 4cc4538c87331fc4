import { describe, expect, it } from 'vitest'
import { permissionAddress, toAutoEnroll } from './enroll'
import { next } from './next'
import { anInteraction, aPerson, aPolicy, aRow, now, pwd } from './testing'
import type { Interaction, MfaPolicyName } from './types'

const phone = { kind: 'phone' as const, value: '+12125550101' }
const signedIn = (facts: Partial<Interaction['facts']> = {}) => anInteraction({ evidence: [pwd], ...facts })
const withoutAuto = { autoEnroll: { phone: 'off' as const, email: 'off' as const } }

describe('setting up, by policy', () => {
  const seen = (policy: MfaPolicyName, purpose: 'sign-in' | 'register' = 'sign-in') => {
    const i =
      purpose === 'register'
        ? anInteraction({ identifier: { kind: 'username', value: 'jane' }, newPassword: 'hash' }, { purpose, userId: null })
        : signedIn()
    const step = next(i, aPerson(), aPolicy({ policy }))
    return step.step === 'enroll' ? `${step.reason}${step.skippable ? ', skippable' : ''}` : step.step
  }

  it('follows the table of contracts/logto.md §2', () => {
    expect(seen('NoPrompt')).toBe('done')
    expect(seen('PromptOnlyAtSignIn')).toBe('suggested, skippable')
    expect(seen('PromptOnlyAtSignIn', 'register')).toBe('done')
    expect(seen('PromptAtSignInAndSignUp', 'register')).toBe('suggested, skippable')
    expect(seen('Mandatory')).toBe('required')
    expect(seen('Mandatory', 'register')).toBe('required')
  })

  it('goes straight to the only factor, and to a list of several (S1, S2)', () => {
    expect(next(signedIn(), aPerson(), aPolicy())).toMatchObject({ factor: 'sms' })
    const list = next(signedIn(), aPerson(), aPolicy({ factors: ['sms', 'email'] }))
    expect(list).toMatchObject({ step: 'enroll', allowed: [{ factor: 'sms' }, { factor: 'email' }] })
    expect(list).not.toHaveProperty('factor')
    expect(next(signedIn({ choice: 'email' }), aPerson(), aPolicy({ factors: ['sms', 'email'] }))).toMatchObject({
      factor: 'email',
    })
  })

  it('ignores an earlier skip once the policy is mandatory (F9)', () => {
    const skipped = aPerson({ mfaSkip: { skippedAt: new Date(now - 1e6).toISOString(), underPolicy: 'PromptAtSignInAndSignUp' } })
    expect(next(signedIn(), skipped, aPolicy({ policy: 'PromptAtSignInAndSignUp' })).step).toBe('done')
    expect(next(signedIn(), skipped, aPolicy({ policy: 'Mandatory' }))).toMatchObject({ step: 'enroll', skippable: false })
    expect(next(signedIn({ skipped: ['mfa'] }), aPerson(), aPolicy({ policy: 'Mandatory' })).step).toBe('enroll')
  })

  it('asks again after the days the admin set', () => {
    const skipped = aPerson({
      mfaSkip: { skippedAt: new Date(now - 8 * 86_400_000).toISOString(), underPolicy: 'PromptAtSignInAndSignUp' },
    })
    expect(next(signedIn(), skipped, aPolicy({ policy: 'PromptAtSignInAndSignUp', promptAgainAfterDays: 7 })).step).toBe('enroll')
    expect(next(signedIn(), skipped, aPolicy({ policy: 'PromptAtSignInAndSignUp', promptAgainAfterDays: 9 })).step).toBe('done')
  })

  it('asks nothing when no factor can be delivered', () => {
    expect(next(signedIn(), aPerson(), aPolicy({ factors: [], enabled: ['sms'] })).step).toBe('done')
  })
})

describe('auto-enrollment', () => {
  const known = aPerson({ profile: { phone: phone.value }, proven: [phone] })

  it('binds a proven address where setting up is required, never an unproven one (S11, S13)', () => {
    expect(toAutoEnroll(signedIn(), known, aPolicy())).toEqual([{ factor: 'sms', address: phone }])
    expect(toAutoEnroll(signedIn(), aPerson({ profile: { phone: phone.value } }), aPolicy())).toEqual([])
    expect(next(signedIn(), aPerson({ profile: { phone: phone.value } }), aPolicy())).toMatchObject({
      step: 'enroll',
      allowed: [{ factor: 'sms', known: { masked: '+1***0101', proven: false } }],
    })
  })

  it('waits for the first step, a policy that asks, and permission', () => {
    expect(toAutoEnroll(anInteraction(), known, aPolicy())).toEqual([])
    expect(toAutoEnroll(signedIn(), known, aPolicy({ policy: 'NoPrompt' }))).toEqual([])
    expect(toAutoEnroll(signedIn(), known, aPolicy(withoutAuto))).toEqual([])
  })

  it('only offers it where setting up is optional (S12)', () => {
    const optional = aPolicy({ policy: 'PromptAtSignInAndSignUp' })
    expect(toAutoEnroll(signedIn(), known, optional)).toEqual([])
    expect(next(signedIn(), known, optional)).toMatchObject({ reason: 'suggested', allowed: [{ known: { proven: true } }] })
    const bound = (createdVia: 'Interaction' | 'SignInAutoEnroll') => [
      { id: 'b', type: 'sms' as const, data: {}, createdVia, at: now, label: '+1***0101', address: phone },
    ]
    expect(next(signedIn({ bound: bound('Interaction') }), known, optional).step).toBe('done')
    expect(next(signedIn({ bound: bound('Interaction') }), known, aPolicy()).step).toBe('choose-factor')
    expect(next(signedIn({ bound: bound('SignInAutoEnroll') }), known, aPolicy()).step).toBe('choose-factor')
  })

  it('suggests another once, when all were enrolled for the person (S5, S6)', () => {
    const rows = [aRow('sms', { createdVia: 'SignUpAutoEnroll' })]
    const two = aPolicy({ factors: ['sms', 'email'] })
    const passed = signedIn({ evidence: [pwd, { factor: 'sms', authenticatorId: 'sms-1', at: now }] })
    expect(next(passed, aPerson({ rows }), two)).toMatchObject({ step: 'enroll', reason: 'another', skippable: true })
    expect(next(passed, aPerson({ rows }), two)).not.toHaveProperty('factor')
    expect(next(passed, aPerson({ rows, suggestionSkipped: true }), two).step).toBe('done')
    expect(next(passed, aPerson({ rows: [aRow('sms')] }), two).step).toBe('done')
  })
})

describe('permission', () => {
  const known = aPerson({ proven: [phone] })
  const both = aPolicy({ factors: ['sms', 'email'], ...withoutAuto })
  it('asks a code to the address on file before a password alone sets up anything else', () => {
    expect(permissionAddress(signedIn(), known, both, { kind: 'email', value: 'thief@example.com' })).toEqual({
      factor: 'sms',
      address: phone,
    })
    expect(permissionAddress(signedIn(), known, both, phone)).toBeNull()
    expect(
      permissionAddress(signedIn({ evidence: [pwd, { factor: 'sms', address: phone, at: now }] }), known, both, {
        kind: 'email',
        value: 'new@example.com',
      }),
    ).toBeNull()
    expect(permissionAddress(signedIn(), aPerson(), both, phone)).toBeNull()
  })
})

it('suggests nothing to a trusted browser: only who passed the gate adds a factor (contracts/logto.md §6)', () => {
  const rows = [aRow('sms', { createdVia: 'SignUpAutoEnroll' })]
  const person = aPerson({ rows, trusted: true, proven: [{ kind: 'email', value: 'jane@example.com' }] })
  const policy = aPolicy({ factors: ['sms', 'email'] })
  expect(next(signedIn(), person, policy).step).toBe('done')
  const passed = signedIn({ evidence: [pwd, { factor: 'sms', authenticatorId: 'sms-1', at: now }] })
  expect(next(passed, aPerson({ rows }), policy)).toMatchObject({ step: 'enroll', reason: 'another' })
  expect(permissionAddress(signedIn(), person, policy, { kind: 'phone', value: '+12125550199' })).toMatchObject({
    factor: 'email',
  })
})
