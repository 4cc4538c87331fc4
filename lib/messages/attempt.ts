import { fetchFor } from '@/lib/connectors'
import { openSecrets } from '@/lib/connectors/config'
import { failureOf } from '@/lib/connectors/outcome'
import {
  type Channel,
  type Connector,
  type Outcome,
  type OutgoingMessage,
  type ProviderDetail,
  SendFailure,
  type SendTools,
} from '@/lib/connectors/types'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import type { ConnectorRow } from '@/lib/db/config'
import { callbackUrl } from './callback'
import { toInbox, type Wait, waitFor } from './inbox'
import { numbers } from './numbers'

/** What sending uses of the world; tests bring their own. */
export type Tools = {
  /** milliseconds that only go forward */
  clock: () => number
  /** aborts after so many milliseconds */
  deadline: (milliseconds: number) => AbortSignal
  wait: Wait
  fetch: (entry: Connector) => SendTools['fetch']
}
export const realTools: Tools = {
  clock: () => performance.now(),
  deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
  wait: waitFor,
  fetch: (entry) => fetchFor(entry),
}

/** A connector with its code. `open`: a config that is not stored (yet), secrets readable. */
export type Line = Pick<ConnectorRow, 'id' | 'factoryId' | 'channel' | 'config'> & {
  entry: Connector
  open?: Record<string, unknown>
}
export type Attempt = {
  connectorId: string
  channel: Channel
  outcome: Outcome
  providerId: string | null
  detail: ProviderDetail
  latencyMs: number
}

/** Rows and logs hold no code and no full address, and carriers like to repeat both in their words. */
function scrub(detail: ProviderDetail, message: OutgoingMessage): ProviderDetail {
  if (detail.message === undefined) return detail
  const known = [message.to, message.to.replace(/^\+/, ''), message.code ?? ''].filter((word) => word !== '')
  const words = known.reduce((text, word) => text.replaceAll(word, '***'), detail.message)
  return { ...detail, message: words.replace(/\+?\d{6,}/g, '***').slice(0, 300) }
}

/** Fails a while after the deadline, for a connector that does not heed its signal. */
const overdue = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const late = () => setTimeout(() => reject(new SendFailure('ambiguous', { message: 'No answer in time.' })), numbers.grace)
    if (signal.aborted) late()
    else signal.addEventListener('abort', late, { once: true })
  })

const configOf = ({ entry, config, id, open }: Line) => open ?? openSecrets(entry.config, config, `connectors:${id}`)

/** One try through one connector. Never throws: how it ended is the answer. @param milliseconds for the whole exchange */
export async function attempt(
  ctx: Ctx,
  line: Line,
  message: OutgoingMessage,
  milliseconds: number,
  tools: Tools,
): Promise<Attempt> {
  const { entry } = line
  const channel = line.channel as Channel
  const started = tools.clock()
  const ended = (outcome: Outcome, providerId: string | null, detail: ProviderDetail = {}): Attempt => ({
    connectorId: line.id,
    channel,
    outcome,
    providerId,
    detail: scrub(detail, message),
    latencyMs: Math.max(0, Math.round(tools.clock() - started)),
  })
  const reports = entry.receipt && env().SECURE && !line.open
  const outgoing = { ...message, channel, ...(reports && { callbackUrl: callbackUrl(line.id) }) }
  try {
    const config = configOf(line)
    const signal = tools.deadline(milliseconds)
    const world: SendTools = {
      fetch: tools.fetch(entry),
      signal,
      now: ctx.now(),
      inbox: (kept) => toInbox(kept, line.id, { now: ctx.now, signal, wait: tools.wait }),
    }
    const sent = await Promise.race([entry.send(config, channel, outgoing, world), overdue(signal)])
    return ended('accepted', sent.providerId, sent.detail)
  } catch (error) {
    const failure = failureOf(error)
    return ended(failure.outcome, null, failure.detail)
  }
}
