import type { MessageModel } from '@/generated/prisma/models'
import { type PhoneChannel, phoneChannels } from '@/lib/core/mask'
import type { Tx } from './client'
import type { ConnectorRow } from './config'

/** One step of a message's way: an attempt through a connector, or the carrier's report. `detail` holds no code and no full address. */
export type Step = { at: string; connectorId: string; outcome: string; latencyMs?: number; detail?: Record<string, unknown> }
export type NewMessage = Pick<
  MessageModel,
  'id' | 'channel' | 'usageType' | 'to' | 'country' | 'userId' | 'applicationId' | 'interactionId' | 'segments' | 'requestId'
>
export type Settled = {
  status: 'accepted' | 'failed'
  channel: string
  connectorId: string | null
  providerId: string | null
  timeline: Step[]
}
export type MessageRow = Omit<MessageModel, 'timeline'> & { timeline: Step[] }

const asMessage = (row: MessageModel): MessageRow => row as unknown as MessageRow

/** Before the first attempt, so that a process that dies in between leaves a trace. */
export async function createMessage(tx: Tx, now: number, message: NewMessage): Promise<void> {
  await tx.message.create({ data: { ...message, status: 'queued', createdAt: new Date(now) } })
}

export async function settleMessage(tx: Tx, id: string, { timeline, ...settled }: Settled): Promise<void> {
  await tx.message.update({ where: { id }, data: { ...settled, timeline: timeline as object[] } })
}

const ranks: Record<string, number> = { queued: 0, accepted: 1, sent: 2, delivered: 3, failed: 3 }
const below = (status: string) => Object.keys(ranks).filter((name) => (ranks[name] ?? 0) < (ranks[status] ?? 0))

/**
 * A carrier's delivery report: the status only moves `queued → accepted → sent → delivered|failed`.
 * @returns the message, or null when it is unknown or already further
 */
export async function reportMessage(
  tx: Tx,
  now: number,
  report: { connectorId: string; providerId: string; status: 'sent' | 'delivered' | 'failed'; reason?: string },
): Promise<MessageRow | null> {
  const { connectorId, providerId, status, reason } = report
  const step: Step = { at: new Date(now).toISOString(), connectorId, outcome: status, ...(reason && { detail: { reason } }) }
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE messages SET status = ${status}, timeline = timeline || ${JSON.stringify([step])}::jsonb
    WHERE connector_id = ${connectorId} AND provider_id = ${providerId} AND status = ANY(${below(status)}) RETURNING id`
  const row = rows[0] && (await tx.message.findUnique({ where: { id: rows[0].id } }))
  return row ? asMessage(row) : null
}

/** The way that an interaction's newest message to a phone left by; null when none did. @param to masked */
export async function lastChannel(tx: Tx, interactionId: string, to: string): Promise<PhoneChannel | null> {
  const where = { interactionId, to, channel: { in: [...phoneChannels] }, status: { in: ['accepted', 'sent', 'delivered'] } }
  const newest = await tx.message.findFirst({ where, orderBy: { id: 'desc' }, select: { channel: true } })
  return (newest?.channel as PhoneChannel | undefined) ?? null
}

export type MessageFilter = {
  channel?: string
  usageType?: string
  status?: string
  userId?: string
  connectorId?: string
  country?: string
}

/** Newest first. Keyset: `before` is the id of the last row seen. */
export async function listMessages(tx: Tx, filter: MessageFilter, take: number, before?: string): Promise<MessageRow[]> {
  const rows = await tx.message.findMany({
    where: { ...filter, ...(before && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take,
  })
  return rows.map(asMessage)
}

export async function findMessage(tx: Tx, id: string): Promise<MessageRow | null> {
  const row = await tx.message.findUnique({ where: { id } })
  return row && asMessage(row)
}

export type ConnectorState = Pick<ConnectorRow, 'id' | 'health' | 'pausedUntil'>

/** Health and pauses as of now: they change with sends, so they are not part of the cached configuration. */
export async function connectorStates(tx: Tx, ids: string[]): Promise<Map<string, ConnectorState>> {
  const rows = await tx.connector.findMany({ where: { id: { in: ids } }, select: { id: true, health: true, pausedUntil: true } })
  return new Map((rows as unknown as ConnectorState[]).map((row) => [row.id, row]))
}

/** @returns true when the state changed by this call: parallel sends tell of a change once */
export async function setHealth(
  tx: Tx,
  id: string,
  health: { state: 'ok' | 'failing'; since: string; reason?: string },
): Promise<boolean> {
  const count = await tx.$executeRaw`UPDATE connectors SET health = ${JSON.stringify(health)}::jsonb
    WHERE id = ${id} AND health->>'state' IS DISTINCT FROM ${health.state}`
  return count > 0
}

/** A pause is only ever made longer. */
export async function pauseConnector(tx: Tx, id: string, until: Date): Promise<void> {
  await tx.connector.updateMany({
    where: { id, OR: [{ pausedUntil: null }, { pausedUntil: { lt: until } }] },
    data: { pausedUntil: until },
  })
}

/** Whether this counter runs at this time. @param now milliseconds */
export async function isCounting(tx: Tx, now: number, key: string): Promise<boolean> {
  return (await tx.limit.count({ where: { key, resetsAt: { gt: new Date(now) } } })) > 0
}
