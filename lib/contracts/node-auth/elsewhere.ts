import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { ownProfile } from '@/lib/flows/own-profile'
import { clearEnded } from '@/lib/flows/session'
import { type Endpoints, route } from '@/lib/http/route'
import { callOf, signedIn, text } from './call'
import { inOurWords, refused } from './wire'

/** Accounts at other providers, none of which is configured, and the chores of administrators: contracts/node-auth.md §5, §9. */

const shared = { tag: 'Elsewhere', auth: 'gated' as const }
const maybe = z.unknown().optional()
const done = z.object({ success: z.literal(true) })

const oauth = (path: string, summary: string): Endpoints => ({
  [`GET ${path}`]: inOurWords(
    route({
      ...shared,
      summary,
      params: z.object({ name: z.string().max(100) }),
      response: done,
      async handler() {
        throw refused('PROVIDER_NOT_CONFIGURED')
      },
    }),
  ),
})

export const elsewhere = {
  ...oauth('/oauth/:name', 'Sign-in by a provider'),
  ...oauth('/oauth/:name/callback', 'The way back from it'),
  'GET /linked-accounts': inOurWords(
    route({
      ...shared,
      summary: 'Accounts elsewhere that sign in here',
      response: z.object({ linkedAccounts: z.array(z.object({})) }),
      async handler({ ctx, request }) {
        await signedIn(await callOf(ctx, request))
        return { linkedAccounts: [] }
      },
    }),
  ),
  'DELETE /linked-accounts/:provider/:id': inOurWords(
    route({
      ...shared,
      summary: 'Forget one of them',
      params: z.object({ provider: z.string().max(100), id: z.string().max(200) }),
      response: done,
      async handler({ ctx, request }) {
        await signedIn(await callOf(ctx, request))
        throw refused('PROVIDER_NOT_CONFIGURED')
      },
    }),
  ),
  'POST /link-request': inOurWords(
    route({
      ...shared,
      summary: 'Mail a link that joins an account elsewhere to this one',
      body: z.object({ email: maybe, provider: maybe }),
      response: done,
      async handler({ ctx, request, body }) {
        await signedIn(await callOf(ctx, request))
        throw refused(text(body.email, 'email', 320) ? 'PROVIDER_NOT_CONFIGURED' : 'EMAIL_REQUIRED')
      },
    }),
  ),
  'POST /link-verify': inOurWords(
    route({
      ...shared,
      summary: 'Take that link',
      body: z.object({ token: maybe }),
      response: done,
      async handler({ body }) {
        throw refused(text(body.token, 'token', 4096) ? 'INVALID_LINK_TOKEN' : 'TOKEN_REQUIRED')
      },
    }),
  ),
  'POST /sessions/cleanup': inOurWords(
    route({
      ...shared,
      summary: 'Administrators: drop sessions that have ended',
      response: z.object({ success: z.literal(true), deleted: z.number() }),
      errors: ['auth.forbidden'],
      async handler({ ctx, request }) {
        const call = await callOf(ctx, request)
        const session = await signedIn(call)
        const { user } = await ownProfile(session.userId)
        if (!user.role || !session.acr) throw new AppError('auth.forbidden')
        return { success: true as const, deleted: await clearEnded(call.ctx, user.id) }
      },
    }),
  ),
} satisfies Endpoints
