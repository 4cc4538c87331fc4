import type { Client, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { limits } from './limits'
import { linkSession } from './session-link'

type Rotated = { totalLifetime(): number } | undefined
const rotated = (ctx: KoaContextWithOIDC): Rotated => ctx.oidc?.entities?.RotatedRefreshToken

/** Sliding by each rotation, never beyond the absolute end of the family. */
function refreshTtl(ctx: KoaContextWithOIDC): number {
  const left = limits.refreshAbsolute - (rotated(ctx)?.totalLifetime() ?? 0)
  return Math.max(1, Math.min(limits.refreshSliding, left))
}

export const ttl: Configuration['ttl'] = {
  AccessToken: limits.access,
  AuthorizationCode: limits.code,
  ClientCredentials: limits.access,
  Grant: limits.refreshAbsolute,
  IdToken: limits.idToken,
  Interaction: limits.interaction,
  RefreshToken: refreshTtl,
  Session: limits.session,
}

/** Public clients rotate at every use; confidential ones late, because server components cannot store a new token. */
export function rotateRefreshToken(ctx: KoaContextWithOIDC): boolean {
  const token = ctx.oidc.entities.RefreshToken
  if (!token) return false
  return ctx.oidc.client?.clientAuthMethod === 'none' || token.ttlPercentagePassed() >= 70
}

/** `offline_access` is in the scope only when consent was prompted for; an application may be set to get one always. */
export async function issueRefreshToken(
  _ctx: KoaContextWithOIDC,
  client: Client,
  code: { scopes: Set<string> },
): Promise<boolean> {
  return client.grantTypeAllowed('refresh_token') && (code.scopes.has('offline_access') || !!client.always_issue_refresh_token)
}

/** What a first-party application asks for is granted without a page; a third-party one keeps what its person approved. */
export async function loadExistingGrant(ctx: KoaContextWithOIDC) {
  const { client, session, provider, result } = ctx.oidc
  if (!client || !session?.accountId) return undefined
  await linkSession(ctx)
  const id = result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const existing = id ? await provider.Grant.find(id) : undefined
  if (client.third_party) return existing
  const grant = existing ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  // scopes nobody knows are dropped here, so they are absent from everything that is issued
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(' '))
  grant.addOIDCClaims([...ctx.oidc.requestParamClaims])
  // a grant used again must outlive the tokens it is about to carry
  grant.exp = Math.floor(Date.now() / 1000) + limits.refreshAbsolute
  await grant.save()
  return grant
}
