import type { Outcome, OutgoingMessage } from '@/lib/connectors/types'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { metrics } from '@/lib/core/metrics'
import { audit } from '@/lib/db/audit'
import { transaction } from '@/lib/db/client'
import { type ConnectorState, pauseConnector, setHealth } from '@/lib/db/messages'
import { type Attempt, attempt, type Line, type Tools } from './attempt'
import { numbers } from './numbers'

export type Member = Line & Pick<ConnectorState, 'health'>

/** After which outcomes the next connector is asked (contracts/logto.md §4); the same one never is. */
const goesOn: Record<Outcome, boolean> = {
  accepted: false,
  recipient: false,
  throttled: true,
  destination: true,
  config: true,
  content: true,
  unreachable: true,
  ambiguous: true,
}

/** Tries one connector after the other with the same message, until one takes it, the recipient is refused, or time is up. */
export async function runChain(ctx: Ctx, chain: Member[], message: OutgoingMessage, tools: Tools): Promise<Attempt[]> {
  const started = tools.clock()
  const attempts: Attempt[] = []
  const most = message.channel === 'email' ? numbers.attempt.email : numbers.attempt.phone
  for (const [index, line] of chain.entries()) {
    const left = numbers.chain - (tools.clock() - started)
    if (left <= 0) break
    const result = await attempt(ctx, line, message, Math.ceil(Math.min(most, left)), tools)
    attempts.push(result)
    count(line, message, result, chain[index + 1])
    await noteState(ctx, line, result)
    if (!goesOn[result.outcome]) break
  }
  return attempts
}

function count(line: Line, message: OutgoingMessage, { outcome }: Attempt, following: Line | undefined): void {
  metrics().sends.inc({ channel: line.channel, connector: line.factoryId, usage_type: message.usageType, outcome })
  if (following && goesOn[outcome]) metrics().fallback.inc({ from: line.factoryId, to: following.factoryId, reason: outcome })
}

export const pauseSeconds = (asked: number | undefined): number =>
  Math.min(numbers.pause.most, Math.max(1, Math.ceil(asked ?? numbers.pause.usual)))

/** Remembers what an outcome says about the connector. Written on a change only: most sends change nothing. */
export async function noteState(ctx: Ctx, line: Member, { outcome, detail }: Attempt): Promise<void> {
  if (outcome === 'throttled') {
    const until = new Date(ctx.now() + pauseSeconds(detail.retryAfter) * 1000)
    await transaction((tx) => pauseConnector(tx, line.id, until))
  }
  const state = outcome === 'accepted' ? 'ok' : outcome === 'config' ? 'failing' : undefined
  if (!state || line.health.state === state) return
  const reason = state === 'failing' ? { reason: String(detail.code ?? detail.httpStatus ?? 'settings') } : {}
  await transaction(async (tx) => {
    const changed = await setHealth(tx, line.id, { state, since: new Date(ctx.now()).toISOString(), ...reason })
    const details = { from: line.health.state, to: state, factoryId: line.factoryId, ...reason }
    const entry = { event: 'Connector.HealthChanged', actor: { type: 'system' as const }, target: line.id, details }
    if (changed) await audit(tx, ctx, { ...entry, outcome: state === 'ok' ? 'success' : 'failure' })
  })
}

/** What the person is told when no connector took the message; the outcomes travel in `cause`, for `mayHaveArrived`. */
export function exhausted(ctx: Ctx, attempts: Attempt[]): AppError {
  const outcomes = attempts.map(({ outcome }) => outcome)
  const options = {
    cause: Object.assign(new Error(`no connector took the message: ${outcomes.join(', ') || 'none'}`), { outcomes }),
  }
  if (outcomes.includes('recipient')) return new AppError('connector.recipient_rejected', {}, options)
  const waits = attempts.filter(({ outcome }) => outcome === 'throttled').map(({ detail }) => pauseSeconds(detail.retryAfter))
  if (waits.length) {
    const retryAfter = Math.min(...waits)
    const retryAt = new Date(ctx.now() + retryAfter * 1000).toISOString()
    return new AppError('connector.rate_limit_exceeded', { retryAfter, retryAt, scope: 'provider' }, options)
  }
  return new AppError(outcomes.includes('destination') ? 'connector.destination_blocked' : 'connector.general', {}, options)
}

/**
 * Whether a message whose delivery failed may have reached the person all the same: then its code stands in place of the earlier
 * one. False: it certainly did not leave, and the earlier code stays valid (contracts/logto.md §4).
 */
export function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof AppError) || !(error.cause instanceof Error) || !('outcomes' in error.cause)) return false
  return Array.isArray(error.cause.outcomes) && error.cause.outcomes.includes('ambiguous')
}
