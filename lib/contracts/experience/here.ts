import { cookieNames, readCookie } from '@/lib/core/cookies'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { PhoneChannel } from '@/lib/core/mask'
import { byLogtoName, factors } from '@/lib/factors'
import type { Prompt } from '@/lib/factors/types'
import { advance, current } from '@/lib/flows/advance'
import type { Command, Current } from '@/lib/flows/types'
import type { Challenge } from '@/lib/interaction/types'

/** The running interaction of this browser. @throws session.interaction_not_found, session.not_found */
export async function here(ctx: Ctx, request: Request): Promise<Current> {
  const token = tokenOf(request)
  const at = token ? await current(ctx, token) : null
  if (!at || ('gone' in at && at.gone === 'unknown')) throw new AppError('session.interaction_not_found')
  if ('gone' in at) throw new AppError('session.not_found')
  // what an application asks in its own words ends there
  if (at.interaction.facts.request.api) throw new AppError('session.interaction_not_found')
  return at
}

export const tokenOf = (request: Request): string | undefined =>
  readCookie(request.headers.get('cookie'), cookieNames.interaction())

/** Moves the interaction of this browser. */
export async function move(ctx: Ctx, request: Request, ...commands: Command[]): Promise<Current> {
  const { token } = await here(ctx, request)
  return advance(ctx, token, ...commands)
}

/** The question that waits for its answer. @throws session.verification_session_not_found */
export function waiting({ step }: Current): Challenge {
  const challenge = step.step === 'answer' || step.step === 'enroll' ? step.challenge : undefined
  if (!challenge) throw new AppError('session.verification_session_not_found')
  return challenge
}

/** What a question shows, where it is of this gesture. */
export function shown<S extends Prompt['shape']>(c: Current, shape: S): { id: string; prompt: Extract<Prompt, { shape: S }> } {
  const { id, prompt } = waiting(c)
  if (prompt.shape !== shape) throw new AppError('interaction.wrong_step')
  return { id, prompt: prompt as Extract<Prompt, { shape: S }> }
}

type Wanted = { factorId?: string; type?: string; delivery?: PhoneChannel }

/** Begins with a factor the person has, by its id or by its name in settings. @throws session.mfa.mfa_factor_not_enabled */
export async function beginFactor(ctx: Ctx, request: Request, wanted: Wanted): Promise<Current> {
  const c = await here(ctx, request)
  const listed = c.step.step === 'choose-factor' ? c : await advance(ctx, c.token, { do: 'list' })
  const options = listed.step.step === 'choose-factor' ? listed.step.options : []
  const option = options.find((o) => o.authenticatorId === wanted.factorId || factors[o.factor].wire.logto === wanted.type)
  const known = wanted.type ? byLogtoName(wanted.type) : null
  const authenticatorId = option?.authenticatorId ?? wanted.factorId ?? known ?? ''
  return advance(ctx, c.token, { do: 'begin', authenticatorId, ...(wanted.delivery && { delivery: wanted.delivery }) })
}
