import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { forgetBrowsers } from '@/lib/flows/account-browsers'
import { revokeAll, revokeSession } from '@/lib/flows/session'
import { type Endpoints, type Handled, reply, route } from '@/lib/http/route'
import { namedByAccessToken, namedByRefreshToken, refreshApiTokens } from '@/lib/oidc/api-tokens'
import { hasRefreshCookie, refreshWithCookie } from '../node-auth/tokens'
import { type Call, callOf, refreshLife } from './call'
import { tokenHeaders } from './conclude'
import { clearedCookies, cookieOf, expectCsrf } from './cookies'
import { body } from './fields'
import { withClearedCookies } from './refusing'
import { fromOwnPage, presented, signedIn } from './signed-in'

const tag = 'Sessions'
const tokens = z.object({
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  accessTokenExpiresAt: z.number(),
  refreshTokenExpiresAt: z.number(),
})
const refreshBody = body({ refreshToken: z.string().max(4096).optional() })

async function refresh({ ctx, request, body: given }: Handled<undefined, undefined, typeof refreshBody>) {
  const call = await callOf(ctx, request)
  const cookie = cookieOf(request, call.application, 'refresh_token')
  const value = given.refreshToken || cookie
  if (!value && call.accepts.includes('cookies') && hasRefreshCookie(request)) return refreshWithCookie(request)
  if (!value) throw new AppError('token.missing')
  const byCookie = !given.refreshToken
  if (byCookie && !call.accepts.includes('cookies')) throw new AppError('token.cookie_refused')
  if (byCookie) await expectOwn(call, value, given)
  const delivery = byCookie ? 'cookies' : call.delivery
  const { tokens: fresh, session } = await refreshApiTokens(
    call.ctx,
    call.application.id,
    value,
    refreshLife({ ...call, delivery }),
  )
  const { accessToken, refreshToken, ...ends } = fresh
  if (delivery === 'json') return reply({ accessToken, refreshToken, ...ends })
  return reply(ends, { headers: tokenHeaders(call, session.id, fresh) })
}

/** A refresh that a cookie proves says the CSRF token. */
async function expectOwn(call: Call, value: string, given: z.output<typeof refreshBody>): Promise<void> {
  const named = await namedByRefreshToken(call.application.id, value)
  if (named) expectCsrf(call.request, named.id, given)
}

/** The session of whoever signs out: an access token that has expired names it as well as a fresh one. */
async function leaving(call: Call) {
  const given = presented(call)
  if (given) {
    const named = await namedByAccessToken(call.ctx, call.application.id, given.token)
    if (given.by === 'cookie' && !fromOwnPage(call)) expectCsrf(call.request, named.id)
    return named
  }
  const cookie = call.accepts.includes('cookies') ? cookieOf(call.request, call.application, 'refresh_token') : undefined
  const named = cookie ? await namedByRefreshToken(call.application.id, cookie) : null
  if (named && !fromOwnPage(call)) expectCsrf(call.request, named.id)
  return named
}

const done = z.object({ success: z.literal(true) })
const leaveQuery = z.object({ forgetMe: z.enum(['true', 'false']).optional() })
async function logout(input: Handled<undefined, typeof leaveQuery, undefined>) {
  const call = await callOf(input.ctx, input.request)
  const named = await leaving(call)
  if (!named) throw new AppError('token.missing')
  await revokeSession(call.ctx, named)
  if (input.query.forgetMe === 'true' && call.ctx.trustedDevice)
    await forgetBrowsers(call.ctx, named.userId, call.ctx.trustedDevice)
  return reply({ success: true as const }, { headers: cleared(call) })
}

const cleared = (call: Call): Headers => {
  const headers = new Headers()
  for (const line of clearedCookies(call.application)) headers.append('set-cookie', line)
  return headers
}

const shared = { tag, auth: 'gated' as const }
const leave = { ...shared, protected: true as const }
const refreshRoute = withClearedCookies(
  route({
    ...shared,
    summary: 'The successor of a refresh token',
    limit: { name: 'refresh', count: 120, window: 60 },
    body: refreshBody,
    response: tokens,
    errors: ['token.invalid', 'token.expired', 'token.reused', 'token.session_ended'],
    handler: refresh,
  }),
)
const logoutRoute = (summary: string) =>
  withClearedCookies(route({ ...leave, summary, query: leaveQuery, response: done, handler: logout }))

export const sessionTokens = {
  'POST /refresh': refreshRoute,
  'POST /refresh/mobile': refreshRoute,
  'GET /logout': logoutRoute('Sign out'),
  'POST /logout': logoutRoute('Sign out'),
  'GET /logout/mobile': logoutRoute('Sign out'),
  'POST /logout/all': withClearedCookies(
    route({
      ...leave,
      summary: 'Sign out everywhere, here too',
      body: body({ forgetDevices: z.boolean().optional() }),
      response: z.object({ success: z.literal(true), message: z.string(), revokedCount: z.number() }),
      async handler({ ctx, request, body: given }) {
        const call = await callOf(ctx, request)
        const session = await signedIn(call, given, !fromOwnPage(call))
        const revokedCount = await revokeAll(call.ctx, session.userId)
        if (given.forgetDevices) await forgetBrowsers(call.ctx, session.userId)
        return reply({ success: true as const, message: 'Signed out everywhere', revokedCount }, { headers: cleared(call) })
      },
    }),
  ),
} satisfies Endpoints
