import { listLogs } from '@/lib/admin/logs'
import type { As } from '@/lib/admin/verb'
import { one, withQuery } from '../format'

export type Query = Record<string, string | string[] | undefined>

/** A page of the log as the address asks for it. What cannot be a filter is no filter. */
export async function readLogs(as: As, query: Query) {
  const filter = {
    event: one(query, 'event').slice(0, 120),
    userId: one(query, 'userId').slice(0, 100),
    requestId: one(query, 'requestId').toUpperCase().slice(0, 40),
    outcome: one(query, 'outcome'),
  }
  const cursor = /^\d{1,18}$/.test(one(query, 'before')) ? one(query, 'before') : undefined
  const outcome = filter.outcome === 'success' || filter.outcome === 'failure' ? filter.outcome : undefined
  const { rows, nextCursor } = await listLogs(as, {
    ...(filter.event && { event: filter.event }),
    ...(filter.userId && { userId: filter.userId }),
    ...(filter.requestId && { requestId: filter.requestId }),
    ...(outcome && { outcome }),
    ...(cursor && { cursor }),
    pageSize: 50,
  })
  const at = (before?: string) => withQuery('/console/audit', { ...filter, before })
  return { filter, rows, first: cursor ? at() : null, next: nextCursor ? at(nextCursor) : null }
}
