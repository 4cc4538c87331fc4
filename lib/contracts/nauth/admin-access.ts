import { z } from 'zod'
import { clearOverride, setOverride } from '@/lib/admin/mfa-override'
import { beginReset, expectOther, history, ownerOfFactor, preferFor } from '@/lib/admin/over-api'
import { revokeUserDevices, revokeUserSessions } from '@/lib/admin/user-access'
import { removeFactor } from '@/lib/admin/user-mfa'
import { AppError } from '@/lib/core/errors'
import { mask } from '@/lib/core/mask'
import { type Account, accountOf } from '@/lib/flows/account'
import { trustedDevices } from '@/lib/flows/account-browsers'
import { askReset } from '@/lib/flows/reset-over-api'
import { liveSessions } from '@/lib/flows/session'
import { type Endpoints, route } from '@/lib/http/route'
import { named, numberOf } from '../direct/device-number'
import { type Administrator, administrator, known, other } from './admin-caller'
import { body, deviceParams } from './fields'
import { devicesOf, secondRows, statusOf } from './mfa-view'
import { expectProof } from './proof'
import { historyFilter, historyPage, historyQuery, sessionView, trustedView } from './sessions'
import { exemptionOf } from './user'

const shared = { tag: 'Administration', auth: 'gated' as const, protected: true as const, errors: ['auth.forbidden'] as const }
const sub = z.object({ sub: z.string().max(60) })
const done = z.object({ success: z.literal(true) })
const count = z.object({ revokedCount: z.number() })
const rows = z.array(z.looseObject({}))

/** The person as the rules of the caller's application see them. */
async function standing(caller: Administrator, id: string): Promise<Account> {
  await known(caller, id)
  return accountOf(caller.call.ctx, id, caller.call.application.id)
}

/** Whose device an id is: on this wire the path names the device alone. */
async function ownerOf({ as, session, call }: Administrator, uid: string, given: string) {
  expectOther(as, uid)
  const row = named(secondRows(await accountOf(call.ctx, uid, session.applicationId)), given)
  if (!row) throw new AppError('entity.not_found')
  return row
}

const exemption = body({
  sub: z.string().max(60),
  exempt: z.boolean(),
  reason: z.string().max(500).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
})
const longest = 30 * 86_400_000

/** Granted for at most thirty days, with a reason; the caller stands for it. */
async function exempted(caller: Administrator, given: z.output<typeof exemption>) {
  const { as, call } = caller
  await other(caller, given.sub)
  if (given.exempt && !given.reason?.trim())
    throw new AppError('request.invalid', { problems: [{ path: 'reason', message: 'Say why.' }] })
  const until = given.until ?? new Date(call.ctx.now() + longest).toISOString()
  if (given.exempt) await setOverride(as, given.sub, { policy: 'Exempt', reason: given.reason!.trim().slice(0, 300), until })
  else await clearOverride(as, given.sub)
  const held = exemptionOf(await known(caller, given.sub), call.ctx.now())
  return {
    mfaExempt: held !== null,
    mfaExemptReason: held?.reason ?? null,
    mfaExemptGrantedAt: held?.grantedAt ?? null,
    mfaExemptUntil: held?.until ?? null,
  }
}

type Reset = { sub: string; deliveryMethod?: 'email' | 'sms' | undefined; revokeSessions?: boolean | undefined }
/** To the address that was chosen, or the one there is. It waits for ten minutes whatever was asked for. */
async function resetBegun(caller: Administrator, { sub: id, deliveryMethod, revokeSessions }: Reset) {
  const { as, call } = caller
  await other(caller, id)
  const { kind, value } = await beginReset(as, id, deliveryMethod)
  const sessionsRevoked = revokeSessions ? await revokeUserSessions(as, id) : undefined
  await askReset(call.ctx, call.application.id, { kind, value }, 'admin-reset')
  return {
    success: true as const,
    destination: mask(kind, value),
    deliveryMedium: kind === 'email' ? 'email' : 'sms',
    expiresIn: 600,
    ...(sessionsRevoked !== undefined && { sessionsRevoked }),
  }
}

const listing = (summary: string, more: { outcome?: string; risky?: true } = {}) =>
  route({
    ...shared,
    summary,
    query: historyQuery,
    lists: ['eventTypes'],
    response: z.looseObject({ data: rows }),
    async handler({ ctx, request, query }) {
      const { as } = await administrator(ctx, request)
      const { rows: found, total } = await history(as, { ...historyFilter(query), ...more }, query)
      return historyPage(found, total, query)
    },
  })

const ofDevice = deviceParams.extend({ sub: z.string().max(60) })
const about = z.object({ sub: z.string().max(60) })

export const adminAccess = {
  'GET /admin/users/:sub/sessions': route({
    ...shared,
    summary: 'Where somebody is signed in',
    params: sub,
    response: z.object({ sessions: rows }),
    async handler({ ctx, request, params }) {
      const caller = await administrator(ctx, request)
      await known(caller, params.sub)
      return { sessions: (await liveSessions(caller.call.ctx, params.sub)).map((row) => sessionView(row, '', false)) }
    },
  }),
  'DELETE /admin/users/:sub/sessions/:sessionId': route({
    ...shared,
    summary: 'End one of somebody’s sessions',
    params: sub.extend({ sessionId: z.string().max(60) }),
    response: done,
    async handler({ ctx, request, params }) {
      const caller = await administrator(ctx, request)
      await other(caller, params.sub)
      await revokeUserSessions(caller.as, params.sub, params.sessionId)
      return { success: true as const }
    },
  }),
  'POST /admin/users/:sub/logout-all': route({
    ...shared,
    summary: 'End all of them',
    params: sub,
    body: body({ forgetDevices: z.boolean().optional() }),
    response: count,
    async handler({ ctx, request, params, body: given }) {
      const caller = await administrator(ctx, request, given)
      await other(caller, params.sub)
      const revokedCount = await revokeUserSessions(caller.as, params.sub)
      if (given.forgetDevices) await revokeUserDevices(caller.as, params.sub)
      return { revokedCount }
    },
  }),
  'GET /admin/users/:sub/trusted-devices': route({
    ...shared,
    summary: 'Devices that ask somebody for no second step',
    params: sub,
    response: z.object({ trustedDevices: rows }),
    async handler({ ctx, request, params }) {
      const caller = await administrator(ctx, request)
      await known(caller, params.sub)
      return { trustedDevices: (await trustedDevices(caller.call.ctx, params.sub)).map(trustedView) }
    },
  }),
  'DELETE /admin/users/:sub/trusted-devices': route({
    ...shared,
    summary: 'Trust none of them any more',
    params: sub,
    response: count,
    async handler({ ctx, request, params }) {
      const caller = await administrator(ctx, request)
      await other(caller, params.sub)
      return { revokedCount: await revokeUserDevices(caller.as, params.sub) }
    },
  }),
  'DELETE /admin/users/:sub/trusted-devices/:id': route({
    ...shared,
    summary: 'Trust one of them no more',
    params: ofDevice,
    response: done,
    async handler({ ctx, request, params }) {
      const caller = await administrator(ctx, request)
      await other(caller, params.sub)
      const row = named(await trustedDevices(caller.call.ctx, params.sub), params.id)
      if (!row) throw new AppError('entity.not_found')
      await revokeUserDevices(caller.as, params.sub, row.id)
      return { success: true as const }
    },
  }),
  'GET /admin/users/:sub/mfa/status': route({
    ...shared,
    summary: 'What stands for somebody’s second step',
    params: sub,
    response: z.looseObject({ enabled: z.boolean() }),
    async handler({ ctx, request, params }) {
      const caller = await administrator(ctx, request)
      return statusOf(caller.call.ctx, await standing(caller, params.sub))
    },
  }),
  'GET /admin/users/:sub/mfa/devices': route({
    ...shared,
    summary: 'What somebody has set up',
    params: sub,
    response: z.object({ devices: rows }),
    async handler({ ctx, request, params }) {
      const caller = await administrator(ctx, request)
      return { devices: devicesOf(await standing(caller, params.sub)) }
    },
  }),
  'POST /admin/users/:sub/mfa/devices/:id/preferred': route({
    ...shared,
    summary: 'Ask somebody by this one first',
    params: ofDevice,
    body: body({}),
    response: done,
    async handler({ ctx, request, params, body: given }) {
      const caller = await administrator(ctx, request, given)
      await preferFor(caller.as, params.sub, (await ownerOf(caller, params.sub, params.id)).id)
      return { success: true as const }
    },
  }),
  'DELETE /admin/mfa/devices/:id': route({
    ...shared,
    summary: 'Remove somebody’s device; needs a fresh proof of the administrator',
    params: deviceParams,
    response: z.object({ removedDeviceId: z.number(), success: z.literal(true) }),
    async handler({ ctx, request, params }) {
      const caller = await administrator(ctx, request)
      const found = await ownerOfFactor(caller.as, params.id)
      if (!found) throw new AppError('entity.not_found')
      expectOther(caller.as, found.userId)
      await expectProof(caller.call, caller.session)
      await removeFactor(caller.as, found.userId, found.id)
      return { removedDeviceId: numberOf(found.id), success: true as const }
    },
  }),
  'POST /admin/reset-password/initiate': route({
    ...shared,
    summary: 'Send somebody a code for a new password',
    body: body({
      sub: z.string().max(60),
      deliveryMethod: z.enum(['email', 'sms']).optional(),
      codeExpiresIn: z.number().int().min(300).max(86_400).optional(),
      revokeSessions: z.boolean().optional(),
      reason: z.string().max(500).optional(),
      baseUrl: z.string().max(2000).optional(),
    }),
    response: z.object({
      success: z.literal(true),
      destination: z.string(),
      deliveryMedium: z.string(),
      expiresIn: z.number(),
      sessionsRevoked: z.number().optional(),
    }),
    handler: async ({ ctx, request, body: given }) => resetBegun(await administrator(ctx, request, given), given),
  }),
  'POST /admin/mfa/exemption': route({
    ...shared,
    summary: 'Let somebody off the second step for a while, or end that',
    body: exemption,
    response: z.looseObject({ mfaExempt: z.boolean() }),
    async handler({ ctx, request, body: given }) {
      return exempted(await administrator(ctx, request, given), given)
    },
  }),
  'GET /admin/audit/history': route({
    ...shared,
    summary: 'What happened to one account',
    query: historyQuery.extend(about.shape),
    lists: ['eventTypes'],
    response: z.looseObject({ data: rows }),
    async handler({ ctx, request, query }) {
      const { as } = await administrator(ctx, request)
      const { rows: found, total } = await history(as, { ...historyFilter(query), userId: query.sub }, query)
      return historyPage(found, total, query)
    },
  }),
  'GET /admin/audit/events': listing('What happened to everybody'),
  'GET /admin/audit/suspicious': listing('What was refused', { outcome: 'failure' }),
  'GET /admin/audit/risk': listing('Sign-ins that looked unusual', { risky: true }),
} satisfies Endpoints
