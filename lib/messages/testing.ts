import { connectorById } from '@/lib/connectors'
import { sealSecrets } from '@/lib/connectors/config'
import { OutboundError } from '@/lib/core/fetch-outbound'
import { transaction } from '@/lib/db/client'
import { type ConnectorRow, readExperience, writeExperience } from '@/lib/db/config'
import { createConnector } from '@/lib/db/connectors'
import type { Tools } from './attempt'
import type { Delivery } from './compose'

/** For tests: a stored connector whose carrier is `https://{id}.example.com`, to be played by `carriers`. */
export async function aConnector(id: string, over: Partial<ConnectorRow> = {}): Promise<ConnectorRow> {
  const factoryId = over.factoryId ?? 'http-sms'
  const entry = connectorById(factoryId)
  if (!entry) throw new Error(`no connector ${factoryId}`)
  const open = entry.inbox
    ? {}
    : { endpoint: `https://${id}.example.com/send`, signingSecret: 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=' }
  const config = over.config ?? sealSecrets(entry.config, open, `connectors:${id}`)
  const usual = { name: id, channel: 'sms', enabled: true, priority: 10, countries: { allow: ['*'], deny: [] } }
  return transaction((tx) => createConnector(tx, Date.now(), { ...usual, ...over, id, factoryId, config }))
}

/** For tests: the countries the tenant sends to, and whatever else of the settings. */
export async function settle(
  allowedCountries: string[],
  change: (experience: Awaited<ReturnType<typeof readExperience>>['value']) => void = () => undefined,
): Promise<void> {
  await transaction(async (tx) => {
    const { value, version } = await readExperience(tx)
    change(value)
    await writeExperience(tx, { ...value, allowedCountries }, version)
  })
}

/** `signal` is the attempt's; `body` what the carrier was sent */
type Carrier = (signal: AbortSignal, body: Record<string, unknown>) => Response | Promise<Response>
export type Carriers = { tools: Tools; asked: { id: string; body: Record<string, unknown> }[] }

/** For tests: carriers that answer as told, and a clock that each attempt moves by what its carrier says. */
export function carriers(play: Record<string, Carrier>, clock = { at: 0 }): Carriers {
  const asked: Carriers['asked'] = []
  const tools: Tools = {
    clock: () => clock.at,
    deadline: () => new AbortController().signal,
    wait: async () => undefined,
    fetch: () => async (url, init) => {
      const id = new URL(url).hostname.split('.')[0] ?? ''
      const body = JSON.parse(String(init.body)) as Record<string, unknown>
      asked.push({ id, body })
      const answer = play[id]
      if (!answer) throw new OutboundError('unreachable', false)
      return answer(init.signal ?? new AbortController().signal, body)
    },
  }
  return { tools, asked }
}

export const answers = {
  accepted: (): Response => Response.json({ id: 'carrier-1' }),
  throttled: (): Response => new Response('', { status: 429, headers: { 'retry-after': '60' } }),
  recipient: (): Response => Response.json({ error: 'recipient_rejected' }, { status: 422 }),
  destination: (): Response => Response.json({ error: 'destination_blocked' }, { status: 422 }),
  config: (): Response => new Response('', { status: 401 }),
  ambiguous: (): Response => new Response('', { status: 503 }),
}

/** For tests: a code for a phone in Germany. */
export const aDelivery = (over: Partial<Delivery> = {}): Delivery => ({
  kind: 'phone',
  to: '+4915112345678',
  usageType: 'MfaVerification',
  code: '482913',
  expiresInMinutes: 5,
  languages: [],
  ...over,
})
