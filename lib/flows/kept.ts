import type { Config } from '@/lib/db/config'
import { reachable } from '@/lib/db/live'
import { factors, factorTypes } from '@/lib/factors'
import type { Address, Evidence } from '@/lib/interaction/types'
import type { Application } from '@/lib/policy/application'
import { resolvePolicy } from '@/lib/policy/resolve'

/** Stands for the authenticator in evidence of a session that passed two steps. */
const fromSession = 'session'

/** Names that one factor always says; what else a session holds was said by a row. */
const known = new Set(['mfa', ...factorTypes.flatMap((type) => factors[type].wire.amr)])

/** Whether a sign-in took two steps, by what its session says. @param amr names of RFC 8176 and ours */
export const tookTwoSteps = (amr: string[], acr: string | null | undefined): boolean =>
  !!acr || new Set(amr.filter((name) => name !== 'mfa')).size > 1

/**
 * What a live session has proven already, for a step-up that asks only for what is missing. A session of one step proved a first
 * step, whatever factor that was: it is no second one, and its address cannot become one.
 * @param at milliseconds, when the session began @param addresses the person's identifiers
 */
export function evidenceOf(session: { amr: string[]; acr?: string | null; at: number }, addresses: Address[]): Evidence[] {
  const two = tookTwoSteps(session.amr, session.acr)
  return factorTypes
    .filter((type) => factors[type].wire.amr.some((name) => session.amr.includes(name)))
    .map((factor): Evidence => {
      const address = addresses.find((a) => a.kind === factors[factor].address)
      const base = { factor, at: session.at, kept: true as const }
      if (factors[factor].role === 'first') return base
      const amr = factors[factor].amr && session.amr.filter((name) => !known.has(name) || factors[factor].wire.amr.includes(name))
      return two ? { ...base, authenticatorId: fromSession, ...(amr && { amr }) } : { ...base, ...(address && { address }) }
    })
}

/** The assurances that somebody could be asked for at an application: where no factor reaches one, nobody is sent anywhere for it. */
export function withinReach(settings: Config, application: Application): ('mfa' | 'phr')[] {
  const { mfa } = resolvePolicy(settings.experience, application, reachable(settings))
  const best = Math.max(
    0,
    ...mfa.factors.map((type) => (mfa.emailSatisfiesAcr ? Math.max(2, factors[type].strength) : factors[type].strength)),
  )
  return best > 2 ? ['mfa', 'phr'] : best > 1 ? ['mfa'] : []
}
