import { mask } from '@/lib/core/mask'
import type { FactorType } from '@/lib/factors'
import { assurance } from './assurance'
import { answering, firstDone } from './first'
import { accepted, allRows, atGate, gateClosed, gateRows, knownAddresses, passedGate, reaches, running, same } from './rows'
import type { Address, EnrollOption, Interaction, MfaPolicyName, Policy, Row, Step, Subject } from './types'

type Rule = (i: Interaction, s: Subject, p: Policy) => Step | null

/** Ways of asking, by policy: contracts/logto.md §2. */
const asks: Record<MfaPolicyName, { signIn: boolean; register: boolean; skippable: boolean }> = {
  NoPrompt: { signIn: false, register: false, skippable: true },
  PromptOnlyAtSignIn: { signIn: true, register: false, skippable: true },
  PromptAtSignInAndSignUp: { signIn: true, register: true, skippable: true },
  PromptOnlyAtSignInMandatory: { signIn: true, register: false, skippable: false },
  PromptAtSignInAndSignUpMandatory: { signIn: true, register: true, skippable: false },
  Mandatory: { signIn: true, register: true, skippable: false },
}

export const policySkippable = (policy: MfaPolicyName): boolean => asks[policy].skippable
const askedHere = (i: Interaction, p: Policy): boolean =>
  !p.mfa.exempt && (i.purpose === 'register' ? asks[p.mfa.policy].register : i.purpose === 'sign-in' && asks[p.mfa.policy].signIn)

const usable = (rows: Row[], p: Policy): Row[] =>
  rows.filter(
    ({ type, status }) =>
      p.factors[type].role !== 'first' && !p.factors[type].spare && p.mfa.factors.includes(type) && status === 'active',
  )

/** The end of the grace period in milliseconds, while it lasts. */
function grace(s: Subject, p: Policy): number | undefined {
  const ends = Math.max(s.createdAt ?? s.now, p.mfa.graceFrom ?? 0) + p.mfa.graceDays * 86_400_000
  return p.mfa.policy === 'Mandatory' && p.mfa.graceDays > 0 && s.now < ends ? ends : undefined
}

/** Until when setting up may be put off by somebody who has nothing yet, in milliseconds; null: nothing is due, or it is due now. */
export function graceEnd(s: Subject, p: Policy): number | null {
  return p.mfa.exempt || usable(s.rows, p).length ? null : (grace(s, p) ?? null)
}

/** Whether setting up may be put off here. */
export function mfaSkippable(s: Subject, p: Policy): boolean {
  return policySkippable(p.mfa.policy) || grace(s, p) !== undefined
}

/** An earlier "not now" counts only while the policy allows it, and not for ever where the admin asks again. */
function skipHolds(i: Interaction, s: Subject, p: Policy): boolean {
  if (i.facts.skipped.includes('mfa')) return mfaSkippable(s, p)
  if (!s.mfaSkip || !policySkippable(p.mfa.policy)) return false
  const again = p.mfa.promptAgainAfterDays
  return again === null || s.now < Date.parse(s.mfaSkip.skippedAt) + again * 86_400_000
}

/** Factors that can stand alone. */
const primary = (p: Policy): FactorType[] => p.mfa.factors.filter((type) => !p.factors[type].spare)

export function enrollOptions(i: Interaction, s: Subject, p: Policy): EnrollOption[] {
  // one that is switched off after too many tries may be set up again
  const rows = allRows(i, s).filter((row) => row.status === 'active' || row.status === 'paused')
  const known = knownAddresses(s, p)
  return primary(p).map((factor) => {
    const row = rows.find((r) => r.type === factor)
    const address = known.find((k) => k.factor === factor)?.address ?? prefill(i, s, p, factor)
    const proven = known.some((k) => k.factor === factor) || (address && i.facts.evidence.some((e) => same(e.address, address)))
    return {
      factor,
      bound: !!row,
      ...(row && { masked: row.masked }),
      ...(address && !row && { known: { masked: mask(address.kind, address.value), proven: !!proven } }),
    }
  })
}

/** An address on file that was never proven: offered in the field, never bound. */
function prefill(i: Interaction, s: Subject, p: Policy, factor: FactorType): Address | undefined {
  const kind = p.factors[factor].address
  const value = kind && (i.facts.profile[kind] ?? s.profile[kind])
  return kind && value ? { kind, value } : undefined
}

/** The page of setting up: the list, or one factor's own when picked or alone. */
function setUp(i: Interaction, options: EnrollOption[], rest: Omit<Extract<Step, { step: 'enroll' }>, 'step' | 'allowed'>): Step {
  const current = running(i)
  const open = options.filter((o) => !o.bound || rest.reason === 'wanted')
  const alone = rest.reason !== 'another' && open.length === 1 ? open[0]?.factor : undefined
  const factor = rest.factor ?? i.facts.choice ?? alone
  return {
    step: 'enroll',
    allowed: options,
    ...rest,
    ...(factor && { factor }),
    ...(current?.mode === 'enroll' && { challenge: current }),
  }
}

/** One offer of a passkey to who has none, where it signs in alone (contracts/logto.md §6, rung 6). Who is enrolled passes the gate first. */
export const offer: Rule = (i, s, p) => {
  const { skipped, evidence } = i.facts
  if (i.facts.request.api || !p.passkey.enabled || (i.purpose !== 'sign-in' && i.purpose !== 'register')) return null
  if (s.passkeySkipped || skipped.includes('passkey') || evidence.some((e) => e.kept)) return null
  if (gateClosed(i, s, p)) return null
  const factor = (Object.keys(p.factors) as FactorType[]).find((type) => p.factors[type].strength === 3)
  if (!factor || allRows(i, s).some((row) => row.type === factor)) return null
  return setUp(i, [{ factor, bound: false }], { reason: 'offer', skippable: true, factor })
}

export const enroll: Rule = (i, s, p) => {
  const options = enrollOptions(i, s, p)
  if (i.purpose === 'account') return wanted(i, options)
  if (!askedHere(i, p) && p.requiredAcr === null) return null
  const rows = usable(allRows(i, s), p)
  if (!reaches(assurance(accepted(i, p), p).acr, p.requiredAcr) && i.purpose === 'sign-in') return reachAcr(i, rows, options, p)
  // a locked row is passed by another one or not at all, and then something usable has to be set up (F6)
  // a paused one comes back by itself
  const open = options.some((o) => !o.bound)
  if (!askedHere(i, p) || rows.length || gateClosed(i, s, p) || !open || skipHolds(i, s, p)) return null
  const graceEndsAt = grace(s, p)
  const skippable = mfaSkippable(s, p)
  if (skippable && i.facts.request.api) return null
  return setUp(i, options, {
    reason: skippable && !i.facts.optedIn ? 'suggested' : 'required',
    skippable,
    ...(graceEndsAt && { graceEndsAt }),
  })
}

/** An application insists on more than this person has: set up what reaches it, if this house has such a factor at all. */
function reachAcr(i: Interaction, rows: Row[], options: EnrollOption[], p: Policy): Step | null {
  const reaching = options.filter((o) => p.factors[o.factor].strength >= (p.requiredAcr === 'phr' ? 3 : 2))
  if (!reaching.some((o) => !o.bound) || rows.some((row) => reaching.some((o) => o.factor === row.type))) return null
  return setUp(i, reaching, { reason: 'required', skippable: false })
}

function wanted(i: Interaction, options: EnrollOption[]): Step | null {
  const { goal, bound } = i.facts
  if (goal?.kind !== 'enroll' || bound.length) return null
  const current = running(i)
  if (current?.mode === 'prove') return answering(current)
  const allowed = options.some((o) => o.factor === goal.factor) ? options : [{ factor: goal.factor, bound: false }]
  return setUp(i, allowed, { reason: 'wanted', skippable: false, factor: goal.factor })
}

/** A set of spare codes beside what was set up, again when it is used up (S15, S16). */
export const spare: Rule = (i, s, p) => {
  const factor = p.mfa.factors.find((type) => p.factors[type].spare)
  if (!factor || i.facts.request.api || !askedHere(i, p) || (i.purpose === 'sign-in' && !passedGate(i, s, p))) return null
  const rows = allRows(i, s)
  if (!usable(rows, p).length || rows.some((row) => row.type === factor && row.left !== 0)) return null
  return setUp(i, [{ factor, bound: false }], { reason: 'spare', skippable: false, factor })
}

/** "Add another 2-step verification": once, for people whose factors were all enrolled for them (S5, S6). */
export const another: Rule = (i, s, p) => {
  if (i.facts.request.api || !askedHere(i, p) || s.suggestionSkipped || i.facts.skipped.includes('suggestion')) return null
  if (i.purpose === 'sign-in' && !passedGate(i, s, p)) return null
  const rows = usable(allRows(i, s), p)
  const options = enrollOptions(i, s, p)
  if (!rows.length || !rows.every((row) => row.createdVia.endsWith('AutoEnroll')) || !options.some((o) => !o.bound)) return null
  return setUp(i, options, { reason: 'another', skippable: true, ...(i.facts.choice && { factor: i.facts.choice }) })
}

/** Addresses that become factors without a second code, now: contracts/logto.md §2, `autoEnroll`. */
export function toAutoEnroll(i: Interaction, s: Subject, p: Policy): { factor: FactorType; address: Address }[] {
  if (i.facts.request.api || p.mfa.policy === 'NoPrompt' || p.mfa.exempt || s.suspended) return []
  if (i.purpose === 'register') {
    const proven = i.facts.evidence.flatMap((e) =>
      e.address && !e.authenticatorId ? [{ factor: e.factor, address: e.address }] : [],
    )
    return proven.filter(({ factor, address }) => bindable(i, p, factor, address))
  }
  if (i.purpose !== 'sign-in' || mfaSkippable(s, p) || !asks[p.mfa.policy].signIn) return []
  if (gateRows(i, s, atGate(i, s, p)).length) return []
  if (!firstDone(i, p)) return []
  return knownAddresses(s, p).filter(({ factor, address }) => bindable(i, p, factor, address))
}

const bindable = (i: Interaction, p: Policy, factor: FactorType, address: Address): boolean =>
  p.mfa.factors.includes(factor) &&
  p.mfa.autoEnroll[address.kind] === 'on' &&
  !i.facts.bound.some((b) => same(b.address, address))

/** Whoever is here knows a password, and nothing else stands for them yet: at a sign-in, and in the settings that it opened. */
function alone(i: Interaction, s: Subject, p: Policy): boolean {
  if (i.purpose === 'sign-in') return !passedGate(i, s, p)
  const first = !gateRows(i, s, atGate(i, s, p)).some((row) => !row.bound && !p.factors[row.type].spare)
  return i.purpose === 'account' && i.facts.goal?.kind === 'enroll' && s.hasPassword && first
}

/**
 * Setting up something else than a proven address on file, after a password alone, first asks one code to that address
 * (contracts/logto.md §2): a stolen password must not choose its own second factor.
 */
export function permissionAddress(
  i: Interaction,
  s: Subject,
  p: Policy,
  target: Address | undefined,
): { factor: FactorType; address: Address } | null {
  // a sign-in over the API asks afterwards; settings there are open to a password, but not to that of who manages others
  if ((i.facts.request.api && (i.purpose === 'sign-in' || s.role === null)) || !alone(i, s, p)) return null
  const known = knownAddresses(s, p)
  const shown = known.some((k) => same(k.address, target)) || i.facts.evidence.some((e) => p.factors[e.factor].role !== 'first')
  return shown ? null : (known[0] ?? null)
}
