import { z } from 'zod'
import { shiftClock } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { clearInbox as clearRows, type InboxMessage, inboxModes, listInbox as listRows, setBehavior } from '@/lib/db/inbox'
import { usageOf } from '@/lib/messages/usage'
import { allow } from './roles'
import { type As, parse } from './verb'

export const inboxQuery = z.object({
  to: z.string().max(300).optional(),
  channel: z.string().max(20).optional(),
  usageType: z.string().max(60).optional(),
  /** ISO 8601 */
  since: z.iso.datetime({ offset: true }).optional(),
  limit: z.number().int().min(1).max(500).default(50),
})
export const behaviorInput = z.strictObject({
  channel: z.enum(['sms', 'whatsapp', 'email']),
  mode: z.enum(inboxModes),
  seconds: z.number().min(0).max(600).default(0),
  times: z.number().int().min(0).max(1000).default(0),
})
const clockInput = z.strictObject({
  offsetSeconds: z
    .number()
    .int()
    .min(0)
    .max(10 * 365 * 86400),
})

export type InboxView = Omit<InboxMessage, 'createdAt'> & { createdAt: string }

/** Where the inbox is off it does not exist. @throws entity.not_found */
function guard(): void {
  if (!env().INBOX) throw new AppError('entity.not_found')
}

/** Messages in clear, newest first: for development, the only place that shows a code. */
export async function listInbox({ actor }: As, input: z.input<typeof inboxQuery>): Promise<InboxView[]> {
  guard()
  allow(actor, 'inbox.read')
  const { since, limit, usageType, ...exact } = parse(inboxQuery, input)
  const usage = usageType && (usageOf(usageType) ?? usageType)
  const filter = { ...exact, ...(usage && { usageType: usage }), ...(since && { since: Date.parse(since) }) }
  const rows = await listRows(db(), filter, limit)
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

export async function clearInbox({ actor }: As): Promise<void> {
  guard()
  allow(actor, 'inbox.write')
  await clearRows(db())
}

/** Makes the inbox answer like a carrier would. */
export async function setInboxBehavior({ actor }: As, input: z.input<typeof behaviorInput>): Promise<void> {
  guard()
  allow(actor, 'inbox.write')
  const { channel, ...behavior } = parse(behaviorInput, input)
  await setBehavior(db(), channel, behavior)
}

/** Moves this process' clock, to try out expiry; evaluation only. @throws entity.not_found */
export function setClock({ actor }: As, input: z.input<typeof clockInput>): { offsetSeconds: number } {
  if (env().APP_ENV !== 'evaluation') throw new AppError('entity.not_found')
  allow(actor, 'inbox.write')
  const { offsetSeconds } = parse(clockInput, input)
  shiftClock(offsetSeconds)
  return { offsetSeconds }
}
