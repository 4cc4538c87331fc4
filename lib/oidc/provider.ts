import Provider, { type Adapter, type Configuration, errors } from 'oidc-provider'
import { derivedSecrets } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { fetchOutbound } from '@/lib/core/fetch-outbound'
import { oidcAdapter } from '@/lib/db/oidc-adapter'
import { type SigningJwk, signingKeys, signingKeysVersion } from '@/lib/db/signing-keys'
import { claims, findAccount, scopes } from './account'
import { extraClientMetadata, findClient } from './clients'
import { extend } from './extend'
import { follow } from './follow'
import { interactionUrl } from './interactions'
import { knowApiTokens } from './known-tokens'
import { logoutSource } from './logout'
import { loggedOut, showError } from './pages'
import { policy } from './policy'
import { resourceServer } from './resources'
import { issueRefreshToken, loadExistingGrant, rotateRefreshToken, ttl } from './tokens'

/** Applications are our own rows, read through the configuration's cache; everything else lives in one table. */
function adapter(type: string): Adapter {
  const stored = oidcAdapter(type)
  if (type !== 'Client') return stored
  return {
    ...stored,
    async find(id) {
      refuseOrganizations()
      return findClient(id)
    },
  }
}

/** `organization_id` at the token endpoint asks for something we do not have: said before any token is used up. */
function refuseOrganizations(): void {
  const ctx = Provider.ctx
  if (ctx?.oidc.route === 'token' && ctx.oidc.body?.organization_id)
    throw new errors.InvalidRequest('organizations are not supported')
}

const pick = (client: unknown, name: string): unknown => (client as Record<string, unknown> | undefined)?.[name]

/** `__Host-` on https; the library binds the resume cookie to one path, which that prefix forbids. */
function cookieNames() {
  const [host, secure] = env().SECURE ? ['__Host-', '__Secure-'] : ['', '']
  return {
    session: `${host}sallyport_oidc`,
    interaction: `${host}sallyport_oidc_interaction`,
    resume: `${secure}sallyport_oidc_resume`,
  }
}

function configuration(keys: SigningJwk[]): Configuration {
  return {
    adapter,
    jwks: { keys } as Configuration['jwks'],
    cookies: {
      keys: derivedSecrets('oidc-cookies'),
      names: cookieNames(),
      long: { signed: true, sameSite: 'lax', httpOnly: true, secure: env().SECURE },
      short: { signed: true, sameSite: 'lax', httpOnly: true, secure: env().SECURE, path: '/' },
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
    // one of ours takes its whole session along
    revokeGrantPolicy: ({ oidc: { route, entities } }) =>
      route !== 'revocation' || !entities.AccessToken || entities.AccessToken.gty === 'api',
    pkce: { required: (_ctx, client) => pick(client, 'require_pkce') !== false },
    clientBasedCORS: (_ctx, origin, client) =>
      corsAllowed(origin, [...(client.redirectUris ?? [])], (pick(client, 'cors_origins') as string[]) ?? []),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        // a server that manages this instance may ask about anybody's token (RFC 7662 §2.1)
        allowedPolicy: (_ctx, client, token) =>
          client.clientAuthMethod !== 'none' && (token.clientId === client.clientId || manages(client)),
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId || manages(client),
      },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource: loggedOut },
      claimsParameter: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        useGrantedResource: () => false,
        getResourceServerInfo: (_ctx, resource, client) => resourceServer(resource, client),
      },
    },
    fetch: (url, options) => fetchOutbound(String(url), options as RequestInit),
    renderError: showError,
  }
}

const manages = (client: unknown): boolean => ((pick(client, 'api_scopes') as string[] | undefined) ?? []).includes('all')

const corsAllowed = (origin: string, redirectUris: string[], listed: string[]): boolean =>
  listed.includes(origin) || redirectUris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin)

function build(keys: SigningJwk[]): Provider {
  const provider = new Provider(`${env().PUBLIC_URL}/oidc`, configuration(keys))
  provider.proxy = true
  extend(provider)
  knowApiTokens(provider, keys)
  follow(provider)
  return provider
}

type Built = {
  version: string
  /** private, those that sign first */
  keys: SigningJwk[]
  provider: Provider
  callback: ReturnType<Provider['callback']>
  checkedAt: number
}
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
    return { version, keys, provider: fresh, callback: fresh.callback(), checkedAt: Date.now() }
  })
  return holder.sallyportProvider
}
