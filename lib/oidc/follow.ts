import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { log } from '@/lib/core/log'
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

/** After the provider has answered and before the answer leaves: our own rows, names and headers. */
export function follow(provider: Provider): void {
  provider.use(async (koa, next) => {
    await next()
    // nothing matched: there is no such endpoint
    if (koa.oidc === undefined) return
    const ctx = koa as KoaContextWithOIDC
    nameError(ctx)
    openToAll(ctx)
    await afterLogout(ctx)
  })
  provider.on('server_error', (_ctx, error) => log().error({ err: error }, 'the OpenID provider failed'))
  provider.on('backchannel.error', (_ctx, error, client) =>
    log().warn({ err: error, client: client.clientId }, 'back-channel logout failed'),
  )
}
