import { getToken } from 'next-auth/jwt'
import { authOptions } from './auth'

/** What the console's own session says: written at sign-in, so it proves who came, not what they may do now. `sid` is the issuer's. */
export type ConsoleToken = { userId: string; sid: string | undefined; acr: string | null }

const pairs = (header: string): Record<string, string> =>
  Object.fromEntries(
    header.split(/; */).flatMap((pair) => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : []
    }),
  )

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined)

/**
 * Opens the encrypted session cookie of next-auth. Only the cookie counts: a bearer header never opens the console.
 * @returns null for a stranger, and for a cookie that expired or is not ours
 */
export async function consoleToken(cookie: string | null): Promise<ConsoleToken | null> {
  if (!cookie) return null
  const req = { cookies: pairs(cookie), headers: {} } as unknown as Parameters<typeof getToken>[0]['req']
  const token = await getToken({ req, secret: authOptions().secret })
  const userId = text(token?.sub)
  return token && userId ? { userId, sid: text(token.sid), acr: text(token.acr) ?? null } : null
}
