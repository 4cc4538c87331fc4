import type { AuditEventModel } from '@/generated/prisma/models'
import type { Tx } from './client'

export type LogRow = Omit<AuditEventModel, 'prevHash' | 'hash' | 'position'>
/** `event` ending in `*` is a prefix; `since` and `until` in milliseconds */
export type LogFilter = {
  event?: string
  userId?: string
  applicationId?: string
  requestId?: string
  outcome?: string
  since?: number
  until?: number
}

function where(filter: LogFilter) {
  const { event, since, until, ...exact } = filter
  return {
    ...exact,
    ...(event && { event: event.endsWith('*') ? { startsWith: event.slice(0, -1) } : event }),
    ...((since || until) && { createdAt: { ...(since && { gte: new Date(since) }), ...(until && { lt: new Date(until) }) } }),
  }
}

/** Newest first. Keyset: `before` is the `seq` of the last row seen, so that rows written meanwhile shift nothing. */
export async function listLogs(tx: Tx, filter: LogFilter, take: number, before?: bigint, skip = 0): Promise<LogRow[]> {
  return tx.auditEvent.findMany({
    where: { ...where(filter), ...(before !== undefined && { seq: { lt: before } }) },
    orderBy: { seq: 'desc' },
    take,
    skip,
    omit: { prevHash: true, hash: true, position: true },
  })
}

/** What a person is shown of what happened to their account. */
const telling = [
  'Interaction.SignIn.Submit',
  'Interaction.Register.Submit',
  'Interaction.ForgotPassword.Submit',
  'Mfa.Factor.Added',
  'Mfa.Factor.AutoEnrolled',
  'Mfa.Factor.Removed',
  'Mfa.Reset',
  'Session.Revoked',
  'TrustedDevice.Revoked',
  'User.Password.Updated',
  'User.Data.Updated',
]

/** A person's own history: what changed, and every wrong answer. Newest first. */
export async function ownActivity(tx: Tx, userId: string, take: number): Promise<LogRow[]> {
  return tx.auditEvent.findMany({
    where: {
      userId,
      OR: [
        { event: { in: telling }, outcome: 'success' },
        { event: { endsWith: '.Submit' }, outcome: 'failure' },
      ],
    },
    orderBy: { seq: 'desc' },
    take,
    omit: { prevHash: true, hash: true, position: true },
  })
}

export async function countLogs(tx: Tx, filter: LogFilter): Promise<number> {
  return tx.auditEvent.count({ where: where(filter) })
}

export async function findLog(tx: Tx, id: string): Promise<LogRow | null> {
  return tx.auditEvent.findUnique({ where: { id }, omit: { prevHash: true, hash: true, position: true } })
}

/** Rows page by page, the newest first, and how many there are. `risky`: sign-ins at which a risk rule fired. */
export async function historyOf(
  tx: Tx,
  { events, risky, ...filter }: LogFilter & { events?: string[]; risky?: true },
  take: number,
  skip: number,
): Promise<{ rows: LogRow[]; total: number }> {
  const unusual = { details: { path: ['risks', '0'], string_starts_with: '' } }
  const clause = { ...where(filter), ...(events?.length && { event: { in: events } }), ...(risky && unusual) }
  const omit = { prevHash: true, hash: true, position: true } as const
  const [rows, total] = await Promise.all([
    tx.auditEvent.findMany({ where: clause, orderBy: { seq: 'desc' }, take, skip, omit }),
    tx.auditEvent.count({ where: clause }),
  ])
  return { rows, total }
}
