import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AddressKind } from '@/lib/core/mask'
import { askContact } from '@/lib/flows/contact-over-api'
import { hasPassword, ownProfile } from '@/lib/flows/own-profile'
import { saveNames } from '@/lib/flows/person-profile'
import type { Session } from '@/lib/flows/session'
import { type Endpoints, reply, route } from '@/lib/http/route'
import { type Call, callOf } from './call'
import { challengeName, parametersOf } from './challenge'
import { csrfCookie, csrfOf, hasCsrfCookie } from './cookies'
import { body } from './fields'
import { expectProof } from './proof'
import { presented, signedIn } from './signed-in'
import { authUser, authUserOf } from './user'
import { refuseField } from './wire'

const shared = { tag: 'Account', auth: 'gated' as const, protected: true as const }
const verification = z.object({
  challengeName: z.string(),
  session: z.string(),
  challengeParameters: z.record(z.string(), z.unknown()),
})
const text = (max: number) => z.string().trim().max(max).nullable().optional()
const change = body({
  firstName: text(100),
  lastName: text(100),
  timezone: text(64),
  locale: z
    .string()
    .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}$/, 'Give a language tag.')
    .nullable()
    .optional(),
  email: z.string().trim().max(255).optional(),
  phone: z.string().trim().max(40).optional(),
})
type Change = z.output<typeof change>

/** A new address waits for its code; the one on file stays until then. */
async function asked(call: Call, session: Session, kind: AddressKind, value: string) {
  await expectProof(call, session)
  const at = await askContact(call.ctx, session, kind, kind === 'phone' ? value.replace(/\s/g, '') : value, randomUUID())
  const name = challengeName(at) ?? (kind === 'phone' ? 'VERIFY_PHONE' : 'VERIFY_EMAIL')
  return { challengeName: name, session: at.token, challengeParameters: parametersOf(at, name, { sent: true }) }
}

async function changed(call: Call, session: Session, { email, phone, ...names }: Change) {
  const before = (await ownProfile(session.userId)).user
  const contacts = Object.entries({ email, phone }).filter(([kind, value]) => value && value !== before[kind as AddressKind])
  if (contacts.length > 1) refuseField('phone', 'Change one address at a time.')
  const [contact] = contacts as [AddressKind, string][]
  const waiting = contact && (await asked(call, session, ...contact))
  const { _csrf, csrfToken, ...given } = names
  const empty = (value: string | null | undefined) => (value === '' ? null : value)
  const told = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, empty(value)]))
  if (Object.values(told).some((value) => value !== undefined)) await saveNames(call.ctx, session, told)
  return { ...authUserOf(await ownProfile(session.userId), call.ctx.now(), session), ...(waiting && { verification: waiting }) }
}

/** A session of cookies without its CSRF token gets one with the first thing it reads. */
function csrfFor(call: Call, session: Session): Headers {
  const headers = new Headers()
  if (presented(call)?.by !== 'cookie' || hasCsrfCookie(call.request)) return headers
  headers.set('x-csrf-token', csrfOf(session.id))
  const left = Math.max(1, Math.floor((session.expiresAt - call.ctx.now()) / 1000))
  headers.append('set-cookie', csrfCookie(call.application, session.id, left))
  return headers
}

export const profiles = {
  'GET /social/linked': route({
    ...shared,
    summary: 'Accounts elsewhere that sign this one in: none are offered',
    response: z.object({ providers: z.array(z.string()) }),
    async handler({ ctx, request }) {
      await signedIn(await callOf(ctx, request))
      return { providers: [] }
    },
  }),
  'GET /social/can-set-password': route({
    ...shared,
    summary: 'Whether this account has no password yet',
    response: z.object({ canSetPassword: z.boolean() }),
    async handler({ ctx, request }) {
      const { userId } = await signedIn(await callOf(ctx, request))
      return { canSetPassword: !hasPassword(await ownProfile(userId)) }
    },
  }),
  'GET /profile': route({
    ...shared,
    summary: 'Who is signed in',
    response: authUser,
    async handler({ ctx, request }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call)
      const person = await ownProfile(session.userId)
      return reply(authUserOf(person, call.ctx.now(), session), { headers: csrfFor(call, session) })
    },
  }),
  'PUT /profile': route({
    ...shared,
    summary: 'Change names and language; a new address waits for its code',
    body: change,
    response: authUser.extend({ verification: verification.optional() }),
    errors: ['session.mfa.fresh_proof_required', 'identifier.invalid', 'connector.rate_limit_exceeded'],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      return changed(call, await signedIn(call, given), given)
    },
  }),
} satisfies Endpoints
