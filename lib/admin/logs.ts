import { z } from 'zod'
import { verifyAudit } from '@/lib/db/audit'
import { db } from '@/lib/db/client'
import { countLogs, findLog, type LogRow, listLogs as listRows } from '@/lib/db/logs'
import { allow } from './roles'
import { type As, found, type Listed, pageInput, parse } from './verb'

export const logQuery = pageInput.extend({
  event: z.string().max(120).optional(),
  userId: z.string().max(100).optional(),
  applicationId: z.string().max(100).optional(),
  requestId: z.string().max(40).optional(),
  outcome: z.enum(['success', 'failure']).optional(),
  /** ISO 8601 */
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** `nextCursor` of the page before; then `page` is not looked at */
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
})
export type LogQuery = z.input<typeof logQuery>

export type LogView = {
  id: string
  event: string
  outcome: string
  code: string | null
  actor: { type: string; id: string | null }
  userId: string | null
  applicationId: string | null
  target: string | null
  details: Record<string, unknown>
  ip: string | null
  userAgent: string | null
  requestId: string | null
  createdAt: string
}

const viewOf = (row: LogRow): LogView => ({
  id: row.id,
  event: row.event,
  outcome: row.outcome,
  code: row.code,
  actor: { type: row.actorType, id: row.actorId },
  userId: row.userId,
  applicationId: row.applicationId,
  target: row.target,
  details: row.details as Record<string, unknown>,
  ip: row.ip,
  userAgent: row.userAgent,
  requestId: row.requestId,
  createdAt: row.createdAt.toISOString(),
})

/** Newest first, by page or by cursor. `nextCursor` is null on the last page. */
export async function listLogs({ actor }: As, input: LogQuery): Promise<Listed<LogView> & { nextCursor: string | null }> {
  allow(actor, 'logs.read')
  const { page, pageSize, cursor, since, until, ...exact } = parse(logQuery, input)
  const filter = {
    ...exact,
    ...(since && { since: Date.parse(since) }),
    ...(until && { until: Date.parse(until) }),
  }
  const skip = cursor ? 0 : (page - 1) * pageSize
  const [rows, total] = await Promise.all([
    listRows(db(), filter, pageSize, cursor ? BigInt(cursor) : undefined, skip),
    countLogs(db(), filter),
  ])
  const last = rows.length === pageSize ? rows.at(-1) : undefined
  return { rows: rows.map(viewOf), total, nextCursor: last ? last.seq.toString() : null }
}

export async function getLog({ actor }: As, id: string): Promise<LogView> {
  allow(actor, 'logs.read')
  return viewOf(found(await findLog(db(), id)))
}

/** Walks the hash chain. @returns how many rows are intact, and the first broken one */
export async function verifyLogs({ actor }: As): Promise<{ checked: number; broken: { position: string; id: string } | null }> {
  allow(actor, 'logs.read')
  return verifyAudit()
}
