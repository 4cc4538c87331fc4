/** The issuer has a path, so discovery lives under it (OpenID Connect Discovery §4); the bare address points there. */
export const dynamic = 'force-dynamic'
export const GET = () => new Response(null, { status: 303, headers: { location: '/oidc/.well-known/openid-configuration' } })
