import { expect, it } from 'vitest'
import { type FactorType, factors, forAddress } from '@/lib/factors'
import { toAutoEnroll } from '@/lib/interaction/enroll'
import { next } from '@/lib/interaction/next'
import type { Address, Bound, Evidence, Interaction, Policy, Step, Subject } from '@/lib/interaction/types'
import { aDocument, aPolicyOf, begun, type Dice, mailbox, needed, phone, random, someone } from './testing-house'

/**
 * Every settings document that may be saved, every person, every way through: what is offered can be completed, and within twelve
 * steps it ends in `done` or in a refusal that has a name. Seeded, so a failure can be looked at again.
 */

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
      expect([...p.mfa.factors, ...p.mfa.elsewhere.factors]).toContain(factor)
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

/**
 * Who has a second factor, of whatever kind the house has on, proves one before anything is set up; and before the end, unless this
 * browser, this person's own wish, or the absence of risk lets them off.
 */
function guarded(step: Step, { i, s, p }: At): void {
  if (i.purpose !== 'sign-in' || (step.step !== 'enroll' && step.step !== 'done')) return
  const on = [...p.mfa.enabled, ...p.mfa.elsewhere.enabled]
  const rows = s.rows.filter((row) => on.includes(row.type) && row.status !== 'pending' && row.left !== 0)
  const proven = i.facts.evidence.some(
    (e) => rows.some((row) => row.id === e.authenticatorId) || p.factors[e.factor].strength === 3,
  )
  const letOff = step.step === 'done' && ((s.trusted && p.trustedDevice.enabled) || s.skipsOnSignIn || s.risks?.length === 0)
  if (rows.length && !letOff) expect(proven).toBe(true)
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
    guarded(step, { i, s, p, dice })
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
