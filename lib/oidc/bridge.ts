import type { IncomingMessage, ServerResponse } from 'node:http'
import { toFetchResponse, toReqRes } from 'fetch-to-node'
import { databaseAway } from '@/lib/core/database-away'
import { env } from '@/lib/core/env'
import { provider } from './provider'
import { organizationsResource } from './resources'

/** Strips the mount as Express does, so that the library can build its URLs from `originalUrl`. */
function mounted(url: string): string {
  const path = url.replace(/^\/oidc(?=\/|\?|$)/, '')
  return dropOrganizations(path.startsWith('/') ? path : `/${path}`)
}

/** SDKs ask for organizations by themselves at `/auth`; there are none, so the wish is dropped instead of refused. */
function dropOrganizations(url: string): string {
  if (!url.startsWith('/auth?') || !url.includes('resource=')) return url
  const query = new URLSearchParams(url.slice(6))
  const kept = query.getAll('resource').filter((resource) => resource !== organizationsResource)
  query.delete('resource')
  for (const resource of kept) query.append('resource', resource)
  return `/auth?${query}`
}

/**
 * The provider behind `/oidc`, for the server in front of Next and for the fallback route alike. URLs come from PUBLIC_URL and never
 * from Host or X-Forwarded-*. Next prefetches redirect targets with an `rsc` header: those get 404 and the browser navigates itself.
 */
export async function oidcHandler(req: IncomingMessage & { originalUrl?: string }, res: ServerResponse): Promise<void> {
  if (req.headers.rsc) {
    res.statusCode = 404
    res.end()
    return
  }
  const publicUrl = new URL(env().PUBLIC_URL)
  req.headers.host = publicUrl.host
  req.headers['x-forwarded-host'] = publicUrl.host
  req.headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1)
  const original = req.url ?? '/'
  if (hasNul(original)) return invalid(res)
  req.originalUrl = original
  req.url = mounted(original)
  const issuer = await provider().catch((error: unknown) => {
    if (!databaseAway(error)) throw error
    return null
  })
  if (issuer) await issuer.callback(req, res)
  else unavailable(res)
}

/** What no column can hold: NUL itself, or its escape in the JSON of `claims`. */
const hasNul = (url: string): boolean => /%00|%5Cu0000/i.test(url)

function invalid(res: ServerResponse): void {
  res.writeHead(400, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  res.end(JSON.stringify({ error: 'invalid_request', error_description: 'a parameter holds a character that is not allowed' }))
}

function unavailable(res: ServerResponse): void {
  res.writeHead(503, { 'content-type': 'application/json', 'retry-after': '2' })
  res.end(JSON.stringify({ error: 'temporarily_unavailable', error_description: 'the service is busy' }))
}

/** The same handler for a web request. Koa reads the socket, which a web request does not have. */
export async function bridge(request: Request): Promise<Response> {
  const { req, res } = toReqRes(request)
  const socket = { encrypted: env().SECURE, remoteAddress: request.headers.get('x-peer-address') ?? '127.0.0.1' }
  Object.defineProperty(req, 'socket', { value: socket })
  const done = oidcHandler(req, res)
  const response = await toFetchResponse(res)
  await done
  return response
}
