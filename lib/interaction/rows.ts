import type { AddressKind } from '@/lib/core/mask'
import type { FactorType } from '@/lib/factors'
import type { Address, Challenge, Evidence, Interaction, Option, Policy, Row, Subject } from './types'

/** A reset's address may not confirm the sign-in after it, for this long (milliseconds). */
export const coolingOff = 24 * 3600 * 1000

export const same = (a: Address | undefined, b: Address | undefined): boolean =>
  !!a && !!b && a.kind === b.kind && a.value === b.value

/** The challenge on screen. */
export const running = (i: Interaction): Challenge | undefined => i.facts.challenges.find((c) => c.id === i.facts.current)

/** Guesses left on a code. */
export const guessesLeft = (i: Interaction, c: Challenge, p: Policy): number =>
  c.spent ? 0 : Math.max(0, p.code.attempts - i.attempts)

/** Stored rows and those set up here. */
export function allRows(i: Interaction, s: Subject): Row[] {
  const bound = i.facts.bound.map(
    (b): Row => ({
      id: b.id,
      type: b.type,
      label: null,
      masked: b.label,
      ...(b.address && { address: b.address }),
      status: 'active',
      preferred: false,
      createdVia: b.createdVia,
      createdAt: b.at,
      verifiedAt: b.at,
      lastUsedAt: null,
      lockedUntil: null,
      bound: true,
    }),
  )
  return [...s.rows, ...bound]
}

/** Rows that make the second step required: a row of a type that is switched off counts as absent, a pending one is unproven. */
export function gateRows(i: Interaction, s: Subject, p: Policy): Row[] {
  return allRows(i, s).filter(
    (row) =>
      p.factors[row.type].role !== 'first' && p.mfa.enabled.includes(row.type) && row.status !== 'pending' && row.left !== 0,
  )
}

/**
 * The policy that the gate goes by. Who has no factor of the kinds this application takes is guarded by the ones they do have: a
 * narrower list must never let a stolen password past them, nor have it set up a factor of its own.
 */
export function atGate(i: Interaction, s: Subject, p: Policy): Policy {
  const { elsewhere, ...mfa } = p.mfa
  const stored = (policy: Policy) => gateRows(i, s, policy).some((row) => !row.bound)
  const wider = { ...p, mfa: { ...mfa, ...elsewhere, elsewhere: { factors: [], enabled: [] } } }
  return !stored(p) && stored(wider) ? wider : p
}

/** What counts here: a second step by a factor that this application does not take does not. */
export const accepted = (i: Interaction, p: Policy): Evidence[] =>
  i.facts.evidence.filter((e) => !e.authenticatorId || e.bound || p.mfa.enabled.includes(e.factor))

/** Whether a second factor was verified, or set up with proof, in this interaction. */
export function passedGate(i: Interaction, s: Subject, p: Policy): boolean {
  return accepted(i, atGate(i, s, p)).some((e) => e.authenticatorId && p.factors[e.factor].role !== 'first')
}

/** Whether rows of this person still stand in the way of everything but the second step. */
export const gateClosed = (i: Interaction, s: Subject, p: Policy): boolean =>
  gateRows(i, s, atGate(i, s, p)).length > 0 && !passedGate(i, s, p)

/** An address proven by code in this interaction, other than by a second-factor row. */
export function provenHere(i: Interaction, address: Address | undefined): boolean {
  return i.facts.evidence.some((e) => !e.authenticatorId && same(e.address, address))
}

/** Distinct-channel rule: contracts/logto.md §1 (a) and (b). */
export function sharesChannel(row: Row, i: Interaction, s: Subject, p: Policy): boolean {
  if (p.mfa.distinctChannel !== 'enforce' || i.purpose === 'register') return false
  const resetBySame = same(s.resetProof?.address, row.address) && s.now < (s.resetProof?.at ?? 0) + coolingOff
  return resetBySame || provenHere(i, row.address)
}

/** Default first, then last used, then the admin's order, then the newest proof: F1 to F4. What is only a spare comes last. */
export function byPreference(p: Policy, order: FactorType[] = p.mfa.factors) {
  const place = (type: FactorType) => (order.includes(type) ? order.indexOf(type) : order.length)
  const last = ({ type }: Row) => Number(!!p.factors[type].spare)
  return (a: Row, b: Row): number =>
    last(a) - last(b) ||
    Number(b.preferred) - Number(a.preferred) ||
    (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0) ||
    place(a.type) - place(b.type) ||
    (b.verifiedAt ?? 0) - (a.verifiedAt ?? 0)
}

export function asOptions(rows: Row[], p: Policy): Option[] {
  const latest = Math.max(0, ...rows.map((row) => row.lastUsedAt ?? 0))
  const lines = rows.filter((row) => !p.factors[row.type].together || row === rows.find((first) => first.type === row.type))
  return lines.map((row) => ({
    factor: row.type,
    authenticatorId: row.id,
    label: row.label,
    masked: row.masked,
    lastUsed: latest > 0 && row.lastUsedAt === latest,
    lockedUntil: row.lockedUntil,
  }))
}

/** Whether what was proven reaches the asked assurance. */
export function reaches(acr: string | null, wanted: 'mfa' | 'phr' | null): boolean {
  return wanted === null || acr === 'phr' || acr === wanted
}

/** Proven addresses on file whose factor is switched on. */
export function knownAddresses(s: Subject, p: Policy): { factor: FactorType; address: Address }[] {
  return s.proven.flatMap((address) => {
    const factor = factorFor(p, address.kind)
    return factor ? [{ factor, address }] : []
  })
}

export function factorFor(p: Policy, kind: AddressKind): FactorType | undefined {
  return p.mfa.factors.find((type) => p.factors[type].address === kind)
}
