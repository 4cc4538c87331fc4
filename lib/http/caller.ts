import { createLocalJWKSet, jwtVerify } from 'jose'
import { clientAddress } from '@/lib/core/client-address'
import { now } from '@/lib/core/clock'
import { cookieNames, readCookie } from '@/lib/core/cookies'
import { reference } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { apiKeyOf, verificationKeys } from '@/lib/db/api-keys'
import { db } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { personById } from '@/lib/db/users'

export type Caller =
  | { type: 'anonymous' }
  /** a server with a key or a client-credentials token; `applicationId` is null for the bootstrap key */
  | { type: 'machine'; id: string; applicationId: string | null; scopes: string[] }
  /** a person signed in to the console */
  | { type: 'admin'; userId: string; role: string }

/** Languages of an Accept-Language header, best first (RFC 9110 §12.5.4). */
export function languagesOf(header: string | null): string[] {
  return (header ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', quality] = part.trim().split(/\s*;\s*q=/)
      return { tag, q: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ tag, q }) => /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(tag) && q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag)
}

/** Where a request comes from, for flows and verbs. */
export function ctxFromHeaders(headers: Headers): Ctx {
  const trustedDevice = readCookie(headers.get('cookie'), cookieNames.device())
  const browser = readCookie(headers.get('cookie'), cookieNames.browser())
  return {
    now,
    requestId: reference(),
    ip: clientAddress(headers),
    userAgent: headers.get('user-agent')?.slice(0, 300) ?? null,
    languages: languagesOf(headers.get('accept-language')),
    ...(trustedDevice && { trustedDevice }),
    ...(browser && { browser }),
  }
}

/** Reads the console's own session; null when there is none, or it was ended. */
export type ConsoleResolver = (request: Request, ctx: Ctx) => Promise<{ userId: string } | null>
const store = globalThis as typeof globalThis & { sallyportConsole?: ConsoleResolver }

/** Tells this layer how to recognize a console session; the layer that signs admins in knows, and may not be imported here. */
export function setConsoleResolver(resolver: ConsoleResolver): void {
  store.sallyportConsole = resolver
}

export const bearerOf = (request: Request): string | null =>
  /^Bearer +([\x21-\x7e]+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null

/** The resource indicator of the management API (contracts/instance.md §2). */
export const managementAudience = (): string => `${env().PUBLIC_URL}/api`

async function ofToken(token: string, ctx: Ctx): Promise<Caller | null> {
  const keys = createLocalJWKSet({ keys: await verificationKeys() })
  const verified = await jwtVerify(token, keys, {
    issuer: `${env().PUBLIC_URL}/oidc`,
    audience: managementAudience(),
    algorithms: ['RS256', 'ES256', 'ES384'],
    typ: 'at+jwt',
    requiredClaims: ['exp', 'client_id'],
    currentDate: new Date(ctx.now()),
  }).catch(() => null)
  if (!verified) return null
  const { client_id: id, scope } = verified.payload
  // a token outlives its application by minutes; its rights do not
  const application = typeof id === 'string' ? await (await config()).application(id) : null
  if (!application) return null
  const scopes = typeof scope === 'string' ? scope.split(' ') : []
  return { type: 'machine', id: application.id, applicationId: application.id, scopes }
}

async function ofConsole(request: Request, ctx: Ctx): Promise<Caller> {
  if (!request.headers.has('cookie')) return { type: 'anonymous' }
  const session = await store.sallyportConsole?.(request, ctx)
  const user = session && (await personById(db(), session.userId))?.user
  // the role is read now, not when the session began
  if (!user?.role || user.suspendedAt) return { type: 'anonymous' }
  return { type: 'admin', userId: user.id, role: user.role }
}

/**
 * Who calls. A bearer that is presented must be good: a bad one never falls back to the cookie beside it.
 * @throws auth.unauthorized
 */
export async function callerOf(request: Request, ctx: Ctx): Promise<Caller> {
  if (!request.headers.has('authorization')) return ofConsole(request, ctx)
  const token = bearerOf(request)
  if (!token) throw new AppError('auth.unauthorized')
  const key = await apiKeyOf(token, ctx.now())
  if (key) return { type: 'machine', id: key.id, applicationId: key.applicationId, scopes: key.scopes }
  const machine = token.split('.').length === 3 ? await ofToken(token, ctx) : null
  if (!machine) throw new AppError('auth.unauthorized')
  return machine
}
