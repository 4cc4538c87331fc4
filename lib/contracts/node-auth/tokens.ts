import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { revokeSession } from '@/lib/flows/session'
import { type Endpoint, type Endpoints, reply, route } from '@/lib/http/route'
import { namedByAccessToken, namedByRefreshToken, refreshApiTokens } from '@/lib/oidc/api-tokens'
import { type Call, callOf, fromOwnPage, presented, text } from './call'
import { clearedCookies, cookieOf, expectCsrf } from './cookies'
import { delivered, refreshLife, tokenAnswer } from './deliver'
import { inOurWords } from './wire'

/** Refreshing and signing out: contracts/node-auth.md §5. */

const answer = z.object(tokenAnswer)
const refreshNames = {
  'token.missing': 'NO_REFRESH_TOKEN',
  'token.invalid': 'INVALID_REFRESH_TOKEN',
  'token.expired': 'INVALID_REFRESH_TOKEN',
  'user.suspended': 'SESSION_REVOKED',
} as const

/** A token in the body is answered in the body; one in the cookie must come from a page that may send it. */
async function refreshed(call: Call, given: string | undefined) {
  const value = given ?? cookieOf(call.request, 'refreshToken')
  if (!value) throw new AppError('token.missing')
  if (!given && !fromOwnPage(call)) {
    const named = await namedByRefreshToken(call.application.id, value)
    if (named) expectCsrf(call.request, named.id)
  }
  const way = { ...call, bearer: call.bearer || !!given }
  const { tokens, session } = await refreshApiTokens(call.ctx, call.application.id, value, refreshLife(way))
  return delivered(way, session.id, tokens)
}

/** Whoever is told that their session is over keeps no cookie of it. */
function withoutCookies(endpoint: Endpoint): Endpoint {
  const serve: typeof endpoint = Object.assign(
    async (...args: Parameters<Endpoint>) => {
      const response = await endpoint(...args)
      if (response.status === 401) for (const line of clearedCookies().getSetCookie()) response.headers.append('set-cookie', line)
      return response
    },
    { spec: endpoint.spec },
  )
  return serve
}

const shared = { tag: 'Sessions', auth: 'gated' as const }
const limit = { name: 'refresh', count: 120, window: 60 }

const byCookie = withoutCookies(
  inOurWords(
    route({
      ...shared,
      limit,
      summary: 'The successor of the refresh token in the cookie',
      response: answer,
      handler: async ({ ctx, request }) => refreshed(await callOf(ctx, request), undefined),
    }),
    refreshNames,
  ),
)

/** Whether a request carries the refresh cookie of this wire. */
export const hasRefreshCookie = (request: Request): boolean => cookieOf(request, 'refreshToken') !== undefined

/** `/auth/refresh` for whoever signed in at `/auth/sms/verify`: by the cookie alone, in this wire's words. The body is not read. */
export const refreshWithCookie = (request: Request): Promise<Response> => byCookie(request, { pattern: '/auth/refresh' })

/** The session that is to end, by whatever names it: an access token that has expired does as well. */
async function leaving(call: Call, given: string | undefined) {
  const { ctx, application } = call
  const access = presentedOrNone(call)
  const named = access && (await namedByAccessToken(ctx, application.id, access.token).catch(() => null))
  if (named) return { named, cookie: access.by === 'cookie' }
  if (given) return { named: await namedByRefreshToken(application.id, given), cookie: false }
  const cookie = cookieOf(call.request, 'refreshToken')
  return { named: cookie ? await namedByRefreshToken(application.id, cookie) : null, cookie: true }
}

function presentedOrNone(call: Call) {
  try {
    return presented(call)
  } catch {
    return null
  }
}

export const sessionTokens = {
  'POST /refresh': withoutCookies(
    inOurWords(
      route({
        ...shared,
        limit,
        summary: 'The successor of a refresh token',
        body: z.object({ refreshToken: z.unknown().optional() }),
        response: answer,
        errors: ['token.missing', 'token.invalid', 'token.reused', 'token.session_ended', 'token.csrf_invalid'],
        handler: async ({ ctx, request, body }) =>
          refreshed(await callOf(ctx, request), text(body.refreshToken, 'refreshToken', 4096)),
      }),
      refreshNames,
    ),
  ),
  'POST /logout': inOurWords(
    route({
      ...shared,
      summary: 'Sign out; without a session there is nothing to do',
      body: z.object({ refreshToken: z.unknown().optional() }),
      response: z.object({ success: z.literal(true) }),
      errors: ['token.csrf_invalid'],
      async handler({ ctx, request, body }) {
        const call = await callOf(ctx, request)
        const { named, cookie } = await leaving(call, text(body.refreshToken, 'refreshToken', 4096))
        if (named && cookie && !fromOwnPage(call)) expectCsrf(request, named.id)
        if (named) await revokeSession(call.ctx, named)
        return reply({ success: true as const }, { headers: clearedCookies() })
      },
    }),
  ),
} satisfies Endpoints
