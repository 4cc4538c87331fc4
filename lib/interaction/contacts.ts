import type { FactorType } from '@/lib/factors'
import { allRows, knownAddresses, provenHere } from './rows'
import type { Address, Interaction, Policy, Step, Subject } from './types'

type Rule = (i: Interaction, s: Subject, p: Policy) => Step | null

const overApi = (i: Interaction): boolean => !!i.facts.request.api && i.purpose === 'sign-in'

/** A sign-in over the API asks for what a sign-up would have asked for beside its first identifier: proven addresses. */
export const contacts: Rule = (i, s, p) => {
  if (!overApi(i)) return null
  const has = (kind: Address['kind']) => s.proven.some((a) => a.kind === kind) || i.facts.evidence.some((e) => newHere(e, kind))
  const due = p.signUp.secondary.flatMap(({ need, verify }) => {
    if (!verify || need === 'username') return []
    if (need === 'emailOrPhone')
      return has('email') || has('phone') ? [] : [s.profile.email ? ('email' as const) : ('phone' as const)]
    // a mailbox can be confirmed here, not asked for
    return has(need) || (need === 'email' && !s.profile.email) ? [] : [need]
  })
  return due[0] ? { step: 'profile', missing: [due[0]] } : null
}

const newHere = (e: Interaction['facts']['evidence'][number], kind: Address['kind']) =>
  e.address?.kind === kind && !e.authenticatorId && !e.kept

/**
 * What was set up after a password alone, elsewhere than at a proven address on file, counts once that address agreed: a stolen
 * password must not choose its own second factor (contracts/nauth.md §8, setup-data).
 */
export function permissionDue(i: Interaction, s: Subject, p: Policy): Address | null {
  if (!overApi(i)) return null
  const { bound, evidence } = i.facts
  const known = knownAddresses(s, p)
  const strange = bound.some((b) => !known.some((k) => k.address.value === b.address?.value && k.factor === b.type))
  // a number given here, by whoever knows the password, is theirs and agrees to nothing
  const onFile = ({ kind, value }: Address) => s.profile[kind] === value
  const shown = evidence.some(
    (e) => !e.bound && p.factors[e.factor].role !== 'first' && (e.authenticatorId || !e.address || onFile(e.address)),
  )
  return strange && !shown && !known.some((k) => provenHere(i, k.address)) ? (known[0]?.address ?? null) : null
}

export const permission: Rule = (i, s, p) => {
  const address = permissionDue(i, s, p)
  return address && { step: 'profile', missing: [address.kind] }
}

/**
 * The address on file that becomes a factor by a word: it was proven, and nothing else stands for a second step yet
 * (contracts/nauth.md §8, `autoCompleted`). An application that insists on an assurance wants to see it proven.
 */
export function readyAddress(i: Interaction, s: Subject, p: Policy, factor: FactorType): Address | null {
  const others = allRows(i, s).some(({ type, status }) => p.factors[type].role !== 'first' && status !== 'pending')
  const here = i.facts.evidence.flatMap((e) =>
    e.address && !e.authenticatorId ? [{ factor: e.factor, address: e.address }] : [],
  )
  const known = [...knownAddresses(s, p), ...here].find((k) => k.factor === factor)
  if (p.requiredAcr !== null) return null
  return known && !others && p.mfa.autoEnroll[known.address.kind] !== 'off' ? known.address : null
}
