import { z } from 'zod'
import { getLog, listLogs, verifyLogs } from '@/lib/admin/logs'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { idParam, listed, pageOf, pageQuery } from './lists'

const log = z.object({
  id: z.string(),
  event: z.string(),
  outcome: z.string(),
  code: z.string().nullable(),
  actor: z.object({ type: z.string(), id: z.string().nullable() }),
  userId: z.string().nullable(),
  applicationId: z.string().nullable(),
  target: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string().nullable(),
  createdAt: z.string(),
})
const at = z.iso.datetime({ offset: true }).optional()
const query = pageQuery.extend({
  event: z.string().max(120).optional(),
  userId: z.string().max(100).optional(),
  applicationId: z.string().max(100).optional(),
  requestId: z.string().max(40).optional(),
  outcome: z.enum(['success', 'failure']).optional(),
  since: at,
  until: at,
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
})
const tag = 'Logs'

export const logs = {
  'GET /logs': route({
    summary: 'Read the audit log, newest first; page through it with the Next-Cursor header',
    tag,
    auth: needs('logs.read'),
    query,
    response: z.array(log),
    async handler(input) {
      const { page: _page, page_size: _size, ...filter } = input.query
      const { nextCursor, ...list } = await listLogs(as(input), { ...pageOf(input.query), ...filter })
      return listed(input.request, input.query, list, nextCursor ? { 'Next-Cursor': nextCursor } : {})
    },
  }),
  'GET /logs/verify': route({
    summary: 'Walk the hash chain of the audit log',
    tag,
    auth: needs('logs.read'),
    response: z.object({
      checked: z.number(),
      broken: z.object({ position: z.string(), id: z.string() }).nullable(),
    }),
    handler: (input) => verifyLogs(as(input)),
  }),
  'GET /logs/:id': route({
    summary: 'Read one event',
    tag,
    auth: needs('logs.read'),
    params: idParam,
    response: log,
    errors: ['entity.not_found'],
    handler: (input) => getLog(as(input), input.params.id),
  }),
} satisfies Endpoints
