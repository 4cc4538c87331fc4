import type { ClientMetadata } from 'oidc-provider'
import { now } from '@/lib/core/clock'
import { keyedHash } from '@/lib/core/crypto'
import { config } from '@/lib/db/config'
import { type Demands, demandsOf } from '@/lib/flows/kept'

export type OidcApplication = NonNullable<Awaited<ReturnType<Awaited<ReturnType<typeof config>>['application']>>>

/** Members of an application that the issuer reads beside the standard client metadata. */
export const extraClientMetadata = [
  'third_party',
  'built_in',
  'two_step',
  'narrower',
  'require_pkce',
  'always_issue_refresh_token',
  'logout_without_confirmation',
  'keep_offline_access',
  'cors_origins',
  'required_acr',
  'within_reach',
  'api_scopes',
]

const publicTypes = new Set(['SPA', 'Native'])

/** Secrets that still authenticate: several may be active while one is replaced. */
export const activeSecrets = (app: OidcApplication, at: number): string[] =>
  app.secrets.filter((secret) => !secret.expiresAt || Date.parse(secret.expiresAt) > at).map((secret) => secret.value)

/** An application as an OpenID client (OpenID Connect Registration §2). */
export function clientMetadata(app: OidcApplication, at: number, demands: Demands): ClientMetadata {
  const { metadata } = app
  const machine = app.type === 'MachineToMachine'
  const secret = activeSecrets(app, at)[0]
  const common = {
    client_id: app.id,
    client_name: app.name,
    third_party: app.isThirdParty,
    built_in: app.builtIn,
    two_step: demands.twoStep,
    narrower: demands.narrower,
    require_pkce: publicTypes.has(app.type) || metadata.requirePkce,
    always_issue_refresh_token: metadata.alwaysIssueRefreshToken,
    logout_without_confirmation: metadata.logoutWithoutConfirmation,
    keep_offline_access: metadata.keepOfflineAccessAfterLogout,
    cors_origins: metadata.allowedOrigins,
    required_acr: metadata.mfa.requiredAcr ?? null,
    within_reach: demands.within,
    api_scopes: metadata.scopes,
    id_token_signed_response_alg: metadata.idTokenAlgorithm,
  }
  const auth = publicTypes.has(app.type)
    ? { token_endpoint_auth_method: 'none' as const }
    : // without an active secret nothing authenticates: an expired one must not turn the application into a public client
      { token_endpoint_auth_method: 'client_secret_basic' as const, client_secret: secret ?? keyedHash('no-secret', app.id) }
  if (machine) return { ...common, ...auth, grant_types: ['client_credentials'], response_types: [], redirect_uris: [] }
  // applications with pages of their own, the built-in one among them, have nowhere to be sent back to
  const hosted = metadata.redirectUris.length > 0
  return {
    ...common,
    ...auth,
    application_type: app.type === 'Native' ? 'native' : 'web',
    grant_types: hosted ? ['authorization_code', 'refresh_token'] : ['refresh_token'],
    response_types: hosted ? ['code'] : [],
    redirect_uris: metadata.redirectUris,
    post_logout_redirect_uris: metadata.postLogoutRedirectUris,
    ...(metadata.backchannelLogoutUri && {
      backchannel_logout_uri: metadata.backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
  }
}

/** Reads a client for oidc-provider; undefined for an unknown id. */
export async function findClient(id: string): Promise<ClientMetadata | undefined> {
  const settings = await config()
  const app = await settings.application(id)
  return app ? clientMetadata(app, now(), demandsOf(settings, app)) : undefined
}
