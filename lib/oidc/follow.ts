import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { databaseAway } from '@/lib/core/database-away'
import { log } from '@/lib/core/log'
import { revokeFamily } from '@/lib/db/oidc-adapter'
import { afterLogout } from './logout'

/** Errors of token and userinfo carry the members that the SDKs read: contracts/logto.md §9. */
function nameError(ctx: KoaContextWithOIDC): void {
  const body = ctx.body as { error?: string; error_description?: string } | undefined
  if (!body || typeof body !== 'object' || typeof body.error !== 'string') return
  const organizations = body.error_description === 'organizations are not supported'
  const code = organizations ? 'organizations_not_supported' : body.error
  ctx.body = { ...body, code: `oidc.${code}`, message: body.error_description ?? body.error }
}

/** Discovery and keys are the same for everybody, so caches may share them. */
function openToAll(ctx: KoaContextWithOIDC): void {
  const open = ctx.oidc.route === 'discovery' || ctx.oidc.route === 'jwks'
  if (open && ctx.response.get('access-control-allow-origin')) ctx.set('Access-Control-Allow-Origin', '*')
}

/** The database is away: come back soon (RFC 6749 §4.1.2.1). */
function unavailable(ctx: KoaContextWithOIDC): void {
  ctx.status = 503
  ctx.set('Retry-After', '2')
  ctx.body = { error: 'temporarily_unavailable', error_description: 'the service is busy' }
}

/** After the provider has answered and before the answer leaves: our own rows, names and headers. */
export function follow(provider: Provider): void {
  provider.use(async (koa, next) => {
    await next()
    // nothing matched: there is no such endpoint
    if (koa.oidc === undefined) return
    const ctx = koa as KoaContextWithOIDC
    if (ctx.state.databaseAway) unavailable(ctx)
    nameError(ctx)
    openToAll(ctx)
    if (ctx.state.revokedGrant) await revokeFamily(ctx.state.revokedGrant as string)
    await afterLogout(ctx)
  })
  provider.on('grant.revoked', (ctx, grantId) => {
    ctx.state.revokedGrant = grantId
  })
  provider.on('server_error', (ctx, error) => {
    ctx.state.databaseAway = databaseAway(error)
    log().error({ err: error }, 'the OpenID provider failed')
  })
  provider.on('backchannel.error', (_ctx, error, client) =>
    log().warn({ err: error, client: client.clientId }, 'back-channel logout failed'),
  )
}
