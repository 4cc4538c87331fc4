import { decodeProtectedHeader, importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { JWTExpired } from 'jose/errors'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import type { ActionRow } from '@/lib/db/actions'
import { challengeKeys, type SigningJwk } from '@/lib/db/signing-keys'

/** Tokens of tracked actions (contracts/authsignal.md §6): JWS, ES256 alone, by a key that is published nowhere. */

const types = { track: 'challenge+jwt', result: 'challenge-result+jwt' } as const
export type TokenKind = keyof typeof types
/** What a token says. Hints: what is in the database wins. */
export type Claims = {
  kind: TokenKind
  /** of the action, or of the result */
  id: string
  applicationId: string
  scope: string[]
}

const audience = () => `${env().PUBLIC_URL}/v1/client`
/** The keys change once in a blue moon; one that is not known yet is looked for. */
const store = globalThis as typeof globalThis & { sallyportChallengeKeys?: SigningJwk[] }
const keysAt = async (now: number) => {
  store.sallyportChallengeKeys = await challengeKeys(now)
  return store.sallyportChallengeKeys
}

const resultMinutes = 10

type Signed = {
  kind: TokenKind
  id: string
  action: Pick<ActionRow, 'applicationId' | 'subject' | 'code' | 'idempotencyKey'>
  scope: string[]
  method?: string
}

/** @param minutes life of a track token */
export async function signToken(ctx: Ctx, { kind, id, action, scope, method }: Signed, minutes: number): Promise<string> {
  const [key] = store.sallyportChallengeKeys ?? (await keysAt(ctx.now()))
  const at = Math.floor(ctx.now() / 1000)
  const claims = { tid: action.applicationId, act: action.code, idk: action.idempotencyKey, scope: scope.join(' ') }
  return new SignJWT({ ...claims, ...(method && { vm: method }) })
    .setProtectedHeader({ alg: 'ES256', typ: types[kind], kid: key!.kid })
    .setIssuer(env().PUBLIC_URL)
    .setAudience(audience())
    .setSubject(action.subject)
    .setJti(id)
    .setIssuedAt(at)
    .setExpirationTime(at + (kind === 'track' ? minutes : resultMinutes) * 60)
    .sign(await importJWK(key!, 'ES256'))
}

/** @throws token.invalid, token.expired */
export async function readToken(ctx: Ctx, token: string): Promise<Claims> {
  const { kind, payload } = await opened(ctx, token)
  const scope = typeof payload.scope === 'string' && payload.scope ? payload.scope.split(' ') : []
  return { kind, id: payload.jti!, applicationId: String(payload.tid), scope }
}

/** What a good token of this application says, and of whom. @throws request.invalid for any other */
export async function subjectOf(ctx: Ctx, applicationId: string, token: string): Promise<JWTPayload> {
  const found = await opened(ctx, token).catch(() => null)
  if (found?.payload.tid === applicationId) return found.payload
  throw new AppError('request.invalid', { problems: [{ path: 'token', message: 'This is no valid token of this tenant.' }] })
}

async function opened(ctx: Ctx, token: string): Promise<{ kind: TokenKind; payload: JWTPayload }> {
  try {
    const { kid, typ } = decodeProtectedHeader(token)
    const kind = (Object.keys(types) as TokenKind[]).find((one) => types[one] === typ)
    const known = (keys: SigningJwk[] | undefined) => keys?.find((key) => key.kid === kid)
    const key = known(store.sallyportChallengeKeys) ?? known(await keysAt(ctx.now()))
    if (!kind || !key) throw new AppError('token.invalid')
    const { d: _private, ...publicKey } = key
    const { payload } = await jwtVerify(token, await importJWK(publicKey, 'ES256'), {
      algorithms: ['ES256'],
      issuer: env().PUBLIC_URL,
      audience: audience(),
      requiredClaims: ['jti', 'exp', 'sub', 'tid'],
      currentDate: new Date(ctx.now()),
    })
    return { kind, payload }
  } catch (error) {
    throw new AppError(error instanceof JWTExpired ? 'token.expired' : 'token.invalid')
  }
}
