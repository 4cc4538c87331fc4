import { assurance } from './assurance'
import { mfaSkippable, policySkippable } from './enroll'
import { answering } from './first'
import {
  accepted,
  asOptions,
  atGate,
  byPreference,
  coolingOff,
  gateRows,
  passedGate,
  reaches,
  running,
  same,
  sharesChannel,
} from './rows'
import type { Evidence, Interaction, Option, Policy, Row, Step, Subject } from './types'

type Rule = (i: Interaction, s: Subject, p: Policy) => Step | null

/** How long a proof counts in settings (milliseconds). */
const freshProof = 10 * 60 * 1000

/** Whether a second step stands between this person and the end: contracts/logto.md §2, "the gate". */
export function gateNeeded(i: Interaction, s: Subject, p: Policy): boolean {
  if (i.purpose !== 'sign-in' || p.mfa.exempt) return false
  const { acr } = assurance(accepted(i, p), p)
  if (acr === 'phr') return false
  if (passedGate(i, s, p) && (reaches(acr, p.requiredAcr) || !reaching(answerable(i, s, p), p).length)) return false
  if (!standing(i, s, p).length) return false
  if (reaches(acr, p.requiredAcr) && letOff(s, p)) return false
  return !s.trusted || !p.trustedDevice.enabled || !reaches(acr, p.requiredAcr)
}

/** Nothing about this sign-in looks unusual, or the person asked for none while they may choose. */
const letOff = (s: Subject, p: Policy): boolean =>
  (p.mfa.adaptive && s.risks?.length === 0) || (s.skipsOnSignIn && policySkippable(p.mfa.policy))

/** One click on a known address where it is optional (S12) asks for no code in the same sign-in; where it is required it does (S11). */
const standing = (i: Interaction, s: Subject, p: Policy): Row[] =>
  gateRows(i, s, atGate(i, s, p)).filter(
    (row) => !row.bound || (!i.facts.request.api && (row.createdVia === 'SignInAutoEnroll' || !mfaSkippable(s, p))),
  )

/** Rows that reach the assurance that is asked for. */
const reaching = (rows: Row[], p: Policy): Row[] =>
  rows.filter(({ type }) =>
    p.requiredAcr === 'phr' ? p.factors[type].strength === 3 : p.factors[type].strength > 1 || p.mfa.emailSatisfiesAcr,
  )

function answerable(i: Interaction, s: Subject, p: Policy): Row[] {
  const here = atGate(i, s, p)
  return gateRows(i, s, here).filter(
    (row) =>
      row.status === 'active' &&
      here.mfa.factors.includes(row.type) &&
      !sharesChannel(row, i, s, p) &&
      // asking twice for the same proof adds nothing
      !i.facts.evidence.some((e) => e.authenticatorId === row.id),
  )
}

/** Rows that can be answered now. With an acr to reach, those that cannot reach it step back while others can. */
export function gateOptions(i: Interaction, s: Subject, p: Policy): Option[] {
  const open = answerable(i, s, p)
  const enough = p.requiredAcr ? reaching(open, p) : open
  return asOptions((enough.length ? enough : open).sort(byPreference(atGate(i, s, p))), p)
}

/** Rows that stand for the second step here, those that are paused among them, best first. */
export function standingRows(i: Interaction, s: Subject, p: Policy): Row[] {
  const here = atGate(i, s, p)
  const open = (row: Row) => row.status !== 'locked' && here.mfa.factors.includes(row.type) && !sharesChannel(row, i, s, p)
  return gateRows(i, s, here)
    .filter((row) => !row.bound && open(row))
    .sort(byPreference(here))
}

export const second: Rule = (i, s, p) => {
  if (!gateNeeded(i, s, p)) return null
  const options = gateOptions(i, s, p)
  const current = running(i)
  if (current?.mode === 'verify' && !i.facts.listing && options.some((o) => o.authenticatorId === current.authenticatorId))
    return answering(current, options)
  return options.length ? { step: 'choose-factor', options } : nobodyCan(i, s, p)
}

/** Why no row can be answered. Guessing a factor to death never opens a way around it. */
function nobodyCan(i: Interaction, s: Subject, p: Policy): Step {
  const rows = gateRows(i, s, atGate(i, s, p))
  if (rows.some((row) => row.status === 'active' && sharesChannel(row, i, s, p)))
    return {
      step: 'blocked',
      reason: 'session.mfa.distinct_channel_required',
      ...(s.resetProof && { until: s.resetProof.at + coolingOff }),
    }
  const until = Math.min(...rows.map((row) => row.lockedUntil ?? Number.POSITIVE_INFINITY))
  return { step: 'blocked', reason: 'session.mfa.factor_locked', ...(Number.isFinite(until) && { until }) }
}

/**
 * Settings: the strongest factor this person has, else the password. Who lost it takes a spare and the password (contracts/logto.md
 * §7). A proof the session gave moments ago still counts.
 */
export function proofOptions(i: Interaction, s: Subject, here: Policy): Option[] {
  const p = atGate(i, s, here)
  const rows = gateRows(i, s, p).filter((row) => !row.bound && p.mfa.factors.includes(row.type))
  const best = Math.min(...rows.map((row) => p.factors[row.type].rank))
  const asked = rows.filter(({ type }) => p.factors[type].rank === best || p.factors[type].spare)
  return asOptions(asked.filter((row) => row.status === 'active').sort(byPreference(p)), p)
}

/** Of somebody without a password, a code to an address of theirs. */
const ownAddress = (e: Evidence, s: Subject) => !s.hasPassword && !e.authenticatorId && s.proven.some((a) => same(a, e.address))

/** Over the API a password is changed by whoever says the one before, whatever the session has proven. */
const oldPasswordDue = ({ facts }: Interaction, s: Subject, p: Policy): boolean =>
  !!facts.request.api &&
  facts.goal?.kind === 'password' &&
  s.hasPassword &&
  !facts.evidence.some((e) => !e.kept && p.factors[e.factor].role === 'first')

export const proof: Rule = (i, s, p) => {
  if (i.purpose !== 'account') return null
  if (oldPasswordDue(i, s, p)) return { step: 'authenticate', methods: ['password'] }
  if (proofGiven(i, s, p)) return null
  const options = proofOptions(i, s, p)
  const current = running(i)
  if (spareProven(i, p)) return { step: 'authenticate', methods: ['password'] }
  if (current?.mode === 'verify' && !i.facts.listing && options.some((o) => o.authenticatorId === current.authenticatorId))
    return answering(current, options)
  if (options.length) return { step: 'choose-factor', options }
  if (hasSecond(i, s, p)) return nobodyCan(i, s, p)
  if (s.hasPassword || !s.proven.length) return { step: 'authenticate', methods: ['password'] }
  // nothing but an address: a code to it is all there is
  return current?.mode === 'prove' ? answering(current) : { step: 'authenticate', methods: ['code'] }
}

const hasSecond = (i: Interaction, s: Subject, p: Policy) =>
  gateRows(i, s, atGate(i, s, p)).some((row) => !p.factors[row.type].spare && (!row.bound || !provenBound(i, row)))

/** Set up by an answer of its own, not by a click on an address that was proven before. */
const provenBound = (i: Interaction, row: Row) => i.facts.evidence.some((e) => e.bound && e.authenticatorId === row.id)

const spareProven = (i: Interaction, p: Policy) => i.facts.evidence.some((e) => !e.kept && !e.bound && p.factors[e.factor].spare)

function proofGiven(i: Interaction, s: Subject, p: Policy): boolean {
  const { session } = i.facts
  return (!!session?.provenAt && s.now - session.provenAt < freshProof) || strongestProven(i, s, p)
}

/**
 * Whether the strongest factor this person has was proven in this very interaction: then settings ask for nothing more for a while.
 * A factor that cannot be delivered now is still the strongest one. Setting the first one up beside a first step counts as well.
 */
export function strongestProven(i: Interaction, s: Subject, p: Policy): boolean {
  const fresh = i.facts.evidence.filter((e) => !e.kept)
  if (!hasSecond(i, s, p))
    return fresh.some((e) => (e.bound ? i.purpose !== 'account' : p.factors[e.factor].role === 'first' || ownAddress(e, s)))
  if (spareProven(i, p)) return fresh.some((e) => p.factors[e.factor].role === 'first')
  const best = proofOptions(i, s, p).filter((o) => !p.factors[o.factor].spare)
  const together = (type: Option['factor']) => p.factors[type].together
  return fresh.some(
    (e) => !e.bound && best.some((o) => o.authenticatorId === e.authenticatorId || (together(o.factor) && o.factor === e.factor)),
  )
}
