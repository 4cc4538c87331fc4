import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** The mounted handler whose prefix covers the path; the longest prefix wins. */
export function mountFor(mounts, url) {
  const path = url.split('?', 1)[0]
  const covers = (prefix) => path === prefix || path.startsWith(`${prefix}/`)
  const prefix = Object.keys(mounts ?? {})
    .filter(covers)
    .sort((a, b) => b.length - a.length)[0]
  return prefix === undefined ? undefined : mounts[prefix]
}

function webHeaders(req) {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (Array.isArray(value)) for (const one of value) headers.append(name, one)
    else if (value !== undefined) headers.set(name, value)
  }
  return headers
}

/** The Node request as a web `Request` on the public origin; its signal aborts when the caller hangs up. */
function webRequest(req, res, publicUrl) {
  const gone = new AbortController()
  res.once('close', () => !res.writableFinished && gone.abort())
  const { method } = req
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? { body: Readable.toWeb(req), duplex: 'half' } : undefined
  return new Request(publicUrl.origin + req.url, { method, headers: webHeaders(req), signal: gone.signal, ...body })
}

/** Answers with the very function that the route file exports, without the way through Next. */
export async function serveMount(handler, req, res, publicUrl) {
  const response = await handler(webRequest(req, res, publicUrl))
  for (const [name, value] of response.headers) if (name !== 'set-cookie') res.setHeader(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length) res.setHeader('set-cookie', cookies)
  res.writeHead(response.status)
  if (!response.body || req.method === 'HEAD') return void res.end()
  await pipeline(Readable.fromWeb(response.body), res)
}
