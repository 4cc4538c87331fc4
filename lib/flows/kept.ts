import { factors, factorTypes, secondFactors } from '@/lib/factors'
import { fromSession } from '@/lib/interaction/first'
import type { Evidence } from '@/lib/interaction/types'

/**
 * What a live session has proven already, for a step-up that asks only for what is missing.
 * @param amr names of RFC 8176 and ours @param at milliseconds, when it was proven
 */
export function evidenceOf(amr: string[], at: number): Evidence[] {
  return factorTypes
    .filter((type) => factors[type].wire.amr.some((name) => amr.includes(name)))
    .map((factor) => ({ factor, at, ...(factors[factor].role !== 'first' && { authenticatorId: fromSession }) }))
}

/** What this build can reach at all: without a phishing-resistant factor nobody can be asked for `phr`. */
export const attainable = (acr: 'mfa' | 'phr'): boolean =>
  secondFactors.some((type) => factors[type].strength >= (acr === 'phr' ? 3 : 2))
