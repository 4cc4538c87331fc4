import Provider from 'oidc-provider'
import { now } from '@/lib/core/clock'
import { equal, keyedHash } from '@/lib/core/crypto'
import { config } from '@/lib/db/config'
import { namedAcr } from './acr'
import { activeSecrets } from './clients'

type Model = { generateTokenId(): string }
type Redirecting = { redirectUris?: string[]; postLogoutRedirectUris?: string[] }

/** What oidc-provider has no setting for. */
export function extend(provider: Provider): void {
  clients(provider)
  successors(provider)
  // the assurance is answered under the name it was asked by
  Object.defineProperty(provider.OIDCContext.prototype, 'acr', {
    get(this: Parameters<typeof namedAcr>[0]['oidc']) {
      return namedAcr({ oidc: this })
    },
  })
}

function clients(provider: Provider): void {
  Object.assign(provider.Client.prototype, {
    /** several secrets may be active while one is replaced */
    async compareClientSecret(this: { clientId: string }, actual: string): Promise<boolean> {
      const app = await (await config()).application(this.clientId)
      return !!app && activeSecrets(app, now()).some((secret) => equal(secret, actual))
    },
    /** `sid` is in every ID token, not only where back-channel logout wants it */
    includeSid: () => true,
    // exactly as registered, loopback ports of native applications included
    redirectUriAllowed(this: Redirecting, uri: string): boolean {
      return this.redirectUris?.includes(uri) ?? false
    },
    postLogoutRedirectUriAllowed(this: Redirecting, uri: string): boolean {
      return this.postLogoutRedirectUris?.includes(uri) ?? false
    },
  })
}

/**
 * A rotated refresh token's successor follows from it under a key only we have: refreshes that run at the same time, here or on
 * another instance, all make the same one.
 */
function successors(provider: Provider): void {
  const prototype = provider.RefreshToken.prototype as unknown as Model
  const random = prototype.generateTokenId
  prototype.generateTokenId = function generateTokenId(this: Model): string {
    const rotated = Provider.ctx?.oidc.entities.RotatedRefreshToken
    return rotated ? keyedHash('refresh-successor', rotated.jti) : random.call(this)
  }
}
