import { type Client, errors, type ResourceServer } from 'oidc-provider'
import { env } from '@/lib/core/env'
import { limits } from './limits'

/** The management API as a resource (RFC 8707): machine applications ask for it with scope `all`. */
export const managementResource = (): string => `${env().PUBLIC_URL}/api`

/** SDKs add this by themselves; we have no organizations, so it is dropped instead of refused. */
export const organizationsResource = 'urn:logto:resource:organizations'

/**
 * Only a machine acts for itself. A person's token for this resource would carry the application's rights, so nobody else gets one.
 * @throws invalid_target for an unregistered resource
 */
export function resourceServer(resource: string, client: Client): ResourceServer {
  if (resource !== managementResource() || !client.grantTypeAllowed('client_credentials')) throw new errors.InvalidTarget()
  const scopes = (client.api_scopes as string[] | undefined) ?? []
  return {
    scope: scopes.join(' '),
    audience: resource,
    accessTokenFormat: 'jwt',
    accessTokenTTL: limits.access,
    jwt: { sign: { alg: 'ES256' } },
  }
}
