import { expect, it } from 'vitest'
import { type FactorType, factors, factorTypes, forAddress } from '@/lib/factors'
import { toAutoEnroll } from '@/lib/interaction/enroll'
import { next } from '@/lib/interaction/next'
import { anInteraction, aPerson, aRow } from '@/lib/interaction/testing'
import type { Address, Bound, Evidence, Interaction, Policy, Row, Step, Subject } from '@/lib/interaction/types'
import { type Application, applicationMetadata } from '@/lib/policy/application'
import { resolvePolicy } from '@/lib/policy/resolve'
import { mfaPolicies, type SignInExperience, signInExperience } from '@/lib/policy/schema'
import { validateExperience } from '@/lib/policy/validate'

/**
 * Every settings document that may be saved, every person, every way through: what is offered can be completed, and within twelve
 * steps it ends in `done` or in a refusal that has a name. Seeded, so a failure can be looked at again.
 */

function random(seed: number) {
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
type Dice = ReturnType<typeof random>

const names = factorTypes.filter((type) => factors[type].role !== 'first').map((type) => factors[type].wire.logto)
const phone: Address = { kind: 'phone', value: '+12125550101' }
const mailbox: Address = { kind: 'email', value: 'jane@example.com' }
const identifiers = ['email', 'phone', 'username'] as const

function aDocument({ one, some, chance }: Dice): SignInExperience | null {
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

function aPolicyOf(document: SignInExperience, { one, chance }: Dice): Policy {
  const mfa = chance(0.3) ? { policy: one(mfaPolicies), requiredAcr: one(['mfa', 'phr', undefined]) } : {}
  const metadata = applicationMetadata.parse({ mfa })
  const application = { id: 'app', metadata } as unknown as Application
  return resolvePolicy(
    document,
    application,
    { phone: chance(0.9), email: chance(0.9) },
    one([undefined, undefined, 'mfa', 'phr']),
  )
}

function someone({ one, some, chance }: Dice, now: number): Subject {
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
    profile: { email: mailbox.value, ...(chance(0.5) && { phone: phone.value }) },
    proven: some([phone, mailbox]),
    suspended: chance(0.02),
    trusted: chance(0.2),
    suggestionSkipped: chance(0.3),
    passkeySkipped: chance(0.5),
    mfaSkip: chance(0.2) ? { skippedAt: new Date(now - 9e8).toISOString(), underPolicy: 'PromptAtSignInAndSignUp' } : null,
    resetProof: chance(0.2) ? { address, at: now - one([1e6, 1e9]) } : null,
    role: chance(0.1) ? 'admin' : null,
  })
}

const purposes = ['sign-in', 'sign-in', 'register', 'recover'] as const
function begun({ one, chance }: Dice, p: Policy): Interaction {
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
const needed = (needs: Policy['signUp']['identifiers']) =>
  needs.flatMap((n) => (n === 'emailOrPhone' ? (['email', 'phone'] as const) : [n]))

type At = { i: Interaction; s: Subject; p: Policy; dice: Dice }
const withFacts = (i: Interaction, facts: Partial<Interaction['facts']>): Interaction => ({
  ...i,
  facts: { ...i.facts, ...facts },
})
const proof = (i: Interaction, e: Evidence): Interaction =>
  withFacts(i, { evidence: [...i.facts.evidence, e], current: undefined, listing: undefined })

const refusals: string[] = []
/** Takes the step as a person would. @returns null when it is the end of this way */
function take(step: Step, { i, s, p, dice }: At): Interaction | null {
  const at = s.now
  switch (step.step) {
    case 'authenticate':
      return authenticate(step.methods, { i, s, p, dice })
    case 'choose-factor': {
      expect(step.options.length).toBeGreaterThan(0)
      const { factor, authenticatorId } = dice.one(step.options)
      expect(p.mfa.factors).toContain(factor)
      const row = s.rows.find((r) => r.id === authenticatorId)
      expect(row ? row.status : i.facts.bound.some((b) => b.id === authenticatorId) && 'active').toBe('active')
      return proof(i, { factor, authenticatorId, at, ...(row?.address && { address: row.address }) })
    }
    case 'enroll':
      return enroll(step, { i, s, p, dice })
    case 'new-password':
      return withFacts(i, { newPassword: 'hash' })
    case 'profile': {
      const [kind] = needed(step.missing.filter((m) => m !== 'password'))
      const value = { email: mailbox.value, phone: phone.value, username: 'jane' }[kind!]
      const given = withFacts(i, { profile: { ...i.facts.profile, [kind!]: value } })
      return kind === 'username' ? given : proof(given, { factor: forAddress(kind!), address: { kind: kind!, value }, at })
    }
    case 'blocked':
      refusals.push(step.reason)
      return null
    default:
      throw new Error(`unexpected ${step.step}`)
  }
}

function authenticate(methods: string[], { i, s, dice }: At): Interaction | null {
  const address = i.facts.identifier && i.facts.identifier.kind !== 'username' ? (i.facts.identifier as Address) : null
  const passkeys = s.rows.filter((row) => factors[row.type].discover && row.status === 'active')
  const ways: Evidence[] = [
    ...(methods.includes('password') && s.hasPassword ? [{ factor: 'password' as FactorType, at: s.now }] : []),
    ...(methods.includes('code') && address ? [{ factor: forAddress(address.kind), address, at: s.now }] : []),
    ...(methods.includes('passkey') ? passkeys.map((row) => ({ factor: row.type, authenticatorId: row.id, at: s.now })) : []),
  ]
  if (ways.length) return proof(i, dice.one(ways))
  refusals.push('session.invalid_credentials')
  return null
}

function enroll(step: Extract<Step, { step: 'enroll' }>, { i, s, p, dice }: At): Interaction {
  const open = step.allowed.filter((o) => !o.bound)
  expect(open.length).toBeGreaterThan(0)
  if (step.skippable && dice.chance(0.4))
    return withFacts(i, {
      skipped: [...i.facts.skipped, ({ another: 'suggestion', offer: 'passkey' } as const)[step.reason as 'another'] ?? 'mfa'],
    })
  const { factor } = step.factor ? { factor: step.factor } : dice.one(open)
  if (step.reason !== 'offer') expect(p.mfa.factors).toContain(factor)
  const id = `bound-${i.facts.bound.length}`
  const address = { phone: { ...phone, value: '+12125550199' }, email: { ...mailbox, value: 'new@example.com' } }[
    p.factors[factor].address ?? 'phone'
  ]
  const kind = p.factors[factor].address
  const bound: Bound = {
    id,
    type: factor,
    data: {},
    createdVia: 'Interaction',
    at: s.now,
    label: '***',
    ...(kind && { address }),
  }
  const set = withFacts(i, { bound: [...i.facts.bound, bound], choice: undefined, optedIn: true })
  return p.factors[factor].spare
    ? set
    : proof(set, { factor, authenticatorId: id, at: s.now, bound: true, ...(kind && { address }) })
}

/** What the flows do after each command. */
function settle({ i, s, p }: At): Interaction {
  const due = toAutoEnroll(i, s, p).map(
    ({ factor, address }, n): Bound => ({
      id: `auto-${i.facts.bound.length + n}`,
      type: factor,
      data: {},
      createdVia: i.purpose === 'register' ? 'SignUpAutoEnroll' : 'SignInAutoEnroll',
      at: s.now,
      address,
      label: '***',
    }),
  )
  return due.length ? withFacts(i, { bound: [...i.facts.bound, ...due] }) : i
}

function walk(dice: Dice): string | null {
  const document = aDocument(dice)
  if (!document) return null
  const p = aPolicyOf(document, dice)
  const s = someone(dice, Date.UTC(2026, 0, 1))
  let i = begun(dice, p)
  for (let steps = 0; steps <= 12; steps++) {
    i = settle({ i, s, p, dice })
    const step = next(i, i.purpose === 'register' ? { ...s, ...nobody } : s, p)
    if (step.step === 'done') return 'done'
    const moved = take(step, { i, s, p, dice })
    if (!moved) return 'refused'
    i = moved
  }
  throw new Error(
    `no end: ${i.purpose} at ${next(i, s, p).step} ${JSON.stringify({ rows: s.rows.map((r) => [r.type, r.status]), mfa: p.mfa, acr: p.requiredAcr, facts: i.facts })}`,
  )
}
const nobody: Partial<Subject> = {
  userId: null,
  rows: [],
  proven: [],
  trusted: false,
  suspended: false,
  resetProof: null,
  mfaSkip: null,
  suggestionSkipped: false,
}

it('every way ends in twelve steps, and nothing is offered that cannot be done', () => {
  const ends: Record<string, number> = {}
  let walked = 0
  for (let seed = 1; walked < 12_000 && seed < 1_000_000; seed++) {
    const end = (() => {
      try {
        return walk(random(seed))
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    })()
    if (!end) continue
    walked++
    ends[end] = (ends[end] ?? 0) + 1
  }
  expect(ends.done).toBeGreaterThan(3000)
  expect(new Set(refusals)).toEqual(
    new Set([
      'session.invalid_credentials',
      'user.suspended',
      'session.mfa.distinct_channel_required',
      'session.mfa.factor_locked',
    ]),
  )
})
