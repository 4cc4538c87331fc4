import { provenHere, running, same } from './rows'
import type { Address, Challenge, FirstMethod, Identifier, Interaction, Option, Policy, Step, Subject } from './types'

type Rule = (i: Interaction, s: Subject, p: Policy) => Step | null

export const addressOf = (identifier: Identifier | undefined): Address | undefined =>
  identifier && identifier.kind !== 'username' ? { kind: identifier.kind, value: identifier.value } : undefined

export const cancelled: Rule = (i) =>
  i.facts.outcome === 'cancelled' || i.facts.consent === 'denied' ? { step: 'cancelled' } : null

export const identify: Rule = (i) =>
  i.purpose === 'account' || i.purpose === 'consent' || i.userId || i.facts.identifier ? null : { step: 'identify' }

/** How the identifier may be proven, best first. Unknown identifiers walk the same steps as known ones. */
export function firstMethods(i: Interaction, p: Policy): FirstMethod[] {
  const { identifier } = i.facts
  if (i.purpose === 'recover' || i.purpose === 'register') return identifier?.kind === 'username' ? [] : ['code']
  const method = p.signIn.methods.find((m) => m.kind === (identifier?.kind ?? 'email'))
  return [
    ...(method?.password ? ['password' as const] : []),
    ...(method?.code ? ['code' as const] : []),
    ...(method?.passkey ? ['passkey' as const] : []),
  ]
}

/** Whether a passkey may answer here instead of everything else. */
export function passkeyOffered(i: Interaction, p: Policy, step: Step): boolean {
  if (i.purpose !== 'sign-in' || (step.step !== 'identify' && step.step !== 'authenticate')) return false
  return p.passkey.enabled || (step.step === 'authenticate' && step.methods.includes('passkey'))
}

/** Whether who it is has been shown: by a password, or by a code to the identifier itself. */
export function firstDone(i: Interaction, p: Policy): boolean {
  const { identifier, evidence } = i.facts
  if (i.purpose === 'register') return identifier?.kind === 'username' || !p.signUp.verify || provenHere(i, addressOf(identifier))
  if (i.purpose === 'recover') return provenHere(i, addressOf(identifier))
  return (
    evidence.some((e) => p.factors[e.factor].role === 'first') ||
    provenHere(i, addressOf(identifier)) ||
    evidence.some((e) => e.kept) ||
    evidence.some((e) => p.factors[e.factor].strength === 3)
  )
}

export const first: Rule = (i, _s, p) => {
  if (i.purpose === 'account' || i.purpose === 'consent') return null
  const current = running(i)
  if (current?.mode === 'prove') return answering(current)
  return firstDone(i, p) ? null : { step: 'authenticate', methods: firstMethods(i, p) }
}

export const blocked: Rule = (_i, s) => (s.suspended ? { step: 'blocked', reason: 'user.suspended' } : null)

/** `options`: what could be answered instead. */
export const answering = (challenge: Challenge, options: Option[] = []): Step => ({ step: 'answer', challenge, options })

/** Sign-up, recovery and the change in settings end in a new password; so does a sign-in by one that an administrator gave. */
export const freshPassword: Rule = (i, s, p) => {
  const wanted =
    i.purpose === 'recover' ||
    (i.purpose === 'register' && p.signUp.password) ||
    (i.purpose === 'account' && i.facts.goal?.kind === 'password') ||
    (i.purpose === 'sign-in' && s.passwordDue && i.facts.evidence.some((e) => !e.kept && p.factors[e.factor].role === 'first'))
  if (!wanted || i.facts.newPassword) return null
  const warning = i.purpose === 'recover' ? wouldLockOut(i, s, p) : null
  return { step: 'new-password', ...(warning && { distinctChannel: warning }) }
}

/** Said before the new password is taken: this reset would leave no second factor to sign in with for a day (F14). */
function wouldLockOut(i: Interaction, s: Subject, p: Policy): { lockedUntil: number } | null {
  if (p.mfa.distinctChannel !== 'enforce') return null
  const rows = s.rows.filter(
    (row) => p.factors[row.type].role !== 'first' && p.mfa.enabled.includes(row.type) && row.status !== 'pending',
  )
  if (!rows.length || rows.some((row) => !provenHere(i, row.address))) return null
  return { lockedUntil: s.now + 24 * 3600 * 1000 }
}

/** Settings: a new address of one's own, proven by a code before it replaces the old one. */
function contact(i: Interaction): Step | null {
  const { goal, profile: given } = i.facts
  if (goal?.kind !== 'contact') return null
  const current = running(i)
  if (current?.mode === 'prove') return answering(current)
  const value = given[goal.contact]
  return value && provenHere(i, { kind: goal.contact, value }) ? null : { step: 'profile', missing: [goal.contact] }
}

/** Sign-up: second identifiers, proven by code where the settings say so. */
export const profile: Rule = (i, _s, p) => {
  if (i.purpose === 'account') return contact(i)
  if (i.purpose !== 'register') return null
  const given = i.facts.profile
  const missing = p.signUp.secondary.filter(({ need, verify }) => {
    if (need === 'username') return !given.username
    const kinds = need === 'emailOrPhone' ? (['email', 'phone'] as const) : ([need] as const)
    return !kinds.some((kind) => {
      const value = given[kind]
      return value && (!verify || provenHere(i, { kind, value }))
    })
  })
  return missing.length ? { step: 'profile', missing: missing.map((m) => m.need) } : null
}

/**
 * What a sign-up may write down: an address only when it was proven here, or when its settings ask for no proof. One that was
 * typed and left behind may be anybody's.
 */
export function provenProfile(i: Interaction, p: Policy): Interaction['facts']['profile'] {
  const { identifier, profile } = i.facts
  const kept = (kind: Address['kind']) => {
    const value = profile[kind]
    if (!value) return {}
    const unasked = same(addressOf(identifier), { kind, value })
      ? !p.signUp.verify
      : p.signUp.secondary.some(({ need, verify }) => !verify && (need === kind || need === 'emailOrPhone'))
    return unasked || provenHere(i, { kind, value }) ? { [kind]: value } : {}
  }
  const { email: _email, phone: _phone, ...rest } = profile
  return { ...rest, ...kept('email'), ...kept('phone') }
}

export const consent: Rule = (i) =>
  i.purpose === 'consent' && !i.facts.consent ? { step: 'consent', scopes: i.facts.request.scopes ?? [] } : null
