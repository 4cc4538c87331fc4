import { randomBytes } from 'node:crypto'

const YEAR = 365 * 24 * 3600

/**
 * The policy of a page: only scripts that carry this answer's nonce, and what they load.
 * @param framers origins that may show it in a frame
 */
export function contentSecurityPolicy(nonce, dev = false, framers = []) {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    `frame-ancestors ${framers.join(' ') || "'none'"}`,
  ].join('; ')
}

/** Of a page that may be framed, or opened by a script that waits for it. */
const framed = [
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'unsafe-none'],
  ['Permissions-Policy', 'publickey-credentials-get=(self), publickey-credentials-create=(self)'],
]
const withoutPage = /^\/(_next|api|oidc)(\/|\?|$)/

/** Headers of every answer; a page or route may set its own value for any of them afterwards. */
export function secureHeaders(req, res, { dev, publicUrl, page, framers }) {
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Referrer-Policy', 'same-origin')
  if (publicUrl.protocol === 'https:') res.setHeader('Strict-Transport-Security', `max-age=${2 * YEAR}`)
  if (!page || withoutPage.test(req.url)) return
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, dev, framers)
  if (framers) for (const [name, value] of framed) res.setHeader(name, value)
  // Next reads the nonce for its own scripts from the request header
  req.headers['content-security-policy'] = policy
  req.headers['x-nonce'] = nonce
  res.setHeader('Content-Security-Policy', policy)
}
