import { connectorById } from '@/lib/connectors'
import type { OutgoingMessage } from '@/lib/connectors/types'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { countryOf } from '@/lib/core/identifiers'
import { log } from '@/lib/core/log'
import { mask } from '@/lib/core/mask'
import { metrics } from '@/lib/core/metrics'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { type Config, type ConnectorRow, config } from '@/lib/db/config'
import { connectorStates, createMessage, settleMessage } from '@/lib/db/messages'
import { type Attempt, realTools, type Tools } from './attempt'
import { exhausted, type Member, runChain } from './chain'
import { compose, type Delivery } from './compose'
import { type Candidate, type Route, routeTo } from './route'
import { segmentsOf } from './segments'

export { mayHaveArrived } from './chain'
export type { Delivery } from './compose'

type Sending = { delivery: Delivery; message: OutgoingMessage; country: string | null; segments: number }

/**
 * Sends a message along the chain of connectors (contracts/logto.md §4): the only way anything reaches a carrier, beside the
 * console's test. Leaves a Message row and an audit row; ends within 10 s.
 * @throws connector.not_found, connector.destination_blocked, connector.recipient_rejected, connector.rate_limit_exceeded (scope
 * `provider`), connector.general; `mayHaveArrived` tells whether the message may have gone out all the same
 */
export async function deliver(
  ctx: Ctx,
  delivery: Delivery,
  tools: Tools = realTools,
): Promise<{ messageId: string; connectorId: string }> {
  const settings = await config()
  const sending = await begin(ctx, settings, delivery)
  const route = await routeOf(ctx, settings, sending)
  const attempts = 'chain' in route ? await runChain(ctx, route.chain, sending.message, tools) : []
  const accepted = attempts.find(({ outcome }) => outcome === 'accepted')
  if (accepted) {
    // the message is out: a row that could not be written must not make its code void
    await settle(ctx, sending, attempts).catch((error) => log().error({ err: error }, 'a sent message could not be recorded'))
    if (delivery.kind === 'phone') metrics().segments.inc({ country: sending.country ?? 'unknown' }, sending.segments)
    return { messageId: sending.message.id, connectorId: accepted.connectorId }
  }
  const error = 'refused' in route ? refusal(route.refused) : exhausted(ctx, attempts)
  await settle(ctx, sending, attempts, error)
  throw error
}

const refusal = (reason: 'none' | 'destination') =>
  new AppError(reason === 'none' ? 'connector.not_found' : 'connector.destination_blocked')

/** The message in words, and its row, before anything leaves. */
export async function begin(ctx: Ctx, settings: Config, delivery: Delivery): Promise<Sending> {
  const message = compose(ctx, settings, delivery)
  const country = delivery.kind === 'phone' ? countryOf(delivery.to) : null
  const segments = delivery.kind === 'phone' ? segmentsOf(message.text).segments : 1
  await createMessage(db(), ctx.now(), {
    id: message.id,
    channel: message.channel,
    usageType: message.usageType,
    to: mask(delivery.kind, delivery.to),
    country,
    userId: delivery.user?.id ?? null,
    applicationId: delivery.application?.id ?? null,
    interactionId: delivery.interactionId ?? null,
    segments,
    requestId: ctx.requestId,
  })
  return { delivery, message, country, segments }
}

/** A stored connector with its code and its state as of now; null when this build or this environment does not have it. */
export function memberOf(row: ConnectorRow, state: Pick<ConnectorRow, 'health' | 'pausedUntil'>): (Candidate & Member) | null {
  const entry = connectorById(row.factoryId)
  if (!entry || (entry.inbox && !env().INBOX)) return null
  return { ...row, ...state, entry, inbox: entry.inbox ?? false }
}

async function routeOf(ctx: Ctx, settings: Config, { delivery, country }: Sending): Promise<Route<Candidate & Member>> {
  const states = await connectorStates(
    db(),
    settings.connectors.map(({ id }) => id),
  )
  const members = settings.connectors.flatMap((row) => {
    const state = states.get(row.id)
    return (state && memberOf(row, state)) ?? []
  })
  const { kind, channel, only } = delivery
  const allowed = settings.experience.allowedCountries
  return routeTo(members, { kind, country, allowed, now: ctx.now(), ...(channel && { channel }), ...(only && { only }) })
}

const stepOf = (ctx: Ctx, { connectorId, outcome, latencyMs, detail }: Attempt) => ({
  at: new Date(ctx.now()).toISOString(),
  connectorId,
  outcome,
  latencyMs,
  detail,
})

/** The end of a message's way, in its row and in the audit trail. */
export async function settle(
  ctx: Ctx,
  { delivery, message, country }: Sending,
  attempts: Attempt[],
  error?: AppError,
): Promise<void> {
  const last = attempts.at(-1)
  const channel = last?.channel ?? message.channel
  const connectorId = last?.connectorId ?? null
  const details = {
    channel,
    usageType: message.usageType,
    country,
    connectorId,
    attempts: attempts.map((a) => ({ ...a.detail, connectorId: a.connectorId, outcome: a.outcome })),
  }
  await transaction(async (tx) => {
    await settleMessage(tx, message.id, {
      status: error ? 'failed' : 'accepted',
      channel,
      connectorId,
      providerId: last?.providerId ?? null,
      timeline: attempts.map((one) => stepOf(ctx, one)),
    })
    await audit(tx, ctx, {
      event: error ? 'Message.Failed' : 'Message.Accepted',
      ...(error && { outcome: 'failure' as const, code: error.code }),
      userId: delivery.user?.id ?? null,
      applicationId: delivery.application?.id ?? null,
      target: message.id,
      details: { ...details, ...(delivery.interactionId && { interaction: delivery.interactionId }) },
    })
  })
}
