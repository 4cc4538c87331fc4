import { createLocalJWKSet, jwtVerify } from 'jose'
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
