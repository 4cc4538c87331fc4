import { env } from '@/lib/core/env'

/** Where passkey managers send people to add and to look after passkeys (W3C "Passkey Endpoints Well-Known URL"). */
export function passkeyEndpoints(): Response {
  const page = `${env().PUBLIC_URL}/account/security`
  return Response.json({ enroll: page, manage: page }, { headers: { 'Access-Control-Allow-Origin': '*' } })
}
