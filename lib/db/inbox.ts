import { z } from 'zod'
import type { InboxMessageModel } from '@/generated/prisma/models'
import { newId } from '@/lib/core/crypto'
import type { Tx } from './client'

export type NewInboxMessage = Omit<InboxMessageModel, 'id' | 'createdAt'>
export type InboxMessage = InboxMessageModel
/** `since` in milliseconds; `to` is the exact address */
export type InboxFilter = { to?: string; channel?: string; usageType?: string; since?: number }

const keep = 500

/** Keeps the newest 500. Several sends may tidy at once: each takes rows that no other holds. */
export async function storeInbox(tx: Tx, now: number, message: NewInboxMessage): Promise<string> {
  const id = newId(now)
  await tx.inboxMessage.create({ data: { ...message, id, createdAt: new Date(now) } })
  await tx.$executeRaw`DELETE FROM inbox_messages WHERE id IN
    (SELECT id FROM inbox_messages ORDER BY created_at DESC, id DESC OFFSET ${keep} FOR UPDATE SKIP LOCKED)`
  return id
}

/** Newest first. @param limit 1 to 500, 50 unless told */
export async function listInbox(tx: Tx, { since, ...exact }: InboxFilter, limit = 50): Promise<InboxMessage[]> {
  return tx.inboxMessage.findMany({
    where: { ...exact, ...(since !== undefined && { createdAt: { gte: new Date(since) } }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: Math.min(Math.max(1, limit), keep),
  })
}

/** @returns how many were removed */
export async function clearInbox(tx: Tx): Promise<number> {
  return (await tx.inboxMessage.deleteMany()).count
}

export const inboxModes = ['deliver', 'fail', 'delay', 'hang', 'recipient', 'throttled'] as const

/** How the inbox plays carrier (contracts/instance.md §3). `times` 0: until changed. */
export const inboxBehavior = z.object({
  mode: z.enum(inboxModes),
  seconds: z.number().min(0).max(600).default(0),
  times: z.number().int().min(0).max(1000).default(0),
})
export type InboxBehavior = z.output<typeof inboxBehavior>

/** A row of settings of its own, so that all instances play alike. */
const key = 'inbox-behavior'

export async function setBehavior(tx: Tx, channel: string, behavior: InboxBehavior): Promise<void> {
  const change = JSON.stringify({ [channel]: behavior })
  await tx.$executeRaw`INSERT INTO settings (key, value, version, updated_at) VALUES (${key}, ${change}::jsonb, 1, now())
    ON CONFLICT (key) DO UPDATE SET value = settings.value || excluded.value, version = settings.version + 1, updated_at = now()`
}

/** How to treat the next message of a channel. One of a counted number is used up by asking, by one asker each. */
export async function takeBehavior(tx: Tx, channel: string): Promise<InboxBehavior> {
  const rows = await tx.$queryRaw<{ behavior: unknown }[]>`
    WITH found AS (
      SELECT value->${channel} AS behavior FROM settings WHERE key = ${key} AND jsonb_exists(value, ${channel}) FOR UPDATE
    )
    UPDATE settings SET value = CASE (found.behavior->>'times')::int
      WHEN 0 THEN value
      WHEN 1 THEN value - ${channel}
      ELSE jsonb_set(value, ARRAY[${channel}, 'times'], to_jsonb((found.behavior->>'times')::int - 1)) END
    FROM found WHERE key = ${key} RETURNING found.behavior`
  return inboxBehavior.safeParse(rows[0]?.behavior).data ?? { mode: 'deliver', seconds: 0, times: 0 }
}
