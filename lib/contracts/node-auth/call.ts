import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { Application } from '@/lib/flows/direct'
import type { Session } from '@/lib/flows/session'
import { bearerOf } from '@/lib/http/caller'
import { isWrite } from '@/lib/http/guards'
import { sessionOfAccessToken } from '@/lib/oidc/api-tokens'
import { applicationOf, originOf } from '../direct/gate'
import { cookieOf, expectCsrf } from './cookies'
import { badField } from './wire'

/** A request as this dialect sees it: contracts/node-auth.md §2. */
export type Call = {
  ctx: Ctx
  request: Request
  application: Application
  /** tokens in the body instead of cookies */
  bearer: boolean
}

/** Trusted devices are no part of this dialect: it always asks. */
export async function callOf(ctx: Ctx, request: Request): Promise<Call> {
  const { browser: _browser, trustedDevice: _device, ...rest } = ctx
  const bearer = request.headers.get('x-auth-strategy')?.trim().toLowerCase() === 'bearer'
  return { ctx: rest, request, application: await applicationOf(request), bearer }
}

/** The access token that was sent, and how: a header is looked at first, and alone. @throws token.invalid */
export function presented({ request }: Call): { token: string; by: 'header' | 'cookie' } | null {
  if (request.headers.has('authorization')) {
    const token = bearerOf(request)
    if (!token) throw new AppError('token.invalid')
    return { token, by: 'header' }
  }
  const token = cookieOf(request, 'accessToken')
  return token ? { token, by: 'cookie' } : null
}

/** The live session of a protected route. @throws token.*, user.suspended */
export async function signedIn(call: Call): Promise<Session> {
  const given = presented(call)
  if (!given) throw new AppError('token.missing')
  const session = await sessionOfAccessToken(call.ctx, call.application.id, given.token)
  if (given.by === 'cookie' && isWrite(call.request.method)) expectCsrf(call.request, session.id)
  return session
}

/** The request says that a page of ours or of the application sent it. */
export const fromOwnPage = ({ request, application }: Call): boolean =>
  ['own', 'web', 'native'].includes(originOf(request, application) ?? '')

/** A text of a body; empty counts as absent. @throws request.invalid for anything that is no text, or too long */
export function text(value: unknown, name: string, most = 1024): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string' || value.length > most) throw badField(name, `Send text of at most ${most} characters.`)
  return value
}
