import { env } from '@/lib/core/env'

/** Some libraries look beside the issuer instead of under it; discovery lives at one address. */
export const openidConfiguration = (): Response =>
  new Response(null, {
    status: 307,
    headers: { Location: `${env().PUBLIC_URL}/oidc/.well-known/openid-configuration`, 'Access-Control-Allow-Origin': '*' },
  })

/** Where password managers send people to change a password (W3C "A Well-Known URL for Changing Passwords"). */
export const changePassword = (): Response =>
  new Response(null, { status: 303, headers: { Location: `${env().PUBLIC_URL}/account/security`, 'Cache-Control': 'no-store' } })
