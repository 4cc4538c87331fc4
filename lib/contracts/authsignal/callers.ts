import type { Ctx } from '@/lib/core/ctx'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { type At, actionAt } from '@/lib/flows/step-up/at'
import { refuseCaller, type Server, serverBySecret } from '@/lib/flows/step-up/callers'
import { bearerOf } from '@/lib/http/caller'
import { asRefusal, refuse } from '@/lib/http/problem'
import type { Context, Endpoint, Endpoints } from '@/lib/http/route'
import { checkOrigin } from './origins'

/** Who calls: a server by its secret key, a page or app by the token of an action (contracts/authsignal.md §2). */

/** The user of `Basic base64("<user>:")`, also as base64url, padded or not; null where there is none, or a password beside it. */
function basicUser(request: Request): string | null {
  const given = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const [user, password = ''] = given ? Buffer.from(given, 'base64').toString('utf8').split(':') : []
  return user && !password ? user : null
}

/** @throws auth.unauthorized, token.*, auth.origin_rejected for pages that the token's application does not list */
async function holder(ctx: Ctx, request: Request): Promise<At> {
  const token = bearerOf(request)
  if (!token) return refuseCaller(ctx)
  const at = await actionAt(ctx, token)
  checkOrigin(request, at.application)
  return at
}

/** Endpoints behind a caller: who it is comes before what they ask, so strangers learn nothing of either. */
function behind<C>(who: (ctx: Ctx, request: Request) => Promise<C>) {
  const callers = new WeakMap<Request, C>()
  const guarded = (endpoint: Endpoint): Endpoint => {
    const serve = async (request: Request, context: Context = {}) => {
      const ctx = ctxFromHeaders(request.headers)
      try {
        callers.set(request, await who(ctx, request))
      } catch (error) {
        return refuse(asRefusal(error, ctx), ctx, request, context.render)
      }
      return endpoint(request, context)
    }
    return Object.assign(serve, { spec: endpoint.spec })
  }
  return {
    guard: (table: Endpoints): Endpoints =>
      Object.fromEntries(Object.entries(table).map(([key, endpoint]) => [key, guarded(endpoint)])),
    of: (request: Request): C => callers.get(request)!,
  }
}

const servers = behind(async (ctx, request): Promise<Server> => serverBySecret(ctx, basicUser(request)))
const holders = behind(holder)

/** Endpoints for servers; in their handlers `serverOf` says which. */
export const forServers = servers.guard
export const serverOf = servers.of
/** Endpoints for whoever holds the token of an action; in their handlers `holderOf` says of which. */
export const forHolders = holders.guard
export const holderOf = holders.of
