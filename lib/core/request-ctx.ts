import { clientAddress } from './client-address'
import { now } from './clock'
import { cookieNames, readCookie } from './cookies'
import { reference } from './crypto'
import type { Ctx } from './ctx'

/** Languages of an Accept-Language header, best first (RFC 9110 §12.5.4). */
export function languagesOf(header: string | null): string[] {
  return (header ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', quality] = part.trim().split(/\s*;\s*q=/)
      return { tag, q: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ tag, q }) => /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(tag) && q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag)
}

/** Where a request comes from, for flows and verbs. */
export function ctxFromHeaders(headers: Headers): Ctx {
  const cookies = headers.get('cookie')
  const trustedDevice = readCookie(cookies, cookieNames.device())
  const browser = readCookie(cookies, cookieNames.browser())
  return {
    now,
    requestId: reference(),
    ip: clientAddress(headers),
    userAgent: headers.get('user-agent')?.slice(0, 300) ?? null,
    languages: languagesOf(headers.get('accept-language')),
    ...(trustedDevice && { trustedDevice }),
    ...(browser && { browser }),
  }
}
