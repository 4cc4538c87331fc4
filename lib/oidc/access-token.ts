import { createLocalJWKSet, errors, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { newId } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import type { Session } from '@/lib/db/sessions'
import type { SigningJwk } from '@/lib/db/signing-keys'
import { limits } from './limits'

/** What an access token of the API says: contracts/nauth.md §4. No profile data. */
export type AccessClaims = {
  sub: string
  sid: string
  client_id: string
  scope: string
  amr: string[]
  acr?: string
  auth_time: number
  iat: number
  exp: number
  jti: string
}

const issuer = () => `${env().PUBLIC_URL}/oidc`
/** The instance itself: no resource of the management API takes it. */
const audience = () => env().PUBLIC_URL

export const apiScope = 'openid offline_access profile email phone'

/** Signs an access token for a session (RFC 9068). @returns it, and its end in unix seconds */
export async function signAccessToken(
  keys: SigningJwk[],
  ctx: Pick<Ctx, 'now'>,
  {
    id,
    userId,
    applicationId,
    amr,
    acr,
    authTime,
  }: Pick<Session, 'id' | 'userId' | 'applicationId' | 'amr' | 'acr' | 'authTime'>,
): Promise<{ value: string; expiresAt: number }> {
  const key = keys.find(({ alg }) => alg === 'ES256')
  if (!key) throw new Error('no key signs access tokens')
  const iat = Math.floor(ctx.now() / 1000)
  const expiresAt = iat + limits.access
  const value = await new SignJWT({
    sid: id,
    client_id: applicationId,
    scope: apiScope,
    amr,
    ...(acr && { acr }),
    auth_time: Math.floor(authTime / 1000),
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
    .setIssuer(issuer())
    .setAudience(audience())
    .setSubject(userId)
    .setJti(newId(ctx.now()))
    .setIssuedAt(iat)
    .setExpirationTime(expiresAt)
    .sign(await importJWK(key, 'ES256'))
  return { value, expiresAt }
}

const open = ({ kty, crv, x, y, kid, alg }: SigningJwk): JWK => ({ kty, crv, x, y, kid, alg, use: 'sig' }) as JWK

/**
 * Reads one. `late`: one that has expired is still read, for signing out.
 * @throws token.invalid, token.expired
 */
export async function readAccessToken(
  keys: SigningJwk[],
  ctx: Pick<Ctx, 'now'>,
  token: string,
  late = false,
): Promise<AccessClaims> {
  const set = createLocalJWKSet({ keys: keys.filter(({ alg }) => alg === 'ES256').map(open) })
  const options = {
    issuer: issuer(),
    audience: audience(),
    algorithms: ['ES256'],
    typ: 'at+jwt',
    requiredClaims: ['sub', 'sid', 'client_id', 'exp', 'jti'],
  }
  try {
    const currentDate = new Date(late ? 0 : ctx.now())
    const { payload } = await jwtVerify(token, set, { ...options, currentDate, ...(late && { clockTolerance: '1000y' }) })
    return payload as unknown as AccessClaims
  } catch (error) {
    throw new AppError(error instanceof errors.JWTExpired ? 'token.expired' : 'token.invalid')
  }
}
