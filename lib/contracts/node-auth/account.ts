import { z } from 'zod'
import { signOutSession } from '@/lib/flows/account'
import { deleteAccount } from '@/lib/flows/account-closing'
import { saveNames } from '@/lib/flows/person-profile'
import { liveSessions, type Session } from '@/lib/flows/session'
import { type Endpoints, reply, route } from '@/lib/http/route'
import { callOf, signedIn, text } from './call'
import { clearedCookies } from './cookies'
import { me, meOf } from './me'
import { verifyPhone } from './phone'
import { orProof } from './step-up'
import { badField, inOurWords } from './wire'

/** A person's own account: contracts/node-auth.md §5, "Account". */

const shared = { tag: 'Account', auth: 'gated' as const, errors: ['token.missing', 'token.invalid'] as const }
const done = z.object({ success: z.literal(true) })
const iso = (at: number) => new Date(at).toISOString()

function sessionView(s: Session, current: string) {
  const lastActiveAt = iso(s.lastSeenAt)
  return {
    sessionHandle: s.id,
    userId: s.userId,
    createdAt: iso(s.createdAt),
    expiresAt: iso(s.expiresAt),
    lastActiveAt,
    lastActive: lastActiveAt,
    userAgent: s.userAgent,
    ipAddress: s.ip,
    isCurrent: s.id === current,
    data: {},
  }
}

/** Null takes a name away; absent leaves it. */
const nameOf = (value: unknown, field: string) => (value === null ? null : text(value, field, 100))

const phoneAnswer = z.object({
  success: z.literal(true),
  verificationRequired: z.literal(true).optional(),
  destination: z.string().optional(),
  expiresIn: z.number().optional(),
})

export const account = {
  'GET /me': inOurWords(
    route({
      ...shared,
      summary: 'Who is signed in',
      response: me,
      handler: async ({ ctx, request }) => meOf(await signedIn(await callOf(ctx, request))),
    }),
  ),
  'PATCH /profile': inOurWords(
    route({
      ...shared,
      summary: 'Change the first or the last name',
      body: z.object({ firstName: z.unknown().optional(), lastName: z.unknown().optional() }),
      response: done,
      async handler({ ctx, request, body }) {
        const call = await callOf(ctx, request)
        const session = await signedIn(call)
        const names = { firstName: nameOf(body.firstName, 'firstName'), lastName: nameOf(body.lastName, 'lastName') }
        await saveNames(call.ctx, session, names)
        return { success: true as const }
      },
    }),
  ),
  'POST /add-phone': inOurWords(
    route({
      ...shared,
      summary: 'A new number, pending until its code is answered; null removes the one there is',
      body: z.object({ phoneNumber: z.unknown().optional() }),
      response: phoneAnswer,
      async handler({ ctx, request, body }) {
        const call = await callOf(ctx, request)
        const session = await signedIn(call)
        if (body.phoneNumber === null) {
          await verifyPhone.remove(call, session)
          return { success: true as const }
        }
        const phone = text(body.phoneNumber, 'phoneNumber', 40)
        if (!phone) throw badField('phoneNumber', 'phoneNumber is required')
        return { ...(await verifyPhone.add(call, session, phone)), verificationRequired: true as const }
      },
    }),
    {
      'identifier.invalid': 'INVALID_PHONE',
      'connector.destination_blocked': 'INVALID_PHONE',
      'user.missing_profile': 'FORBIDDEN',
    },
  ),
  'GET /sessions': inOurWords(
    route({
      ...shared,
      summary: 'Where this account is signed in',
      response: z.object({ sessions: z.array(z.looseObject({ sessionHandle: z.string() })) }),
      async handler({ ctx, request }) {
        const call = await callOf(ctx, request)
        const session = await signedIn(call)
        return { sessions: (await liveSessions(call.ctx, session.userId)).map((row) => sessionView(row, session.id)) }
      },
    }),
  ),
  'DELETE /sessions/:handle': inOurWords(
    route({
      ...shared,
      summary: 'End one of them',
      params: z.object({ handle: z.string().max(100) }),
      response: z.object({ success: z.literal(true), wasCurrentSession: z.boolean() }),
      async handler({ ctx, request, params: { handle } }) {
        const call = await callOf(ctx, request)
        const session = await signedIn(call)
        await signOutSession(call.ctx, session, handle)
        return { success: true as const, wasCurrentSession: handle === session.id }
      },
    }),
    { 'entity.not_found': 'SESSION_NOT_FOUND' },
  ),
  'DELETE /account': inOurWords(
    route({
      ...shared,
      summary: 'Delete the account, for good; needs a fresh proof',
      response: done,
      async handler({ ctx, request }) {
        const call = await callOf(ctx, request)
        const session = await signedIn(call)
        await orProof(call, session, () => deleteAccount(call.ctx, session))
        return reply({ success: true as const }, { headers: clearedCookies() })
      },
    }),
    { 'account_center.field_not_editable': 'ACCOUNT_DELETION_DISABLED', 'auth.forbidden': 'ACCOUNT_DELETION_DISABLED' },
  ),
} satisfies Endpoints
