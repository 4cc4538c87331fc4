import { createHash } from 'node:crypto'
import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth from 'next-auth'
import { newSecret } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { authOptions } from './auth'

const csrfCookie = () => `${env().SECURE ? '__Host-' : ''}next-auth.csrf-token`

/** Only the console's own pages may be come back to. */
const backTo = (given: string | null): string =>
  `${env().PUBLIC_URL}${given && /^\/console(\/|\?|$)[^\\]*$/.test(given) && !given.includes('//') ? given : '/console'}`

/**
 * Sends an admin straight to the hosted sign-in. next-auth starts a sign-in only by a POST with its CSRF token, to keep other sites
 * from doing so; coming here starts nothing but our own sign-in page, so the detour over a button is spared.
 */
export async function consoleSignIn(request: Request): Promise<Response> {
  const options = authOptions()
  const query = new URL(request.url).searchParams
  const csrfToken = newSecret()
  const hash = createHash('sha256').update(`${csrfToken}${options.secret}`).digest('hex')
  const acr = query.get('acr_values')
  const answer = new Headers({ 'cache-control': 'no-store' })
  let target = '/console'
  const response = {
    status: () => response,
    getHeader: () => answer.getSetCookie(),
    setHeader(name: string, value: string | string[]) {
      answer.delete(name)
      for (const one of [value].flat()) answer.append(name, one)
      return response
    },
    json: (body: { url?: string }) => {
      target = body.url ?? target
    },
    send: () => response,
    end: () => response,
  }
  await NextAuth(
    {
      method: 'POST',
      headers: Object.fromEntries(request.headers),
      cookies: { [csrfCookie()]: `${csrfToken}|${hash}` },
      query: { nextauth: ['signin', 'sallyport'], ...(acr === 'mfa' && { acr_values: 'mfa' }) },
      body: { csrfToken, callbackUrl: backTo(query.get('callbackUrl')), json: 'true' },
    } as unknown as NextApiRequest,
    response as unknown as NextApiResponse,
    options,
  )
  answer.set('location', target)
  return new Response(null, { status: 303, headers: answer })
}
