import { type Config, config } from '@/lib/db/config'
import { reachable } from '@/lib/db/live'
import { type FactorType, factors, factorTypes } from '@/lib/factors'
import { assurance } from '@/lib/interaction/assurance'
import type { Address, Evidence } from '@/lib/interaction/types'
import type { Application } from '@/lib/policy/application'
import { resolvePolicy } from '@/lib/policy/resolve'
import { nonSkippable } from '@/lib/policy/validate'

/** Stands for the authenticator in evidence of a session that passed two steps. */
const fromSession = 'session'

/** Names that one factor always says; what else a session holds was said by a row. */
const namesOf = (type: FactorType): string[] => [...factors[type].wire.amr, ...(factors[type].wire.also ?? [])]
const known = new Set(['mfa', ...factorTypes.flatMap(namesOf)])

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
    .filter((type) => namesOf(type).some((name) => session.amr.includes(name)))
    .map((factor): Evidence => {
      const address = addresses.find((a) => a.kind === factors[factor].address)
      const base = { factor, at: session.at, kept: true as const }
      if (factors[factor].role === 'first') return base
      const amr = factors[factor].amr && session.amr.filter((name) => !known.has(name) || namesOf(factor).includes(name))
      return two ? { ...base, authenticatorId: fromSession, ...(amr && { amr }) } : { ...base, ...(address && { address }) }
    })
}

export type Demands = {
  /** assurances that somebody could be asked for here: where no factor reaches one, nobody is sent anywhere for it */
  within: ('mfa' | 'phr')[]
  /** insists on a second step where the tenant's own rules may have let a session through */
  twoStep: boolean
  /** does not take every factor of the tenant */
  narrower: boolean
}

/** What an application asks of a session that began elsewhere. */
export function demandsOf(settings: Config, application: Application): Demands {
  const { mfa } = resolvePolicy(settings.experience, application, reachable(settings))
  const best = Math.max(
    0,
    ...mfa.factors.map((type) => (mfa.emailSatisfiesAcr ? Math.max(2, factors[type].strength) : factors[type].strength)),
  )
  const narrower = mfa.elsewhere.enabled.length > 0
  return {
    within: best > 2 ? ['mfa', 'phr'] : best > 1 ? ['mfa'] : [],
    twoStep: nonSkippable.includes(mfa.policy) && (narrower || !!application.metadata.mfa.policy),
    narrower,
  }
}

type Held = { amr: string[]; acr: string | null }

/** What a session holds for an application: a second step by a factor that it does not take is none there. */
export async function heldAt(applicationId: string, session: Held): Promise<Held> {
  const settings = await config()
  const application = await settings.application(applicationId)
  if (!application) return session
  const policy = resolvePolicy(settings.experience, application, reachable(settings))
  const evidence = evidenceOf({ ...session, at: 0 }, [])
  const taken = evidence.filter((e) => !e.authenticatorId || policy.mfa.enabled.includes(e.factor))
  return taken.length === evidence.length ? session : assurance(taken, policy)
}
