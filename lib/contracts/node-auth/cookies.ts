import { readCookie } from '@/lib/core/cookies'
import { equal } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { csrfOf, isCsrfOf } from '../direct/csrf'

/** The cookies of contracts/node-auth.md §2. */

type Name = 'accessToken' | 'refreshToken' | 'csrf-token'
const prefixes: Record<Name, string> = { accessToken: '__Host-', refreshToken: '__Secure-', 'csrf-token': '__Host-' }
/** Where a refresh cookie is sent to: the mount that set it. */
export const refreshPaths = ['/node-auth/refresh', '/auth/refresh'] as const
export type RefreshPath = (typeof refreshPaths)[number]

const prefixed = (name: Name) => prefixes[name] + name

/** A prefixed name wins: only our own host over https can have set it. Over https nothing else counts. */
export function cookieOf(request: Request, name: Name): string | undefined {
  const header = request.headers.get('cookie')
  return readCookie(header, prefixed(name)) ?? (env().SECURE ? undefined : readCookie(header, name))
}

type Shape = { path?: string; readable?: boolean; secure?: boolean }
function line(name: string, value: string, maxAge: number, { path = '/', readable, secure = env().SECURE }: Shape = {}): string {
  const parts = [`${name}=${encodeURIComponent(value)}`, `Path=${path}`, `Max-Age=${maxAge}`, 'SameSite=Lax']
  if (!readable) parts.push('HttpOnly')
  if (secure) parts.push('Secure')
  return parts.join('; ')
}

const named = (name: Name) => (env().SECURE ? prefixed(name) : name)

type Tokens = { accessToken: string; refreshToken: string }
/** @param life seconds, of access and refresh token */
export function tokenCookies(sid: string, tokens: Tokens, life: { access: number; refresh: number }, path: RefreshPath): Headers {
  const headers = new Headers()
  headers.append('set-cookie', line(named('accessToken'), tokens.accessToken, life.access))
  headers.append('set-cookie', line(named('refreshToken'), tokens.refreshToken, life.refresh, { path }))
  headers.append('set-cookie', line(named('csrf-token'), csrfOf(purpose, sid), life.refresh, { readable: true }))
  return headers
}

/** Takes every name the cookies may have off the browser, from every path. */
export function clearedCookies(): Headers {
  const headers = new Headers()
  for (const name of ['accessToken', 'csrf-token'] as const)
    for (const [each, secure] of [[name, env().SECURE] as const, [prefixed(name), true] as const])
      headers.append('set-cookie', line(each, '', 0, { secure, readable: name === 'csrf-token' }))
  for (const path of refreshPaths)
    for (const [each, secure] of [['refreshToken', env().SECURE] as const, [prefixed('refreshToken'), true] as const])
      headers.append('set-cookie', line(each, '', 0, { secure, path }))
  return headers
}

const purpose = 'node-auth-csrf'

/** The header repeats the cookie, and both are of this session. @throws token.csrf_missing, token.csrf_invalid */
export function expectCsrf(request: Request, sid: string): void {
  const header = request.headers.get('x-csrf-token')
  if (!header) throw new AppError('token.csrf_missing')
  const cookie = cookieOf(request, 'csrf-token') ?? ''
  if (!equal(cookie, header) || !isCsrfOf(purpose, sid, header)) throw new AppError('token.csrf_invalid')
}
