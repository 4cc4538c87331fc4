import * as client from 'openid-client'
import { api, appOrigin, base } from './instance'

export type RelyingParty = {
  id: string
  configuration: client.Configuration
  redirectUri: string
  /** a fresh authorization request */
  begin: (parameters?: Record<string, string>) => Promise<{
    url: URL
    finish: (callback: URL) => Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers>
  }>
}

/** Registers an application and speaks to it with an independent, certified client library. */
export async function relyingParty(application: Record<string, unknown> = {}): Promise<RelyingParty> {
  const redirectUri = `${appOrigin}/callback`
  const made = await api<{ id: string; secret?: string }>('POST', '/api/applications', {
    name: 'Orders',
    type: 'Traditional',
    oidcClientMetadata: { redirectUris: [redirectUri], postLogoutRedirectUris: [`${appOrigin}/bye`] },
    ...application,
  })
  const configuration = await client.discovery(new URL(`${base}/oidc`), made.id, made.secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  return {
    id: made.id,
    configuration,
    redirectUri,
    async begin(parameters = {}) {
      const pkceCodeVerifier = client.randomPKCECodeVerifier()
      const expectedState = client.randomState()
      const expectedNonce = client.randomNonce()
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
        ...parameters,
      })
      return {
        url,
        finish: (callback) =>
          client.authorizationCodeGrant(configuration, callback, {
            pkceCodeVerifier,
            expectedState,
            expectedNonce,
            idTokenExpected: true,
          }),
      }
    },
  }
}
