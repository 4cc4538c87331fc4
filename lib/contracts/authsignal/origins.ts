import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { type Application, listedAnywhere } from '@/lib/flows/step-up/callers'

/** Pages of other origins, and which of them may call: contracts/authsignal.md §3. Only paths of clients are for browsers. */

type Serve = (request: Request) => Promise<Response>
const client = '/v1/client/'
/** What a request was let in from, for the headers of its answer; also of one that is refused later. */
const listed = new WeakMap<Request, string>()

/** @throws auth.origin_rejected from a page that the application does not list */
export function checkOrigin(request: Request, { metadata }: Application): void {
  const origin = request.headers.get('origin')
  if (origin === null) return
  if (origin !== env().PUBLIC_URL && !metadata.allowedOrigins.includes(origin)) throw new AppError('auth.origin_rejected')
  listed.set(request, origin)
}

const credentials = { 'Access-Control-Allow-Credentials': 'true', 'Access-Control-Expose-Headers': 'retry-after' }
const preflighted = {
  'Access-Control-Allow-Methods': 'GET,POST,PATCH,DELETE',
  'Access-Control-Allow-Headers': 'authorization,content-type',
  'Access-Control-Max-Age': '600',
}

/** A preflight names no application: any that lists the origin will do. */
async function preflight(request: Request): Promise<Response> {
  const origin = request.headers.get('origin')
  const headers = new Headers({ 'Cache-Control': 'no-store', Vary: 'Origin' })
  if (origin && (await listedAnywhere(origin)))
    for (const [name, value] of Object.entries({ ...credentials, ...preflighted, 'Access-Control-Allow-Origin': origin }))
      headers.set(name, value)
  return new Response(null, { status: 204, headers })
}

/** The wire with what its answers say to browsers. An error before the application is known says nothing to other origins. */
export function withOrigins(serve: Serve): Serve {
  return async (request) => {
    const forBrowsers = new URL(request.url).pathname.startsWith(client)
    if (request.method === 'OPTIONS' && forBrowsers) return preflight(request)
    const response = await serve(request)
    response.headers.set('Content-Type', 'application/json; charset=utf-8')
    if (!forBrowsers) return response
    response.headers.append('Vary', 'Origin')
    const origin = listed.get(request) ?? (await listedForAll(request, response))
    if (!origin) return response
    response.headers.set('Access-Control-Allow-Origin', origin)
    for (const [name, value] of Object.entries(credentials)) response.headers.set(name, value)
    return response
  }
}

/** A token that is out of date or forged names no application any more, and the page has to read that. */
async function listedForAll(request: Request, response: Response): Promise<string | null> {
  const origin = request.headers.get('origin')
  if (!origin || response.status === 403) return null
  return (await listedAnywhere(origin)) ? origin : null
}
