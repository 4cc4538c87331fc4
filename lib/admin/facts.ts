import { connectorById } from '@/lib/connectors'
import { db } from '@/lib/db/client'
import type { ConnectorRow } from '@/lib/db/config'
import { listConnectors } from '@/lib/db/connectors'
import { isLive } from '@/lib/db/live'
import { builtInLanguages } from '@/lib/messages/builtin'
import type { Facts } from '@/lib/policy/validate'
import { allow } from './roles'
import type { As } from './verb'

/** The chain a connector belongs to: WhatsApp carries phone codes beside text messages. */
export const chainOf = (channel: string): 'sms' | 'email' => (channel === 'email' ? 'email' : 'sms')

/** What settings are judged against. */
export function factsOf(rows: ConnectorRow[]): Facts {
  const live = rows.filter(isLive)
  const count = (chain: 'sms' | 'email', carriersOnly: boolean) =>
    live.filter((row) => chainOf(row.channel) === chain && !(carriersOnly && connectorById(row.factoryId)?.inbox)).length
  return {
    channels: { sms: count('sms', false), email: count('email', false) },
    carriers: { sms: count('sms', true), email: count('email', true) },
    languages: builtInLanguages,
  }
}

/** How many live connectors carry codes to phones and to mailboxes: what a page explains a refusal with before it happens. */
export async function channelsInReach({ actor }: As): Promise<Facts['channels']> {
  allow(actor, 'connectors.read')
  return factsOf(await listConnectors(db())).channels
}
