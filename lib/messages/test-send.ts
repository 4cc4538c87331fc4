import { connectorById } from '@/lib/connectors'
import type { Outcome, ProviderDetail } from '@/lib/connectors/types'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { countryOf } from '@/lib/core/identifiers'
import { type Actor, audit } from '@/lib/db/audit'
import { db } from '@/lib/db/client'
import { type ConnectorRow, config } from '@/lib/db/config'
import { connectorStates } from '@/lib/db/messages'
import { type Attempt, attempt, realTools, type Tools } from './attempt'
import { exhausted, noteState } from './chain'
import { begin, settle } from './deliver'
import { numbers } from './numbers'
import { sampleValues } from './samples'
import { type Segments, segmentsOf } from './segments'

/**
 * `connector` is a stored one, or for one that is not stored yet its factory with `id` = `factoryId` and `config`, opened and
 * parsed. `to` is canonical.
 */
export type TestSend = {
  connector: Pick<ConnectorRow, 'id' | 'factoryId' | 'channel' | 'config'>
  config?: Record<string, unknown>
  to: string
  usageType: string
  locale?: string
  actor: Actor
}
export type TestResult = {
  outcome: Outcome
  latencyMs: number
  provider: { httpStatus: number | null; code: string | null; message: string | null; messageId: string | null }
  rendered: { text: string; subject?: string; html?: string } & Partial<Pick<Segments, 'encoding' | 'segments'>>
  deliveryId: string
}

/** Of a host that an operator typed only the number is told: a test must not read other people's servers. */
function providerOf({ detail, providerId }: Attempt, operatorHost: boolean): TestResult['provider'] {
  const shown: ProviderDetail = operatorHost
    ? { httpStatus: detail.httpStatus }
    : { messageId: providerId ?? undefined, ...detail }
  return {
    httpStatus: shown.httpStatus ?? null,
    code: shown.code ?? null,
    message: shown.message ?? null,
    messageId: shown.messageId ?? null,
  }
}

/**
 * Sends a message with the code `000000` through this connector and no other (contracts/logto.md §4); a failure is an answer. How
 * often an administrator may is the caller's to count.
 * @throws entity.not_found, connector.destination_blocked for a country that is not on the tenant's list
 */
export async function testSend(ctx: Ctx, test: TestSend, tools: Tools = realTools): Promise<TestResult> {
  const { connector, config: open, to, actor } = test
  const entry = connectorById(connector.factoryId)
  if (!entry || (entry.inbox && !env().INBOX)) throw new AppError('entity.not_found')
  const settings = await config()
  const kind = connector.channel === 'email' ? 'email' : 'phone'
  const { allowedCountries, branding } = settings.experience
  if (kind === 'phone' && !entry.inbox && !allowedCountries.includes(countryOf(to) ?? ''))
    throw new AppError('connector.destination_blocked')
  const tenant = { productName: branding.productName, domain: env().DOMAIN, supportUrl: branding.supportUrl }
  const { device = '', location = '', time = '', factorLabel = '' } = sampleValues(tenant)
  const sending = await begin(ctx, settings, {
    kind,
    to,
    usageType: test.usageType,
    code: '000000',
    expiresInMinutes: 5,
    languages: test.locale ? [test.locale] : [],
    variables: { device, location, time, factorLabel },
  })
  const line = { ...connector, entry, ...(open && { open }) }
  const result = await attempt(ctx, line, sending.message, numbers.attempt[kind], tools)
  const stored = open ? undefined : (await connectorStates(db(), [connector.id])).get(connector.id)
  if (stored) await noteState(ctx, { ...line, health: stored.health }, result)
  const accepted = result.outcome === 'accepted'
  await settle(ctx, sending, [result], accepted ? undefined : exhausted(ctx, [result]))
  const details = { usageType: sending.message.usageType, outcome: result.outcome, unsaved: !!open, message: sending.message.id }
  await audit(db(), ctx, {
    event: 'Connector.Tested',
    outcome: accepted ? 'success' : 'failure',
    actor,
    target: connector.id,
    details,
  })
  return {
    outcome: result.outcome,
    latencyMs: result.latencyMs,
    provider: providerOf(result, entry.operatorHost ?? false),
    rendered: shownOf(sending.message),
    deliveryId: sending.message.id,
  }
}

function shownOf({ channel, text, subject, html }: { channel: string; text: string; subject?: string; html?: string }) {
  if (channel === 'email') return { text, ...(subject !== undefined && { subject }), ...(html !== undefined && { html }) }
  const { encoding, segments } = segmentsOf(text)
  return { text, encoding, segments }
}
