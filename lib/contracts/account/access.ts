import { z } from 'zod'
import { accountOverview, signOutSession } from '@/lib/flows/account'
import { forgetBrowser, signOutEverywhere, trustedBrowsers } from '@/lib/flows/account-browsers'
import { type Endpoints, route } from '@/lib/http/route'
import { signedIn } from './proving'
import { id, shared } from './words'

/** Where a person is signed in, and which browsers are trusted (contracts/logto.md §7). */
export const ownAccess = {
  'GET /my-account/sessions': route({
    ...shared,
    summary: 'Where the person is signed in',
    response: z.array(
      z.object({ id: z.string(), current: z.boolean(), device: z.string(), ip: z.string().nullable(), lastSeenAt: z.string() }),
    ),
    async handler({ ctx, request }) {
      const { sessions } = await accountOverview(ctx, await signedIn(ctx, request))
      return sessions.map(({ lastSeenAt, ...rest }) => ({ ...rest, lastSeenAt: new Date(lastSeenAt).toISOString() }))
    },
  }),
  'DELETE /my-account/sessions': route({
    ...shared,
    summary: 'Sign out everywhere else; needs a fresh proof',
    handler: async ({ ctx, request }) => signOutEverywhere(ctx, await signedIn(ctx, request)),
  }),
  'DELETE /my-account/sessions/:id': route({
    ...shared,
    summary: 'Sign one browser out',
    params: id,
    handler: async ({ ctx, request, params }) => signOutSession(ctx, await signedIn(ctx, request), params.id),
  }),
  'GET /my-account/trusted-devices': route({
    ...shared,
    summary: 'Browsers that are asked for no second step',
    response: z.array(z.object({ id: z.string(), label: z.string(), lastUsedAt: z.string(), expiresAt: z.string() })),
    async handler({ ctx, request }) {
      const rows = await trustedBrowsers(ctx, await signedIn(ctx, request))
      return rows.map((row) => ({
        ...row,
        lastUsedAt: new Date(row.lastUsedAt).toISOString(),
        expiresAt: new Date(row.expiresAt).toISOString(),
      }))
    },
  }),
  'DELETE /my-account/trusted-devices/:id': route({
    ...shared,
    summary: 'Forget one',
    params: id,
    handler: async ({ ctx, request, params }) => forgetBrowser(ctx, await signedIn(ctx, request), params.id),
  }),
} satisfies Endpoints
