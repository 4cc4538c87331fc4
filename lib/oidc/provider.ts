import Provider, { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider'
import { derivedSecrets, equal } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { fetchOutbound } from '@/lib/core/fetch-outbound'
import { log } from '@/lib/core/log'
import { transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { OidcAdapter, successors } from '@/lib/db/oidc-adapter'
import { endSessions, linkOidcSession } from '@/lib/db/sessions'
import { type SigningJwk, signingKeys, signingKeysVersion } from '@/lib/db/signing-keys'
import { claims, findAccount, scopes } from './account'
import { activeSecrets, extraClientMetadata, findClient } from './clients'
import { interactionUrl, policy } from './interactions'
import { askLogout, loggedOut, showError } from './pages'
import { resourceServer } from './resources'
import { issueRefreshToken, loadExistingGrant, rotateRefreshToken, ttl } from './tokens'

/** Applications are our own rows, read through the configuration's cache; everything else lives in one table. */
class Adapter extends OidcAdapter {
  constructor(private kind: string) {
    super(kind)
  }
  override async find(id: string) {
    if (this.kind !== 'Client') return super.find(id)
    refuseOrganizations()
    return findClient(id)
  }
}

/** `organization_id` at the token endpoint asks for something we do not have: said before any token is used up. */
function refuseOrganizations(): void {
  const ctx = Provider.ctx
  if (ctx?.oidc.route === 'token' && ctx.oidc.body?.organization_id)
    throw new errors.InvalidRequest('organizations are not supported')
}

const pick = (client: unknown, name: string): unknown => (client as Record<string, unknown> | undefined)?.[name]

function configuration(keys: SigningJwk[]): Configuration {
  return {
    adapter: Adapter,
    jwks: { keys } as Configuration['jwks'],
    cookies: {
      keys: derivedSecrets('oidc-cookies'),
      names: { session: 'sallyport_oidc', interaction: 'sallyport_oidc_interaction', resume: 'sallyport_oidc_resume' },
      long: { signed: true, sameSite: 'lax', httpOnly: true, secure: env().SECURE },
      short: { signed: true, sameSite: 'lax', httpOnly: true, secure: env().SECURE },
    },
    routes: {
      authorization: '/auth',
      token: '/token',
      userinfo: '/me',
      jwks: '/jwks',
      end_session: '/session/end',
      revocation: '/token/revocation',
      introspection: '/token/introspection',
      pushed_authorization_request: '/request',
    },
    interactions: { policy, url: (ctx, interaction) => interactionUrl(ctx, interaction) },
    extraParams: ['first_screen', 'interaction_mode', 'identifier', 'direct_sign_in', 'one_time_token', 'organization_id'],
    extraClientMetadata: { properties: extraClientMetadata },
    scopes,
    claims,
    acrValues: ['mfa', 'phr'],
    subjectTypes: ['public'],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'ES384'] },
    conformIdTokenClaims: false,
    findAccount,
    ttl,
    rotateRefreshToken,
    issueRefreshToken: (ctx, client, code) => issueRefreshToken(ctx, client, code as { scopes: Set<string> }),
    loadExistingGrant,
    expiresWithSession: async () => false,
    pkce: { required: (_ctx, client) => pick(client, 'require_pkce') !== false },
    clientBasedCORS: (_ctx, origin, client) =>
      corsAllowed(origin, [...(client.redirectUris ?? [])], (pick(client, 'cors_origins') as string[]) ?? []),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => client.clientAuthMethod !== 'none' && token.clientId === client.clientId,
      },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: askLogout, postLogoutSuccessSource: loggedOut },
      claimsParameter: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, client) => resourceServer(resource, client),
      },
    },
    fetch: (url, options) => fetchOutbound(String(url), options as RequestInit),
    renderError: showError,
  }
}

const corsAllowed = (origin: string, redirectUris: string[], listed: string[]): boolean =>
  listed.includes(origin) || redirectUris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin)

/** Errors of token and userinfo carry the members that the SDKs read: contracts/logto.md §9. */
function nameError(ctx: KoaContextWithOIDC): void {
  const body = ctx.body as { error?: string; error_description?: string; code?: string } | undefined
  if (!body || typeof body !== 'object' || typeof body.error !== 'string') return
  const organizations = body.error_description === 'organizations are not supported'
  ctx.body = {
    ...body,
    code: organizations ? 'oidc.organizations_not_supported' : `oidc.${body.error}`,
    message: body.error_description ?? body.error,
  }
}

/** After the provider: what it did is told to our own rows. */
function follow(provider: Provider): void {
  provider.use(async (koa, next) => {
    await next()
    if (koa.oidc === undefined) return
    const ctx = koa as KoaContextWithOIDC
    nameError(ctx)
    const successor = successors.get(ctx)
    const body = ctx.body as { refresh_token?: string } | undefined
    if (successor && body?.refresh_token) body.refresh_token = successor
    const ours = (ctx.oidc.result as { sessionId?: string } | undefined)?.sessionId
    if (ours && ctx.oidc.session?.uid) await linkOidcSession(ours, ctx.oidc.session.uid)
  })
  provider.on('end_session.success', (ctx) => {
    const uid = ctx.oidc.session?.uid
    if (uid) endOurs(uid).catch((error) => log().error({ err: error }, 'a session could not be ended with its provider session'))
  })
  provider.on('server_error', (_ctx, error) => log().error({ err: error }, 'the OpenID provider failed'))
  provider.on('backchannel.error', (_ctx, error, client) =>
    log().warn({ err: error, client: client.clientId }, 'back-channel logout failed'),
  )
}

const endOurs = (uid: string) =>
  transaction(async (tx) => {
    const row = await tx.session.findFirst({ where: { oidcUid: uid, revokedAt: null } })
    if (row) await endSessions(tx, Date.now(), { id: row.id })
  })

function build(keys: SigningJwk[]): Provider {
  const provider = new Provider(`${env().PUBLIC_URL}/oidc`, configuration(keys))
  provider.proxy = true
  // several secrets may be active while one is replaced
  provider.Client.prototype.compareClientSecret = async function compare(actual: string) {
    const app = await (await config()).application(this.clientId)
    return !!app && activeSecrets(app, Date.now()).some((secret) => equal(secret, actual))
  }
  follow(provider)
  return provider
}

type Built = { version: string; provider: Provider; callback: ReturnType<Provider['callback']>; checkedAt: number }
const holder = globalThis as typeof globalThis & { sallyportProvider?: Promise<Built> }
const recheck = 10_000

/** The provider of the current keys: they are fixed at its construction, so a rotation anywhere builds a new one within seconds. */
export async function provider(): Promise<Built> {
  const built = await holder.sallyportProvider?.catch(() => undefined)
  if (built && Date.now() - built.checkedAt < recheck) return built
  const version = await signingKeysVersion()
  if (built?.version === version) {
    built.checkedAt = Date.now()
    return built
  }
  holder.sallyportProvider = signingKeys().then((keys) => {
    const fresh = build(keys)
    return { version, provider: fresh, callback: fresh.callback(), checkedAt: Date.now() }
  })
  return holder.sallyportProvider
}
