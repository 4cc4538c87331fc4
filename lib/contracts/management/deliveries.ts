import { z } from 'zod'
import { getDelivery, listDeliveries } from '@/lib/admin/messages'
import { type Endpoints, reply, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { idParam } from './lists'

const step = z.object({
  at: z.string(),
  connectorId: z.string(),
  outcome: z.string(),
  latencyMs: z.number().optional(),
  detail: z.record(z.string(), z.unknown()).optional(),
})
const delivery = z.object({
  id: z.string(),
  channel: z.string(),
  usageType: z.string(),
  to: z.string(),
  country: z.string().nullable(),
  userId: z.string().nullable(),
  applicationId: z.string().nullable(),
  connectorId: z.string().nullable(),
  providerId: z.string().nullable(),
  status: z.string(),
  segments: z.number(),
  timeline: z.array(step),
  requestId: z.string().nullable(),
  createdAt: z.string(),
})
const text = z.string().max(100).optional()
const query = z.object({
  channel: text,
  usageType: text,
  status: text,
  userId: text,
  connectorId: text,
  country: text,
  cursor: text,
  page_size: z.coerce.number().int().min(1).max(100).default(20),
})
const tag = 'Messages'

export const deliveries = {
  'GET /deliveries': route({
    summary: 'What was sent, newest first; page through it with the Next-Cursor header',
    tag,
    auth: needs('messages.read'),
    query,
    response: z.array(delivery),
    async handler(input) {
      const { page_size: pageSize, ...filter } = input.query
      const { rows, nextCursor } = await listDeliveries(as(input), { ...filter, pageSize })
      return reply(rows, { headers: nextCursor ? { 'Next-Cursor': nextCursor } : {} })
    },
  }),
  'GET /deliveries/:id': route({
    summary: 'One message and its way',
    tag,
    auth: needs('messages.read'),
    params: idParam,
    response: delivery,
    errors: ['entity.not_found'],
    handler: (input) => getDelivery(as(input), input.params.id),
  }),
} satisfies Endpoints
