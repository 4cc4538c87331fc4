import { STATUS_CODES } from 'node:http'

export const MAX_HEADER_BYTES = 16 * 1024
export const MAX_BODY_BYTES = 256 * 1024
/** How long an upload that is already refused may go on, so that its sender reads the answer instead of a reset. */
const LINGER_MS = 2000

const words = {
  400: ['request.malformed', "The request couldn't be read."],
  403: ['auth.origin_rejected', 'This request came from another site. Open the page again and retry.'],
  408: ['request.timeout', 'The request took too long.'],
  413: ['request.too_large', 'The request is too large.'],
  431: ['request.headers_too_large', 'The request headers are too large.'],
  500: ['server.unexpected', 'Something went wrong on our side. Try again.'],
}

/** A problem+json body (RFC 9457 plus `code`, `message`, `data`) for what is refused before any route is reached. */
export function problem(status) {
  const [code, message] = words[status]
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail: message, code, message, data: {} })
}

/** Answers on the bare socket: for requests that never became one, or whose body must not be read further. */
export function refuse(socket, status) {
  if (!socket.writable) return void socket.destroy()
  const body = problem(status)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Answers a well-formed request with a problem. */
export function answer(res, status) {
  if (res.headersSent) return void res.destroy()
  const body = problem(status)
  res.writeHead(status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  })
  res.end(body)
}

/**
 * True when the request target is a plain path that every part behind us can decode (RFC 9112 §3.2.1: origin-form).
 * `//host`, backslashes and NUL are refused because URL parsers disagree about them.
 */
export function plainTarget(url) {
  if (!url?.startsWith('/') || url.startsWith('//')) return false
  const [path, query = ''] = url.split(/\?(.*)/s, 2)
  if (/%00/.test(query)) return false
  if (path.includes('\\') || path.includes('#')) return false
  try {
    return !decodeURIComponent(path).includes('\0')
  } catch {
    return false
  }
}

/** `h2c` is an offer that some HTTP clients make on every first request and that a server may ignore; the rest is a demand. */
export const demandsUpgrade = (headers) => headers.upgrade !== undefined && headers.upgrade.toLowerCase() !== 'h2c'

/**
 * Keeps bodies within `limit` bytes. A declared length is judged at once and enforced by the parser; a chunked body is
 * counted as it arrives, without being consumed, so the handler behind still streams it.
 * @returns {boolean} false when the request was refused (413)
 */
export function limitBody(req, res, limit = MAX_BODY_BYTES) {
  const { socket } = req
  const tooLarge = () => (res.socket === socket && !res.headersSent ? refuse(socket, 413) : socket.destroy())
  if (Number(req.headers['content-length'] ?? 0) > limit) {
    tooLarge()
    req.resume()
    return false
  }
  if (req.headers['transfer-encoding'] === undefined) return true
  const push = req.push.bind(req)
  let seen = 0
  req.push = (chunk, encoding) => {
    const before = seen
    seen += chunk?.length ?? 0
    if (seen <= limit) return push(chunk, encoding)
    if (before <= limit) tooLarge()
    return true
  }
  return true
}

/** Names that only this process may put on a request: what a client sends under them is dropped. */
const ours = ['x-nonce', 'x-middleware-subrequest', 'content-security-policy', 'content-security-policy-report-only']

/**
 * Makes the request headers trustworthy for what runs behind: the peer is the socket's, the host is the configured one. What was
 * asked for goes along, because the frame around a page must know which page it is to speak its language.
 * `x-forwarded-for` stays: whether it counts is decided by TRUST_PROXY against the peer.
 */
export function scrub(req, publicUrl) {
  for (const name of ours) delete req.headers[name]
  req.headers['x-peer-address'] = (req.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
  req.headers['x-path'] = req.url
  req.headers['x-forwarded-host'] = publicUrl.host
  req.headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1)
}

/**
 * A page's form that another site posted. The one of a step-up carries its own proof, and tells no origin. The actions behind it refuse it too; Next would word its own refusal as a 500.
 * Only pages: API and provider callers prove themselves otherwise, and know their origins.
 */
export function foreignForm(req, publicUrl) {
  const { origin } = req.headers
  if (req.method !== 'POST' || /^\/(api|oidc|auth|mobile\/auth|node-auth|v1|step-up)(\/|\?|$)/.test(req.url)) return false
  return origin !== undefined && origin !== publicUrl.origin
}
