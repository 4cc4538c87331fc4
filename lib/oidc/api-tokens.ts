import type Provider from 'oidc-provider'
import { errors } from 'oidc-provider'
import { keyedHash } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { revokeFamily, spentOrOver } from '@/lib/db/oidc-adapter'
import { openedOverApi, type Session, sessionById, sessionState, slide, touchSession } from '@/lib/db/sessions'
import { endReused } from '@/lib/flows/reuse'
import { apiScope, readAccessToken, signAccessToken } from './access-token'
import { limits } from './limits'
import { provider } from './provider'

/** What an application that signs people in over the API gets: one session, one grant, one family of refresh tokens. Unix seconds. */
export type ApiTokens = {
  accessToken: string
  refreshToken: string
  accessTokenExpiresAt: number
  refreshTokenExpiresAt: number
}
type Opened = Pick<Session, 'id' | 'userId' | 'applicationId' | 'amr' | 'acr' | 'authTime'>
type RefreshToken = InstanceType<Provider['RefreshToken']>

/** Sliding by each rotation, never beyond the end of the session (seconds from now). @throws token.session_expired at that end */
function lifeLeft(ctx: Ctx, began: number, life: number): number {
  const left = limits.refreshAbsolute - Math.floor((ctx.now() - began) / 1000)
  if (left <= 0) throw new AppError('token.session_expired')
  return Math.min(life, left)
}

/** Tokens for a session that was just opened. @param life of the refresh token, in seconds */
export async function issueApiTokens(ctx: Ctx, session: Opened, life: number): Promise<ApiTokens> {
  const { provider: issuer, keys } = await provider()
  const { id, userId: accountId, applicationId: clientId } = session
  const grant = new issuer.Grant({ accountId, clientId })
  grant.addOIDCScope(apiScope)
  const grantId = await grant.save()
  const token = new issuer.RefreshToken({
    ...({ accountId, clientId, grantId, sid: id, scope: apiScope, gty: 'api', expiresIn: life } as object),
  } as never)
  // a session that ended meanwhile takes its grant along, so its tokens come last
  if (!(await openedOverApi(id, grantId, ctx.now() + life * 1000))) {
    await revokeFamily(grantId)
    throw new AppError('token.session_ended')
  }
  const [access, refreshToken] = await Promise.all([signAccessToken(keys, ctx, session), token.save()])
  return both(ctx, access, refreshToken, life)
}

const both = (ctx: Ctx, access: { value: string; expiresAt: number }, refreshToken: string, life: number): ApiTokens => ({
  accessToken: access.value,
  refreshToken,
  accessTokenExpiresAt: access.expiresAt,
  refreshTokenExpiresAt: Math.floor(ctx.now() / 1000) + life,
})

/**
 * The successor of a refresh token, and an access token beside it. Presented again within seconds it gives the same successor; later
 * that is theft, and the session ends (RFC 9700 §4.14.2).
 * @param life of the next one, in seconds
 * @throws token.invalid, token.expired, token.reused, token.session_ended, token.session_expired, user.suspended
 */
export async function refreshApiTokens(
  ctx: Ctx,
  applicationId: string,
  value: string,
  life: number,
): Promise<{ tokens: ApiTokens; session: Session }> {
  const { provider: issuer, keys } = await provider()
  const token = await issuer.RefreshToken.find(value, { ignoreExpiration: true })
  if (!token) throw new AppError((await spentOrOver('RefreshToken', value)) ? 'token.expired' : 'token.invalid')
  const { sid, clientId, grantId } = token as RefreshToken & { sid?: string }
  if (clientId !== applicationId || !sid || !grantId) throw new AppError('token.invalid')
  const reused = (token as unknown as { consumed?: unknown }).consumed !== undefined
  // what is refused for the session's sake uses up nothing
  const session = reused ? null : await liveSession(ctx, sid)
  const left = session ? lifeLeft(ctx, session.createdAt, life) : 0
  if (!session || !(await consumed(token))) {
    await endReused(ctx, sid)
    await revokeFamily(grantId)
    throw new AppError('token.reused')
  }
  const { accountId, scope } = token
  const next = new issuer.RefreshToken({
    ...({ accountId, clientId, grantId, sid, scope, gty: 'api', expiresIn: left, jti: successor(token.jti) } as object),
  } as never)
  const [access, refreshToken, still] = await Promise.all([
    signAccessToken(keys, ctx, session),
    next.save(),
    slide(sid, ctx.now(), ctx.now() + left * 1000),
  ])
  if (!still) throw new AppError('token.session_ended')
  return { tokens: both(ctx, access, refreshToken, left), session }
}

/** The same one, whoever asks: refreshes that run at the same time must not make two families. */
const successor = (jti: string): string => keyedHash('refresh-successor', jti)

/** Exactly one of any number of callers uses it up; for a moment after that the others pass as well. */
async function consumed(token: RefreshToken): Promise<boolean> {
  try {
    await token.consume()
    return true
  } catch (error) {
    // anything else, like a database that is away, says nothing of the token
    if (error instanceof errors.InvalidGrant) return false
    throw error
  }
}

/** @throws token.session_ended, token.session_expired, user.suspended */
async function liveSession(ctx: Ctx, id: string): Promise<Session> {
  const live = await sessionById(db(), id, ctx.now())
  if (live) return live
  const found = await sessionState(id, ctx.now())
  if (!found || found.state === 'ended') throw new AppError('token.session_ended')
  if (found.state === 'expired') throw new AppError('token.session_expired')
  if (found.state === 'suspended') throw new AppError('user.suspended')
  return found.session
}

/**
 * The live session behind an access token, at the application it was issued for. Every protected route asks this.
 * @throws token.invalid, token.expired, token.session_ended, token.session_expired, user.suspended
 */
export async function sessionOfAccessToken(ctx: Ctx, applicationId: string, token: string): Promise<Session> {
  const { keys } = await provider()
  const claims = await readAccessToken(keys, ctx, token)
  if (claims.client_id !== applicationId) throw new AppError('token.invalid')
  const session = await liveSession(ctx, claims.sid)
  if (session.userId !== claims.sub) throw new AppError('token.invalid')
  if (ctx.now() - session.lastSeenAt > 60_000) await touchSession(session.id, ctx.now())
  return session
}

/** Another access token of the same session: it says what the session has proven by now. Unix seconds. */
export async function renewedAccessToken(
  ctx: Ctx,
  session: Session,
): Promise<{ accessToken: string; accessTokenExpiresAt: number }> {
  const { keys } = await provider()
  const { value, expiresAt } = await signAccessToken(keys, ctx, session)
  return { accessToken: value, accessTokenExpiresAt: expiresAt }
}

/** Whose session a genuine access token names, also one that has expired: enough to end it. @throws token.invalid */
export async function namedByAccessToken(
  ctx: Ctx,
  applicationId: string,
  token: string,
): Promise<Pick<Session, 'id' | 'userId'>> {
  const { keys } = await provider()
  const { sid, sub, client_id: client } = await readAccessToken(keys, ctx, token, true)
  if (client !== applicationId) throw new AppError('token.invalid')
  return { id: sid, userId: sub }
}

/** Whose session a refresh token belongs to, for ending it; null for what is none. */
export async function namedByRefreshToken(applicationId: string, value: string): Promise<{ id: string; userId: string } | null> {
  const { provider: issuer } = await provider()
  const token = await issuer.RefreshToken.find(value, { ignoreExpiration: true })
  const { sid, clientId, accountId } = (token ?? {}) as Partial<RefreshToken> & { sid?: string }
  return sid && accountId && clientId === applicationId ? { id: sid, userId: accountId } : null
}
