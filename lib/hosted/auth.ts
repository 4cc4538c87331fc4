import type { NextAuthOptions } from 'next-auth'
import { derivedSecret } from '@/lib/core/crypto'
import { env, publishAuthEnv } from '@/lib/core/env'

type Claims = { sub: string; email?: string; name?: string; acr?: string; sid?: string }
const seconds = { absolute: 24 * 3600, idle: 3600 }

/**
 * The console is a relying party like any other (client `console`): the admin meets the product first. Browser addresses are the
 * public ones; the token call stays on loopback, because a container cannot always reach its own public name.
 */
export function authOptions(): NextAuthOptions {
  publishAuthEnv(derivedSecret('console-session'))
  const issuer = `${env().PUBLIC_URL}/oidc`
  const inside = `http://127.0.0.1:${env().PORT}/oidc`
  return {
    secret: derivedSecret('console-session'),
    session: { strategy: 'jwt', maxAge: seconds.absolute },
    pages: { signIn: '/console/sign-in', error: '/console/sign-in' },
    providers: [
      {
        id: 'sallyport',
        name: 'Sallyport',
        type: 'oauth',
        issuer,
        // `sid` ties the console to the session behind it, so that ending that one ends this one
        authorization: { url: `${issuer}/auth`, params: { scope: 'openid email profile', claims: '{"id_token":{"sid":null}}' } },
        token: `${inside}/token`,
        userinfo: `${inside}/me`,
        jwks_endpoint: `${inside}/jwks`,
        clientId: 'console',
        clientSecret: derivedSecret('console-client'),
        idToken: true,
        checks: ['pkce', 'state', 'nonce'],
        profile: (claims: Claims) => ({ id: claims.sub, email: claims.email ?? null, name: claims.name ?? null }),
      },
    ],
    callbacks: {
      /** A session ends 24 h after sign-in and after an hour of silence, whichever comes first. */
      jwt({ token, account, profile }) {
        const now = Math.floor(Date.now() / 1000)
        if (account) {
          const claims = profile as Claims | undefined
          return {
            sub: account.providerAccountId,
            acr: claims?.acr,
            sid: claims?.sid,
            idToken: account.id_token,
            began: now,
            seen: now,
          }
        }
        const over = now - Number(token.began ?? 0) > seconds.absolute || now - Number(token.seen ?? 0) > seconds.idle
        return over ? {} : { ...token, seen: now }
      },
    },
  }
}
