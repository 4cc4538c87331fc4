import type Provider from 'oidc-provider'
import { now } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { sessionById } from '@/lib/db/sessions'
import type { SigningJwk } from '@/lib/db/signing-keys'
import { type AccessClaims, readAccessToken } from './access-token'

type Body = Record<string, unknown> | undefined

/** Access tokens of the API say themselves what they are: the provider knows them by their signature and their session. */
export function knowApiTokens(issuer: Provider, keys: SigningJwk[]): void {
  const model = issuer.AccessToken as unknown as { find(value: unknown, options?: object): Promise<unknown> }
  const stored = model.find.bind(model)
  model.find = async (value, options) => (isJwt(value) ? read(issuer, keys, bare(value)) : stored(value, options))
  lookAtJwts(issuer)
}

const mark = 'api~'
const isJwt = (value: unknown): value is string => typeof value === 'string' && value.split('.').length === 3
const bare = (value: string) => (value.startsWith(mark) ? value.slice(mark.length) : value)

async function read(issuer: Provider, keys: SigningJwk[], value: string): Promise<unknown> {
  const claims = await readAccessToken(keys, { now }, value).catch(() => null)
  const session = claims && (await sessionById(db(), claims.sid, now()))
  if (!claims || !session?.grantId || session.userId !== claims.sub) return undefined
  return new issuer.AccessToken(asModel(claims, session.grantId) as never)
}

const asModel = (
  { jti, sub, sid, client_id: clientId, scope, iat, exp, amr, acr, auth_time }: AccessClaims,
  grantId: string,
) => ({
  ...{ jti, accountId: sub, sid, clientId, grantId, scope, iat, exp, gty: 'api' },
  extra: { amr, ...(acr && { acr }), auth_time },
})

/**
 * Introspection and revocation refuse everything that looks like a JWT before they look it up: under a mark it looks like none.
 * And what no column can hold is refused where bodies come in.
 */
function lookAtJwts(issuer: Provider): void {
  const bodies = new WeakMap<object, Body>()
  const routes = ['introspection', 'revocation']
  Object.defineProperty(issuer.OIDCContext.prototype, 'body', {
    configurable: true,
    get() {
      return bodies.get(this)
    },
    set(this: { route?: string }, body: Body) {
      // caught by the library, which answers invalid_request
      if (Object.values(body ?? {}).some((value) => /\0|\\u0000/i.test(String(value)))) throw new Error('NUL in a parameter')
      const token = body?.token
      const ours = routes.includes(this.route ?? '') && isJwt(token)
      bodies.set(this, ours ? { ...body, token: mark + token } : body)
    },
  })
}
