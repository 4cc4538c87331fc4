import { factors, factorTypes } from '@/lib/factors'
import { anInteraction, aPerson, aRow } from '@/lib/interaction/testing'
import type { Address, Interaction, Policy, Row, Subject } from '@/lib/interaction/types'
import { type Application, applicationMetadata } from '@/lib/policy/application'
import { resolvePolicy } from '@/lib/policy/resolve'
import { mfaPolicies, type SignInExperience, signInExperience } from '@/lib/policy/schema'
import { validateExperience } from '@/lib/policy/validate'

/** For tests: settings that may be saved and people of every kind, thrown by dice that a seed repeats. */

export function random(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  const some = <T>(list: readonly T[]): T[] => list.filter(() => next() < 0.5)
  return { one, some, chance: (p: number) => next() < p }
}
export type Dice = ReturnType<typeof random>

const names = factorTypes.filter((type) => factors[type].role !== 'first').map((type) => factors[type].wire.logto)
export const phone: Address = { kind: 'phone', value: '+12125550101' }
export const mailbox: Address = { kind: 'email', value: 'jane@example.com' }
const identifiers = ['email', 'phone', 'username'] as const

export function aDocument({ one, some, chance }: Dice): SignInExperience | null {
  const on = some(names)
  const document = signInExperience.parse({
    signUp: {
      identifiers: one([['email'], ['phone'], ['username'], ['emailOrPhone'], []]),
      password: chance(0.8),
      secondaryIdentifiers: some(['email', 'phone', 'emailOrPhone', 'username'])
        .slice(0, 2)
        .map((identifier) => ({ identifier })),
    },
    signIn: {
      methods: identifiers.map((identifier) => ({
        identifier,
        password: chance(0.8),
        verificationCode: identifier !== 'username' && chance(0.3),
        passkey: chance(0.2),
      })),
    },
    passkeySignIn: { enabled: chance(0.3) },
    forgotPasswordMethods: some(['EmailVerificationCode', 'PhoneVerificationCode']),
    mfa: {
      factors: on,
      policy: one(mfaPolicies),
      factorOrder: some(on),
      autoEnroll: { phone: one(['on', 'ask', 'off']), email: one(['on', 'ask', 'off']) },
      gracePeriodDays: one([0, 0, 7]),
      promptAgainAfterDays: one([null, 7]),
      distinctChannel: one(['enforce', 'warn']),
      emailSatisfiesAcr: chance(0.3),
    },
    adaptiveMfa: { enabled: chance(0.2) },
    trustedDevice: { enabled: chance(0.5) },
  })
  const channels = { sms: 1, email: 1 }
  const touched = new Set(Object.keys(document) as (keyof SignInExperience)[])
  try {
    validateExperience(document, touched, { channels, carriers: channels, languages: ['en'] })
    return document
  } catch {
    return null
  }
}

export function aPolicyOf(document: SignInExperience, { one, chance }: Dice): Policy {
  const allowed = document.mfa.factors.filter(() => chance(0.5))
  const mfa = chance(0.3)
    ? {
        policy: one(mfaPolicies),
        requiredAcr: one(['mfa', 'phr', undefined]),
        ...(chance(0.5) && allowed.some((name) => name !== 'BackupCode') && { allowedFactors: allowed }),
      }
    : {}
  const metadata = applicationMetadata.parse({ mfa })
  const application = { id: 'app', metadata } as unknown as Application
  return resolvePolicy(
    document,
    application,
    { phone: chance(0.9), email: chance(0.9) },
    one([undefined, undefined, 'mfa', 'phr']),
  )
}

export function someone({ one, some, chance }: Dice, now: number): Subject {
  const types = some(factorTypes.filter((type) => factors[type].role !== 'first'))
  const rows = types.map((type): Row => {
    const spare = factors[type].spare ? { left: one([0, 1, 10]) } : {}
    const status = one(['active', 'active', 'active', 'pending', 'paused', 'locked'] as const)
    const createdVia = one(['SignUpAutoEnroll', 'AccountCenter', 'Import'] as const)
    return aRow(type, { status, createdVia, lastUsedAt: one([null, now - 1e6]), ...spare })
  })
  const address = one([phone, mailbox])
  return aPerson({
    now,
    rows: [...rows, ...(chance(0.9) ? [aRow('password')] : [])],
    hasPassword: chance(0.9),
    passwordDue: chance(0.1),
    profile: { email: mailbox.value, ...(chance(0.5) && { phone: phone.value }) },
    proven: some([phone, mailbox]),
    suspended: chance(0.02),
    trusted: chance(0.2),
    suggestionSkipped: chance(0.3),
    passkeySkipped: chance(0.5),
    skipsOnSignIn: chance(0.1),
    ...(chance(0.3) && { risks: some(['unknown_browser']) }),
    mfaSkip: chance(0.2) ? { skippedAt: new Date(now - 9e8).toISOString(), underPolicy: 'PromptAtSignInAndSignUp' } : null,
    resetProof: chance(0.2) ? { address, at: now - one([1e6, 1e9]) } : null,
    role: chance(0.1) ? 'admin' : null,
  })
}

const purposes = ['sign-in', 'sign-in', 'register', 'recover'] as const
export function begun({ one, chance }: Dice, p: Policy): Interaction {
  const purpose = one(purposes)
  const kinds =
    purpose === 'recover' ? p.forgot : purpose === 'register' ? needed(p.signUp.identifiers) : p.signIn.methods.map((m) => m.kind)
  const kind = kinds.length ? one(kinds) : 'email'
  const value = { email: mailbox.value, phone: phone.value, username: 'jane' }[kind]
  return anInteraction(
    {
      identifier: { kind, value },
      profile: purpose === 'register' ? { [kind]: value } : {},
      ...(chance(0.1) && { optedIn: true }),
    },
    { purpose, userId: purpose === 'register' ? null : 'u1' },
  )
}
export const needed = (needs: Policy['signUp']['identifiers']) =>
  needs.flatMap((n) => (n === 'emailOrPhone' ? (['email', 'phone'] as const) : [n]))
