import type { Evidence, Policy } from './types'

export type Assurance = { amr: string[]; acr: 'mfa' | 'phr' | null }

/**
 * What may honestly be said of a sign-in: the table of contracts/logto.md §9. `amr` is the union of what was verified (RFC 8176
 * names where registered); `acr` is `mfa` for two different factor types, an email code counting only where the admin says so.
 */
export function assurance(evidence: Evidence[], p: Pick<Policy, 'factors' | 'mfa'>): Assurance {
  const types = [...new Set(evidence.map((e) => e.factor))].sort(
    (a, b) => Number(p.factors[b].role === 'first') - Number(p.factors[a].role === 'first'),
  )
  const counting = types.filter(
    (type) => p.factors[type].role === 'first' || p.factors[type].strength > 1 || p.mfa.emailSatisfiesAcr,
  )
  const two = counting.length > 1
  const strong = evidence.some((e) => p.factors[e.factor].strength === 3)
  const said = (type: Evidence['factor']) =>
    evidence.filter((e) => e.factor === type).flatMap((e) => e.amr ?? p.factors[type].amr)
  const amr = [...new Set(types.flatMap(said))]
  return { amr: (two || strong) && !amr.includes('mfa') ? [...amr, 'mfa'] : amr, acr: strong ? 'phr' : two ? 'mfa' : null }
}
