/** https://w3c.github.io/webappsec-change-password-url: where password managers send people. */
export const dynamic = 'force-dynamic'
export const GET = () => new Response(null, { status: 303, headers: { location: '/account/security' } })
