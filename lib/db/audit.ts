import type { AuditEventModel } from '@/generated/prisma/models'
import { newId, sha256 } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { db, type Tx, transaction } from './client'

export type Actor = { type: 'user' | 'admin' | 'application' | 'system' | 'anonymous'; id?: string }
export type AuditEntry = {
  event: string
  outcome?: 'success' | 'failure'
  code?: string
  actor?: Actor
  userId?: string | null
  applicationId?: string | null
  target?: string
  /** no code, token, secret or full address */
  details?: Record<string, unknown>
}

/** Writes audit rows in the transaction of the change they tell of. They are chained a moment later by `sealAudit`. */
export async function audit(tx: Tx, ctx: Ctx, ...entries: AuditEntry[]): Promise<void> {
  if (!entries.length) return
  const createdAt = new Date(ctx.now())
  await tx.auditEvent.createMany({
    data: entries.map((e) => ({
      id: newId(ctx.now()),
      event: e.event,
      outcome: e.outcome ?? 'success',
      code: e.code ?? null,
      actorType: e.actor?.type ?? (e.userId ? 'user' : 'anonymous'),
      actorId: e.actor?.id ?? e.userId ?? null,
      userId: e.userId ?? null,
      applicationId: e.applicationId ?? null,
      target: e.target ?? null,
      details: (e.details ?? {}) as object,
      ip: ctx.ip,
      userAgent: ctx.userAgent?.slice(0, 300) ?? null,
      requestId: ctx.requestId,
      createdAt,
    })),
  })
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, sorted(v)]),
        )
      : value

/** What a row's hash covers: everything but the chain's own columns. */
function hashOf(row: AuditEventModel, position: bigint, prevHash: string): string {
  const { seq, hash, prevHash: _prev, position: _position, createdAt, ...rest } = row
  return sha256(
    JSON.stringify(
      sorted({ ...rest, seq: seq.toString(), createdAt: createdAt.toISOString(), position: position.toString(), prevHash }),
    ),
  )
}

/**
 * Chains the rows committed since the last call: each hash covers the row and the hash before it. One instance at a time;
 * doing this after commit keeps sign-ins from queueing behind one another for the chain's end.
 * @returns how many rows were chained
 */
export async function sealAudit(batch = 500): Promise<number> {
  return transaction(async (tx) => {
    const [{ locked }] = await tx.$queryRaw<[{ locked: boolean }]>`SELECT pg_try_advisory_xact_lock(72707370) AS locked`
    if (!locked) return 0
    const rows = await tx.auditEvent.findMany({ where: { position: null }, orderBy: { seq: 'asc' }, take: batch })
    if (!rows.length) return 0
    const last = await tx.auditEvent.findFirst({ where: { position: { not: null } }, orderBy: { position: 'desc' } })
    let position = last?.position ?? 0n
    let prevHash = last?.hash ?? ''
    const links = rows.map((row) => {
      position += 1n
      const link = {
        seq: row.seq.toString(),
        position: position.toString(),
        prev_hash: prevHash,
        hash: hashOf(row, position, prevHash),
      }
      prevHash = link.hash
      return link
    })
    await tx.$executeRaw`UPDATE audit_events a SET position = l.position, prev_hash = l.prev_hash, hash = l.hash
      FROM jsonb_to_recordset(${JSON.stringify(links)}::jsonb) AS l(seq bigint, position bigint, prev_hash text, hash text) WHERE a.seq = l.seq`
    return rows.length
  })
}

/** Walks the whole chain. @returns the number of intact rows, and the first broken one if any */
export async function verifyAudit(): Promise<{ checked: number; broken: { position: string; id: string } | null }> {
  while (await sealAudit());
  let prevHash = ''
  let position = 0n
  for (;;) {
    const rows = await db().auditEvent.findMany({
      where: { position: { gt: position } },
      orderBy: { position: 'asc' },
      take: 1000,
    })
    if (!rows.length) return { checked: Number(position), broken: null }
    for (const row of rows) {
      const intact =
        row.position === position + 1n && row.prevHash === prevHash && row.hash === hashOf(row, row.position, prevHash)
      if (!intact) return { checked: Number(position), broken: { position: String(row.position), id: row.id } }
      position = row.position!
      prevHash = row.hash!
    }
  }
}
