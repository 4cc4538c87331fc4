import { z } from 'zod'
import { connectorById } from '@/lib/connectors'
import { mergeConfig, openSecrets } from '@/lib/connectors/config'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { db } from '@/lib/db/client'
import { type ConnectorRow, config as configuration } from '@/lib/db/config'
import { findConnector } from '@/lib/db/connectors'
import { longestWait, take } from '@/lib/db/limits'
import { type TestResult, testSend } from '@/lib/messages/test-send'
import { usageOf } from '@/lib/messages/usage'
import { limits } from '@/lib/policy/limits'
import { allow, auditActor } from './roles'
import { type As, found, parse } from './verb'

export const connectorTest = z.strictObject({
  phone: z.string().max(60).optional(),
  email: z.string().max(300).optional(),
  usageType: z.string().max(60).default('Generic'),
  locale: z.string().max(20).optional(),
  /** not saved yet, laid over what is stored */
  config: z.record(z.string(), z.unknown()).optional(),
})
export type { TestResult }

const invalid = (path: string, message: string) => new AppError('request.invalid', { problems: [{ path, message }] })

type Subject = { connector: Pick<ConnectorRow, 'id' | 'factoryId' | 'channel' | 'config'>; open?: Record<string, unknown> }

/**
 * What is tried: a stored connector, maybe with unsaved settings, or a service that is not connected yet. A stored secret does
 * not travel to an unsaved destination either.
 * @throws entity.not_found, connector.invalid_config, connector.secret_reentry_required
 */
async function subjectOf(id: string, patch: Record<string, unknown> | undefined): Promise<Subject> {
  const row = await findConnector(db(), id)
  const entry = found(connectorById(row?.factoryId ?? id))
  if (entry.inbox && !env().INBOX) throw new AppError('entity.not_found')
  if (!row) {
    const open = mergeConfig(entry, null, patch ?? {})
    return { connector: { id, factoryId: id, channel: entry.channels[0]!, config: open }, open }
  }
  if (!patch) return { connector: row }
  return { connector: row, open: mergeConfig(entry, openSecrets(entry.config, row.config, `connectors:${row.id}`), patch) }
}

/**
 * Sends a message with the code `000000` and shows what the provider answered (contracts/logto.md §4).
 * @throws connector.rate_limit_exceeded beyond 10 per administrator and hour, identifier.invalid, as `subjectOf`
 */
export async function testConnector({ ctx, actor }: As, id: string, input: z.input<typeof connectorTest>): Promise<TestResult> {
  allow(actor, 'connectors.write')
  const { usageType, locale, config, ...given } = parse(connectorTest, input)
  const usage = usageOf(usageType)
  if (!usage) throw invalid('usageType', 'There is no such usage.')
  const { connector, open } = await subjectOf(id, config)
  const kind = connector.channel === 'email' ? 'email' : 'phone'
  const typed = given[kind]
  if (typed === undefined) throw invalid(kind, 'Fill this in.')
  const to = normalize(kind, typed, (await configuration()).experience.branding.defaultCountry)
  if (!to) throw new AppError('identifier.invalid', { kind })
  const retryAfter = longestWait(await take(db(), ctx.now(), [{ key: `test-send:${actor.id}`, ...limits.testSends }]))
  if (retryAfter) throw new AppError('connector.rate_limit_exceeded', { retryAfter, scope: 'user' })
  return testSend(ctx, {
    connector,
    to,
    usageType: usage,
    actor: auditActor(actor),
    ...(open && { config: open }),
    ...(locale && { locale }),
  })
}
