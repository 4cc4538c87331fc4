import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { aPolicy, aRow, pwd } from '@/lib/interaction/testing'
import { commandsFrom } from './commands'
import { aChallenge, aCurrent, type Scene } from './testing'

const read = (form: Record<string, string>, scene: Scene) => commandsFrom(form, aCurrent(scene))
const stranger: Scene = { facts: { identifier: undefined }, rest: { userId: null } }
const byCode = aPolicy(
  {},
  { signIn: { enabled: true, methods: [{ kind: 'email', password: true, code: true, passkey: false }] } },
)
const missing = (form: Record<string, string>, scene: Scene) => {
  try {
    read(form, scene)
  } catch (error) {
    return error instanceof AppError && error.code === 'request.invalid'
      ? (error.data.problems as { path: string }[]).map((p) => p.path)
      : error
  }
}

describe('what a button means depends on the step, never on what the form claims', () => {
  test('sign-in by password is one pass', () => {
    expect(read({ action: 'continue', identifier: 'jane@example.com', password: 'x' }, stranger)).toEqual([
      { do: 'identify', identifier: 'jane@example.com' },
      { do: 'password', password: 'x' },
    ])
  })

  test('where codes sign in too, the identifier goes alone', () => {
    expect(read({ action: 'continue', identifier: 'a@b.cd' }, { ...stranger, policy: byCode })).toEqual([
      { do: 'identify', identifier: 'a@b.cd' },
    ])
  })

  test('a code page answers with its code and the ticked box', () => {
    const scene = { facts: { evidence: [pwd], challenges: [aChallenge()], current: 'c1' }, subject: { rows: [aRow('sms')] } }
    expect(read({ action: 'continue', code: '482913', trustDevice: 'true', password: 'ignored' }, scene)).toEqual([
      { do: 'answer', answer: { code: '482913' }, trustDevice: true },
    ])
  })

  test('a row picks an authenticator when verifying and a factor when setting up', () => {
    const rows = { rows: [aRow('sms')] }
    expect(read({ factorId: 'sms-1' }, { facts: { evidence: [pwd] }, subject: rows })).toEqual([
      { do: 'begin', authenticatorId: 'sms-1' },
    ])
    const setup = { facts: { evidence: [pwd] }, policy: aPolicy({ factors: ['sms', 'email'] }) }
    expect(read({ factorId: 'PhoneVerificationCode' }, setup)).toEqual([{ do: 'choose', factor: 'sms' }])
    expect(read({ factorId: 'NoSuchFactor' }, setup)).toEqual([])
  })

  test('a new phone goes with the country it was typed in', () => {
    expect(read({ action: 'continue', phone: '555 0101', country: 'US' }, { facts: { evidence: [pwd] } })).toEqual([
      { do: 'enroll', factor: 'sms', input: { address: '555 0101', country: 'US' } },
    ])
  })

  test('turning it on takes the proven number with one click, where there is one', () => {
    const policy = aPolicy({ policy: 'PromptAtSignInAndSignUp' })
    expect(read({ action: 'continue' }, { facts: { evidence: [pwd] }, policy })).toEqual([{ do: 'opt-in' }])
    const proven = { proven: [{ kind: 'phone' as const, value: '+12125550101' }] }
    expect(read({ action: 'continue' }, { facts: { evidence: [pwd] }, policy, subject: proven })).toEqual([
      { do: 'use-known', factor: 'sms' },
    ])
  })

  test('back from the only factor there is goes to the question, not to the same page', () => {
    const policy = aPolicy({ policy: 'PromptAtSignInAndSignUp' })
    const facts = { evidence: [pwd], optedIn: true as const }
    expect(read({ action: 'back' }, { facts, policy })).toEqual([{ do: 'back' }])
    expect(read({ action: 'back' }, { facts: { ...facts, choice: 'sms' }, policy })).toEqual([{ do: 'back' }, { do: 'back' }])
  })

  test('names of object members are no buttons', () => {
    expect(read({ action: 'constructor', newPassword: 'x' }, { step: { step: 'new-password' } })).toEqual([
      { do: 'new-password', password: 'x' },
    ])
  })
})

describe('an empty field', () => {
  test.each<[string[], Record<string, string>, Scene]>([
    [['identifier', 'password'], { identifier: ' ', password: '' }, stranger],
    [['code'], {}, { facts: { evidence: [pwd], challenges: [aChallenge()], current: 'c1' }, subject: { rows: [aRow('sms')] } }],
    [['newPassword'], {}, { step: { step: 'new-password' } }],
    [['phone'], { country: 'US' }, { facts: { evidence: [pwd] } }],
    [['email', 'phone'], {}, { step: { step: 'profile', missing: ['emailOrPhone'] } }],
  ])('%j is refused by name before anything is counted', (names, form, scene) => {
    expect(missing({ action: 'continue', ...form }, scene)).toEqual(names)
  })
})
