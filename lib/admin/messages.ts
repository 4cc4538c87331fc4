import { z } from 'zod'
import { db } from '@/lib/db/client'
import { findMessage, listMessages, type MessageRow } from '@/lib/db/messages'
import { allow } from './roles'
import { type As, found, parse } from './verb'

export const deliveryQuery = z.object({
  channel: z.string().max(20).optional(),
  usageType: z.string().max(60).optional(),
  status: z.string().max(20).optional(),
  userId: z.string().max(100).optional(),
  connectorId: z.string().max(100).optional(),
  country: z.string().max(2).optional(),
  pageSize: z.number().int().min(1).max(100).default(20),
  /** id of the last row seen */
  cursor: z.string().max(100).optional(),
})

/** What was sent to which masked address, by which connector, and how it went; never the code. */
export type DeliveryView = {
  id: string
  channel: string
  usageType: string
  to: string
  country: string | null
  userId: string | null
  applicationId: string | null
  connectorId: string | null
  providerId: string | null
  status: string
  segments: number
  timeline: MessageRow['timeline']
  requestId: string | null
  createdAt: string
}

const viewOf = (row: MessageRow): DeliveryView => ({
  id: row.id,
  channel: row.channel,
  usageType: row.usageType,
  to: row.to,
  country: row.country,
  userId: row.userId,
  applicationId: row.applicationId,
  connectorId: row.connectorId,
  providerId: row.providerId,
  status: row.status,
  segments: row.segments,
  timeline: row.timeline,
  requestId: row.requestId,
  createdAt: row.createdAt.toISOString(),
})

/** Newest first, by cursor. */
export async function listDeliveries(
  { actor }: As,
  input: z.input<typeof deliveryQuery>,
): Promise<{ rows: DeliveryView[]; nextCursor: string | null }> {
  allow(actor, 'messages.read')
  const { pageSize, cursor, ...filter } = parse(deliveryQuery, input)
  const rows = await listMessages(db(), filter, pageSize, cursor)
  return { rows: rows.map(viewOf), nextCursor: rows.length === pageSize ? rows.at(-1)!.id : null }
}

export async function getDelivery({ actor }: As, id: string): Promise<DeliveryView> {
  allow(actor, 'messages.read')
  return viewOf(found(await findMessage(db(), id)))
}
