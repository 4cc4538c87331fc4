import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { aPolicy, aRow, now, pwd } from '@/lib/interaction/testing'
import { pathOf, present } from './present'
import { aChallenge, aCurrent, aDesk, aNotice, type Scene } from './testing'

const show = (scene: Scene, desk = aDesk()) => present(aCurrent(scene), desk)
const stranger: Scene = { facts: { identifier: undefined }, rest: { userId: null } }
const afterPassword = { evidence: [pwd] }

describe('the address is honest', () => {
  test.each<[string, Scene]>([
    ['/sign-in', stranger],
    ['/register', { ...stranger, rest: { userId: null, purpose: 'register' } }],
    ['/forgot-password', { ...stranger, rest: { userId: null, purpose: 'recover' } }],
    ['/challenge', { facts: afterPassword, subject: { rows: [aRow('sms')] } }],
    ['/setup', { facts: afterPassword }],
    ['/password', { step: { step: 'new-password' } }],
    ['/password', { rest: { purpose: 'account' }, step: { step: 'authenticate', methods: ['password'] } }],
    ['/register', { rest: { purpose: 'register' }, step: { step: 'profile', missing: ['username'] } }],
    ['/consent', { rest: { purpose: 'consent' }, step: { step: 'consent', scopes: [] } }],
  ])('%s', (path, scene) => {
    expect(pathOf(aCurrent(scene))).toBe(path)
    expect(show(scene).path).toBe(path)
  })
})

describe('the first page', () => {
  const mixed = aPolicy(
    {},
    { signIn: { enabled: true, methods: [{ kind: 'email', password: true, code: true, passkey: false }] } },
  )

  test('asks for a password only where it is the only way in', () => {
    expect(show(stranger).body).toMatchObject({ fields: [{ name: 'identifier' }, { name: 'password' }] })
    expect(show({ ...stranger, policy: mixed }).body).toMatchObject({ fields: [{ name: 'identifier' }] })
  })

  test('is followed by a password page that also offers a code', () => {
    const view = show({ policy: mixed, step: { step: 'authenticate', methods: ['password', 'code'] } })
    expect(view).toMatchObject({
      id: 'password',
      path: '/password',
      body: { username: 'jane@example.com', links: [{ action: 'try-another' }] },
    })
  })

  test('keeps its place and what was typed when a code could not be sent', () => {
    const view = show({ rest: { purpose: 'recover' }, step: { step: 'authenticate', methods: ['code'] } })
    expect(view).toMatchObject({ id: 'identify', path: '/forgot-password', body: { fields: [{ value: 'jane@example.com' }] } })
  })

  test('offers no account and no reset where there are none', () => {
    const closed = aPolicy(
      {},
      { forgot: [], signUp: { enabled: false, identifiers: ['email'], password: true, verify: true, secondary: [] } },
    )
    const { body } = show({ ...stranger, policy: closed })
    expect(body).not.toHaveProperty('foot')
    expect(body).not.toHaveProperty('beside')
    expect(show({ ...stranger, policy: closed, rest: { userId: null, purpose: 'register' } }).body).toMatchObject({
      kind: 'message',
    })
  })
})

test('S3: turning it on can be thought over again', () => {
  const optional = aPolicy({ policy: 'PromptAtSignInAndSignUp' })
  const page = (facts: object) => show({ facts: { ...afterPassword, ...facts }, policy: optional })
  expect(page({ optedIn: true })).toMatchObject({ id: 'mfa-setup:PhoneVerificationCode', back: 'Back' })
  expect(page({ optedIn: true, choice: 'sms' })).toMatchObject({ id: 'mfa-setup:PhoneVerificationCode', back: 'Back' })
  expect(show({ facts: afterPassword })).not.toHaveProperty('back')
})

describe('a known number (contracts/logto.md §3)', () => {
  const phone = { proven: [{ kind: 'phone' as const, value: '+12125550101' }], profile: { phone: '+12125550101' } }

  test('S12: is offered with one click where setting up is optional', () => {
    const view = show({ facts: afterPassword, subject: phone, policy: aPolicy({ policy: 'PromptAtSignInAndSignUp' }) })
    expect(view).toMatchObject({ id: 'mfa-onboarding', title: 'Use +1***0101 for two-step verification?' })
    expect(view.body).toMatchObject({ primary: { action: 'continue' }, links: [{ action: 'try-another' }, { action: 'skip' }] })
  })

  test('S9: is asked about once where it must be set up', () => {
    const ask = aPolicy({ factors: ['sms', 'email'], autoEnroll: { phone: 'ask', email: 'off' } })
    expect(show({ facts: afterPassword, subject: phone, policy: ask }).id).toBe('mfa-onboarding')
    expect(show({ facts: { ...afterPassword, optedIn: true }, subject: phone, policy: ask }).id).toBe('mfa-setup-list')
  })

  test('S10: switched off, it is only filled in', () => {
    const view = show({ facts: afterPassword, subject: phone, policy: aPolicy({ autoEnroll: { phone: 'off', email: 'off' } }) })
    expect(view).toMatchObject({
      id: 'mfa-setup:PhoneVerificationCode',
      body: { fields: [{ name: 'phone', value: '+12125550101' }] },
    })
    expect(view.body).not.toHaveProperty('known')
  })

  test('S13: never proven, it is never offered', () => {
    const view = show({ facts: afterPassword, subject: { profile: phone.profile } })
    expect(view.id).toBe('mfa-setup:PhoneVerificationCode')
    expect(view.body).not.toHaveProperty('known')
  })
})

describe('the second step', () => {
  const rows = [aRow('sms', { lastUsedAt: now - 1000 }), aRow('email')]
  const policy = aPolicy({ factors: ['sms', 'email'] })
  const running = { facts: { ...afterPassword, challenges: [aChallenge()], current: 'c1' }, subject: { rows }, policy }

  test('F2: lists every way with its masked value, the last used marked', () => {
    const view = show({ facts: afterPassword, subject: { rows }, policy })
    expect(view).toMatchObject({
      id: 'mfa-verify-list',
      body: { rows: [{ value: 'sms-1', mark: 'Last used' }, { value: 'email-1' }] },
    })
  })

  test('F11: offers to trust this browser only where that can count', () => {
    expect(show(running).body).toHaveProperty('trust')
    expect(show({ ...running, policy: { ...policy, requiredAcr: 'mfa' } }).body).not.toHaveProperty('trust')
    expect(
      show({ ...running, policy: { ...policy, trustedDevice: { enabled: false, always: false, days: 30 } } }).body,
    ).not.toHaveProperty('trust')
  })

  test('a refused resend moves the clock of the page', () => {
    const retryAt = new Date(now + 134_000).toISOString()
    const notice = aNotice(new AppError('connector.rate_limit_exceeded', { retryAfter: 134, retryAt, scope: 'recipient' }))
    expect(show(running, aDesk({ notice })).body).toMatchObject({ clocks: { resendAt: now + 134_000 } })
  })

  test('a paused way says until when', () => {
    const paused = [{ ...aRow('sms'), lockedUntil: now + 900_000 }]
    const step = {
      step: 'choose-factor' as const,
      options: paused.map((r) => ({
        factor: r.type,
        authenticatorId: r.id,
        label: null,
        masked: r.masked,
        lastUsed: true,
        lockedUntil: r.lockedUntil,
      })),
    }
    expect(show({ step }).body).toMatchObject({ rows: [{ detail: 'Paused until 00:15 UTC' }] })
  })

  test('a person who cannot go on reads why, in the words of the catalogue', () => {
    const view = show({ step: { step: 'blocked', reason: 'session.mfa.factor_locked', until: now + 60_000 } })
    expect(view).toMatchObject({
      id: 'blocked',
      notice: { code: 'session.mfa.factor_locked' },
      body: { primary: { action: 'restart' } },
    })
  })
})
