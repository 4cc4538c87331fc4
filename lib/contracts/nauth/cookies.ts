import { readCookie } from '@/lib/core/cookies'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import type { Application } from '@/lib/flows/direct'
import { csrfOf as hashOf, isCsrfOf } from '../direct/csrf'

/** Cookies and CSRF of contracts/nauth.md §3. */
const names = ['access_token', 'refresh_token', 'device_token', 'device_id'] as const
type Name = (typeof names)[number]

const prefixed = ({ metadata }: Application): boolean => env().SECURE && metadata.directSignIn.cookieHostPrefix
const nameOf = (application: Application, name: Name) => `${prefixed(application) ? '__Host-' : ''}nauth_${name}`
const csrfName = 'nauth_csrf_token'

export const cookieOf = (request: Request, application: Application, name: Name): string | undefined =>
  readCookie(request.headers.get('cookie'), nameOf(application, name)) || undefined

/** @param maxAge seconds; 0 takes it away */
function line({ metadata }: Application, name: string, value: string, maxAge: number, hidden: boolean): string {
  const site = metadata.directSignIn.cookieSameSite
  const sameSite = site === 'none' && !env().SECURE ? 'Lax' : site[0]!.toUpperCase() + site.slice(1)
  return [
    `${name}=${encodeURIComponent(value)}`,
    'Path=/',
    ...(hidden ? ['HttpOnly'] : []),
    ...(env().SECURE ? ['Secure'] : []),
    `SameSite=${sameSite}`,
    `Max-Age=${maxAge}`,
  ].join('; ')
}

export const hiddenCookie = (application: Application, name: Name, value: string, maxAge: number): string =>
  line(application, nameOf(application, name), value, maxAge, true)

/** Everything this dialect ever set in a browser goes. */
export const clearedCookies = (application: Application): string[] => [
  ...names.map((name) => hiddenCookie(application, name, '', 0)),
  line(application, csrfName, '', 0, false),
]

const purpose = 'nauth-csrf'
export const csrfOf = (sessionId: string): string => hashOf(purpose, sessionId)

export const csrfCookie = (application: Application, sessionId: string, maxAge: number): string =>
  line(application, csrfName, csrfOf(sessionId), maxAge, false)

export const hasCsrfCookie = (request: Request): boolean => !!readCookie(request.headers.get('cookie'), csrfName)

/** What a body may say instead of the header. */
export type CsrfBody = { _csrf?: string | undefined; csrfToken?: string | undefined }

/** @throws token.csrf_missing, token.csrf_invalid */
export function expectCsrf(request: Request, sessionId: string, body: CsrfBody = {}): void {
  const given = request.headers.get('x-csrf-token') ?? body._csrf ?? body.csrfToken
  if (!given) throw new AppError('token.csrf_missing')
  if (!isCsrfOf(purpose, sessionId, given)) throw new AppError('token.csrf_invalid')
}
