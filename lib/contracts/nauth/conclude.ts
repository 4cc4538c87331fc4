import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { factors } from '@/lib/factors'
import { advance, current } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { renew } from '@/lib/flows/keyed'
import { ownProfile } from '@/lib/flows/own-profile'
import type { Command, Current, Finished } from '@/lib/flows/types'
import { type Reply, reply } from '@/lib/http/route'
import { issueApiTokens, renewedAccessToken } from '@/lib/oidc/api-tokens'
import { type Call, refreshLife } from './call'
import { blockedError, challengeName, gracePeriod, parametersOf, type Sent, unsent } from './challenge'
import { csrfCookie, csrfOf, hiddenCookie } from './cookies'
import { sessionBeside } from './signed-in'
import { authMethodOf, signedInUser, signedInUserOf } from './user'

/** What every step of a sign-in answers: tokens, or the next challenge (contracts/nauth.md §5). */
export const authResponse = z.object({
  challengeName: z.string().optional(),
  session: z.string().optional(),
  challengeParameters: z.record(z.string(), z.unknown()).optional(),
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  accessTokenExpiresAt: z.number().optional(),
  refreshTokenExpiresAt: z.number().optional(),
  authMethod: z.string().optional(),
  trusted: z.boolean().optional(),
  deviceToken: z.string().optional(),
  sub: z.string().optional(),
  userSub: z.string().optional(),
  user: signedInUser.optional(),
  mfaGracePeriod: z
    .object({ active: z.boolean(), endsAt: z.string(), daysRemaining: z.number(), enforcement: z.string() })
    .optional(),
})
export type AuthResponse = z.input<typeof authResponse>

/** Where the interaction behind a session is. @throws session.interaction_not_found, session.not_found, interaction.over */
export async function here(call: Call, session: string): Promise<Current> {
  const at = await current(call.ctx, session)
  if ('gone' in at) {
    if (at.gone === 'expired') throw new AppError('session.not_found')
    throw new AppError(at.gone === 'unknown' ? 'session.interaction_not_found' : 'interaction.over')
  }
  const { applicationId, facts } = at.interaction
  if (applicationId !== call.application.id || !facts.request.api) throw new AppError('session.interaction_not_found')
  return at
}

/** What is sent without being asked for: the code of the factor that is asked for first, or of the address that is due. */
function unasked({ step, subject }: Current): Command | null {
  if (step.step === 'authenticate' && step.methods.includes('code')) return { do: 'send-code' }
  if (step.step === 'choose-factor') {
    const first = step.options[0]
    return first && factors[first.factor].address ? { do: 'begin', authenticatorId: first.authenticatorId } : null
  }
  if (step.step !== 'profile') return null
  const kind = step.missing[0] === 'phone' ? 'phone' : 'email'
  return subject.profile[kind] ? { do: 'profile' } : null
}

/** A sign-in never fails because a code could not be sent: then the challenge says so. */
export async function onward(call: Call, at: Current): Promise<{ at: Current; sent: Sent }> {
  const command = unasked(at)
  if (!command) return { at, sent: unsent }
  try {
    return { at: await advance(call.ctx, at.token, command), sent: { sent: true } }
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('connector.')) throw error
    const now = await current(call.ctx, at.token)
    return { at: 'gone' in now ? at : now, sent: { sent: false, refused: error } }
  }
}

/** What waits for an answer. */
const waiting = ({ step }: Current): string | undefined =>
  step.step === 'answer' || step.step === 'enroll' ? step.challenge?.id : undefined

/**
 * The answer to a step. A new challenge has a session of its own, and the one before is spent.
 * @param before where the interaction was, if it is not new
 */
export async function conclude(call: Call, moved: Current, before: Current | null, status = 200): Promise<Reply<AuthResponse>> {
  const { at, sent } = await onward(call, moved)
  if (at.step.step === 'done') return finished(call, at, status)
  const blocked = blockedError(at)
  const name = blocked ? null : challengeName(at)
  if (!name) throw blocked ?? new AppError('interaction.wrong_step')
  const session = before === null || challengeName(before) === name ? at.token : await renew(at, randomUUID())
  const fresh = !sent.refused && !!waiting(at) && waiting(at) !== (before ? waiting(before) : undefined)
  const challengeParameters = parametersOf(at, name, fresh ? { sent: true } : sent)
  return reply({ challengeName: name, session, challengeParameters, ...grace(at) } as AuthResponse, { status })
}

const grace = (at: Current) => gracePeriod(at) as Pick<AuthResponse, 'mfaGracePeriod'>

async function finished(call: Call, at: Current, status: number): Promise<Reply<AuthResponse>> {
  const ended = await finishLogin(call.ctx, at.token)
  if (!ended.session) return proven(call, ended)
  const { session, userId, applicationId, trustedDevice } = ended
  const [tokens, person] = await Promise.all([
    issueApiTokens(call.ctx, { ...session, userId, applicationId }, refreshLife(call)),
    ownProfile(userId),
  ])
  const { accessToken, refreshToken, ...ends } = tokens
  const trusted = at.subject.trusted || !!trustedDevice
  const person_ = {
    authMethod: authMethodOf(session),
    trusted,
    sub: userId,
    userSub: userId,
    user: signedInUserOf(person),
    ...grace(at),
  }
  if (call.delivery === 'json') {
    const device = trustedDevice && { deviceToken: trustedDevice.secret }
    return reply({ accessToken, refreshToken, ...ends, ...person_, ...device }, { status })
  }
  const headers = tokenHeaders(call, session.id, tokens)
  if (trustedDevice)
    headers.append('set-cookie', hiddenCookie(call.application, 'device_token', trustedDevice.secret, trustedDevice.maxAge))
  return reply({ ...ends, ...person_ }, { status, headers })
}

type Tokens = Awaited<ReturnType<typeof issueApiTokens>>

/** Tokens as cookies, and the CSRF token beside them. */
export function tokenHeaders(call: Call, sessionId: string, tokens: Tokens): Headers {
  const { application, ctx } = call
  const headers = new Headers({ 'x-csrf-token': csrfOf(sessionId) })
  const life = (until: number) => Math.max(1, until - Math.floor(ctx.now() / 1000))
  const refresh = life(tokens.refreshTokenExpiresAt)
  headers.append('set-cookie', hiddenCookie(application, 'access_token', tokens.accessToken, life(tokens.accessTokenExpiresAt)))
  headers.append('set-cookie', hiddenCookie(application, 'refresh_token', tokens.refreshToken, refresh))
  headers.append('set-cookie', csrfCookie(application, sessionId, refresh))
  return headers
}

/** A proof in a session that lives already: no new one. Who sends its token along gets one that says what was proven. */
async function proven(call: Call, { userId, sessionId }: Finished): Promise<Reply<AuthResponse>> {
  const [beside, person] = await Promise.all([sessionBeside(call), ownProfile(userId)])
  const own = beside && beside.id === sessionId ? await renewedAccessToken(call.ctx, beside) : null
  return reply({
    user: signedInUserOf(person),
    sub: userId,
    authMethod: beside ? authMethodOf(beside) : 'password',
    trusted: false,
    ...(own && call.delivery === 'json' && own),
  })
}
