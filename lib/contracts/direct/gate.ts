import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { type Application, directApplication, listedOrigin } from '@/lib/flows/direct'
import { isWrite } from '@/lib/http/guards'
import { asRefusal, type Render, refuse } from '@/lib/http/problem'

/** What stands in front of both dialects in which applications sign people in with their own pages: contracts/nauth.md §1, §3. */

type Serve = (request: Request) => Promise<Response>
/** @param writes requests that change something although they only read by their method */
type Options = { render: Render; writes?: (request: Request) => boolean }

const methods = 'GET, POST, PUT, PATCH, DELETE'
const headers = 'Content-Type, Authorization, X-Client-Id, X-CSRF-Token, X-Device-Token, X-Auth-Strategy'
const exposed = 'Retry-After, X-CSRF-Token'

const applications = new WeakMap<Request, Application>()

/** The application a request is for: named in `X-Client-Id`, else the built-in one. */
export async function applicationOf(request: Request): Promise<Application> {
  const known = applications.get(request)
  if (known) return known
  const application = await directApplication(request.headers.get('x-client-id'))
  applications.set(request, application)
  return application
}

/** Where a request comes from; null: no browser says. */
export type Origin = 'own' | 'web' | 'native' | 'foreign' | null

export function originOf(request: Request, { metadata }: Application): Origin {
  const origin = request.headers.get('origin')
  if (origin === null) return request.headers.get('sec-fetch-site') === 'cross-site' ? 'foreign' : null
  if (origin === env().PUBLIC_URL) return 'own'
  if (metadata.directSignIn.webOrigins.includes(origin)) return 'web'
  return metadata.directSignIn.nativeOrigins.includes(origin) ? 'native' : 'foreign'
}

/** Other sites change nothing here, signed in or not: that is what stops a sign-in forced on somebody. @throws auth.origin_rejected */
function expectOrigin(request: Request, application: Application): void {
  if (originOf(request, application) === 'foreign') throw new AppError('auth.origin_rejected')
}

function allow(response: Headers, origin: string, kind: 'web' | 'native' | 'own'): void {
  response.set('Access-Control-Allow-Origin', origin)
  if (kind === 'web') response.set('Access-Control-Allow-Credentials', 'true')
  response.set('Access-Control-Expose-Headers', exposed)
}

async function preflight(request: Request): Promise<Response> {
  const origin = request.headers.get('origin')
  const response = new Response(null, { status: 204, headers: { Vary: 'Origin', 'Cache-Control': 'no-store' } })
  const kind = origin && (await listedOrigin(origin))
  if (!origin || !kind) return response
  allow(response.headers, origin, kind)
  response.headers.set('Access-Control-Allow-Methods', methods)
  response.headers.set('Access-Control-Allow-Headers', headers)
  response.headers.set('Access-Control-Max-Age', '600')
  return response
}

/** A mounted wire behind its gate: which application, from where, and what every answer says to browsers. */
export function gated(serve: Serve, { render, writes = () => false }: Options): Serve {
  const answer = async (request: Request): Promise<Response> => {
    try {
      const application = await applicationOf(request)
      if (isWrite(request.method) || writes(request)) expectOrigin(request, application)
      return await serve(request)
    } catch (error) {
      const ctx = ctxFromHeaders(request.headers)
      return refuse(asRefusal(error, ctx), ctx, request, render)
    }
  }
  return async (request) => {
    if (request.method === 'OPTIONS' && request.headers.has('access-control-request-method')) return preflight(request)
    const response = await answer(request)
    response.headers.append('Vary', 'Origin')
    response.headers.set('X-Content-Type-Options', 'nosniff')
    const origin = request.headers.get('origin')
    const application = applications.get(request)
    const kind = origin && application ? originOf(request, application) : null
    if (origin && (kind === 'web' || kind === 'native')) allow(response.headers, origin, kind)
    return response
  }
}
