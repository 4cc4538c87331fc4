import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { signOutSession } from '@/lib/flows/account'
import {
  deviceIsTrusted,
  forgetBrowser,
  forgetBrowsers,
  type TrustedBrowser,
  trustedBrowsers,
  trustOver,
} from '@/lib/flows/account-browsers'
import { ownHistory } from '@/lib/flows/account-profile'
import { deviceLabel, deviceOf } from '@/lib/flows/device'
import { liveSessions, type Session } from '@/lib/flows/session'
import { type Endpoints, reply, route } from '@/lib/http/route'
import { named, numberOf } from '../direct/device-number'
import { callOf } from './call'
import { hiddenCookie } from './cookies'
import { body, deviceParams, moment } from './fields'
import { signedIn } from './signed-in'
import { authMethodOf } from './user'

const shared = { tag: 'Sessions', auth: 'gated' as const, protected: true as const }
const iso = (at: number) => new Date(at).toISOString()
const done = z.object({ success: z.literal(true) })
/** Nothing is known of where an address is, beyond what the risk rules keep to themselves. */
const nowhere = { ipCountry: null, ipCity: null }

export function sessionView(s: Session, current: string, trusted: boolean) {
  const { browser, platform, type } = deviceOf(s.userAgent)
  return {
    sessionId: s.id,
    deviceId: null,
    deviceName: deviceLabel(s.userAgent),
    deviceType: type,
    platform,
    browser,
    ipAddress: s.ip,
    ...nowhere,
    lastActivityAt: iso(s.lastSeenAt),
    createdAt: iso(s.createdAt),
    expiresAt: iso(s.expiresAt),
    isTrustedDevice: s.id === current && trusted,
    isCurrent: s.id === current,
    authMethod: authMethodOf(s),
    authProvider: null,
  }
}

export function trustedView(row: TrustedBrowser) {
  const [browser = null, platform = null] = row.label.split(' on ')
  const times = { trustedUntil: iso(row.expiresAt), lastUsedAt: iso(row.lastUsedAt), createdAt: iso(row.createdAt) }
  const told = { deviceId: row.id, deviceName: row.label, deviceType: null, ipAddress: null, platform, browser }
  return { id: numberOf(row.id), uid: row.id, ...told, ...times }
}

export const historyQuery = z.object({
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  eventType: z.string().max(100).optional(),
  eventTypes: z.array(z.string().max(100)).max(50).optional(),
  eventStatus: z.enum(['SUCCESS', 'FAILURE']).optional(),
  startDate: moment.optional(),
  endDate: moment.optional(),
})

type HistoryQuery = z.output<typeof historyQuery>
export function historyFilter({ eventType, eventTypes, eventStatus, startDate, endDate }: HistoryQuery) {
  const events = [...(eventType ? [eventType] : []), ...(eventTypes ?? [])]
  return {
    ...(events.length && { events }),
    ...(eventStatus && { outcome: eventStatus.toLowerCase() }),
    ...(startDate && { since: Date.parse(startDate) }),
    ...(endDate && { until: Date.parse(endDate) }),
  }
}

/** One page of it. */
export const historyPage = (rows: HistoryRow[], total: number, { page, limit }: HistoryQuery) => ({
  data: rows.map(historyView),
  ...{ total, page, limit, totalPages: Math.ceil(total / limit) },
})

type HistoryRow = Awaited<ReturnType<typeof ownHistory>>['rows'][number]
function historyView(row: HistoryRow) {
  const { browser, platform, type } = deviceOf(row.userAgent)
  return {
    id: row.id,
    eventType: row.event,
    eventStatus: row.outcome === 'failure' ? 'FAILURE' : 'SUCCESS',
    ipAddress: row.ip,
    ...nowhere,
    userAgent: row.userAgent,
    platform,
    browser,
    deviceName: deviceLabel(row.userAgent),
    deviceType: type,
    authMethod: null,
    reason: row.code,
    description: null,
    riskFactor: null,
    riskFactors: ((row.details as { risks?: string[] }).risks ?? []) as string[],
    metadata: {},
    createdAt: row.createdAt.toISOString(),
  }
}

export const sessions = {
  'GET /sessions': route({
    ...shared,
    summary: 'Where this account is signed in',
    response: z.object({ sessions: z.array(z.looseObject({ sessionId: z.string(), isCurrent: z.boolean() })) }),
    async handler({ ctx, request }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call)
      const [rows, trusted] = await Promise.all([liveSessions(call.ctx, session.userId), deviceIsTrusted(call.ctx, session)])
      return { sessions: rows.map((row) => sessionView(row, session.id, trusted)) }
    },
  }),
  'DELETE /sessions/:sessionId': route({
    ...shared,
    summary: 'End one of them',
    params: z.object({ sessionId: z.string().max(60) }),
    response: z.object({ success: z.literal(true), wasCurrentSession: z.boolean() }),
    errors: ['entity.not_found'],
    async handler({ ctx, request, params: { sessionId } }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call)
      await signOutSession(call.ctx, session, sessionId)
      return { success: true as const, wasCurrentSession: sessionId === session.id }
    },
  }),
  'POST /trust-device': route({
    ...shared,
    summary: 'Ask for no second step on this device for a while',
    body: body({}),
    response: z.object({ deviceToken: z.string().optional(), trusted: z.literal(true) }),
    errors: ['auth.forbidden'],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call, given)
      const { secret, maxAge } = await trustOver(call.ctx, session, call.ctx.trustedDevice)
      if (call.delivery === 'json') return { deviceToken: secret, trusted: true as const }
      const headers = { 'set-cookie': hiddenCookie(call.application, 'device_token', secret, maxAge) }
      return reply({ trusted: true as const }, { headers })
    },
  }),
  'GET /is-trusted-device': route({
    ...shared,
    summary: 'Whether this device is asked for no second step',
    response: z.object({ trusted: z.boolean() }),
    async handler({ ctx, request }) {
      const call = await callOf(ctx, request)
      return { trusted: await deviceIsTrusted(call.ctx, await signedIn(call)) }
    },
  }),
  'GET /trusted-devices': route({
    ...shared,
    summary: 'Devices that are asked for no second step',
    response: z.object({ trustedDevices: z.array(z.looseObject({ id: z.number(), uid: z.string() })) }),
    async handler({ ctx, request }) {
      const call = await callOf(ctx, request)
      const rows = await trustedBrowsers(call.ctx, await signedIn(call))
      const trustedDevices = rows.map(trustedView)
      return { trustedDevices }
    },
  }),
  'DELETE /trusted-devices': route({
    ...shared,
    summary: 'Trust none of them any more',
    response: z.object({ revokedCount: z.number() }),
    async handler({ ctx, request }) {
      const call = await callOf(ctx, request)
      return { revokedCount: await forgetBrowsers(call.ctx, (await signedIn(call)).userId) }
    },
  }),
  'DELETE /trusted-devices/:id': route({
    ...shared,
    summary: 'Trust one of them no more',
    params: deviceParams,
    response: done,
    errors: ['entity.not_found'],
    async handler({ ctx, request, params }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call)
      const row = named(await trustedBrowsers(call.ctx, session), params.id)
      if (!row) throw new AppError('entity.not_found')
      await forgetBrowser(call.ctx, session, row.id)
      return { success: true as const }
    },
  }),
  'GET /audit/history': route({
    ...shared,
    summary: 'What happened to this account',
    query: historyQuery,
    lists: ['eventTypes'],
    response: z.object({
      data: z.array(z.looseObject({ id: z.string(), eventType: z.string() })),
      ...{ total: z.number(), page: z.number(), limit: z.number(), totalPages: z.number() },
    }),
    async handler({ ctx, request, query }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call)
      const { rows, total } = await ownHistory(session, historyFilter(query), query.page, query.limit)
      return historyPage(rows, total, query)
    },
  }),
} satisfies Endpoints
