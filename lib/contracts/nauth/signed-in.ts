import { AppError } from '@/lib/core/errors'
import type { Session } from '@/lib/flows/session'
import { bearerOf } from '@/lib/http/caller'
import { isWrite } from '@/lib/http/guards'
import { sessionOfAccessToken } from '@/lib/oidc/api-tokens'
import { originOf } from '../direct/gate'
import type { Call } from './call'
import { type CsrfBody, cookieOf, expectCsrf } from './cookies'

/** The access token of a call, and how it came. `null`: none came. */
export function presented(call: Call): { token: string; by: 'header' | 'cookie' } | null {
  const { request, application, accepts } = call
  if (request.headers.has('authorization')) {
    const token = bearerOf(request)
    if (!token) throw new AppError('token.invalid')
    if (!accepts.includes('json')) throw new AppError('token.bearer_refused')
    return { token, by: 'header' }
  }
  const token = cookieOf(request, application, 'access_token')
  if (token && !accepts.includes('cookies')) throw new AppError('token.cookie_refused')
  return token ? { token, by: 'cookie' } : null
}

/**
 * The live session of a protected route. One that a cookie proves must say the CSRF token where it changes something.
 * @throws token.*, user.suspended
 */
export async function signedIn(call: Call, body?: CsrfBody, csrf = true): Promise<Session> {
  const given = presented(call)
  if (!given) throw new AppError('token.missing')
  const session = await sessionOfAccessToken(call.ctx, call.application.id, given.token)
  if (csrf && given.by === 'cookie' && isWrite(call.request.method)) expectCsrf(call.request, session.id, body)
  return session
}

/** Sent by a page of ours or of the application, as browsers say: enough to sign out. */
export const fromOwnPage = ({ request, application }: Call): boolean =>
  ['own', 'web', 'native'].includes(originOf(request, application) ?? '') ||
  ['same-origin', 'same-site'].includes(request.headers.get('sec-fetch-site') ?? '')

/** The session behind a token that is presented on a public route, where there is a live one. */
export async function sessionBeside(call: Call): Promise<Session | null> {
  try {
    const given = presented(call)
    return given && (await sessionOfAccessToken(call.ctx, call.application.id, given.token))
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
