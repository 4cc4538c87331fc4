import type { AddressKind, PhoneChannel } from '@/lib/core/mask'
import type { ConnectorRow } from '@/lib/db/config'

/** What routing looks at; `inbox` ones send nothing anywhere, so the tenant's country list is not for them. */
export type Candidate = Pick<ConnectorRow, 'id' | 'channel' | 'enabled' | 'priority' | 'countries' | 'pausedUntil'> & {
  inbox: boolean
}
export type Route<C> = { chain: C[] } | { refused: 'none' | 'destination' }

/** A code for a phone goes by text message or WhatsApp, and never by email (contracts/logto.md §4). */
const channels: Record<AddressKind, string[]> = { phone: ['sms', 'whatsapp'], email: ['email'] }

const serves = ({ allow, deny }: ConnectorRow['countries'], country: string | null): boolean => {
  const listed = (list: string[]) => list.includes('*') || (country !== null && list.includes(country))
  return listed(allow) && !listed(deny)
}

/**
 * The connectors to try, in order: by priority, then id, paused ones last.
 * @param country ISO 3166 alpha-2 of a phone number, null when its plan does not say; ignored for email
 * @param allowed the tenant's list; empty refuses every country
 * @param channel tried first; with `only`, nothing else is
 */
export function routeTo<C extends Candidate>(
  candidates: C[],
  to: { kind: AddressKind; country: string | null; allowed: string[]; now: number; channel?: PhoneChannel; only?: true },
): Route<C> {
  const wanted = (one: C) => !to.only || one.channel === to.channel
  const enabled = candidates.filter((one) => one.enabled && channels[to.kind].includes(one.channel) && wanted(one))
  if (!enabled.length) return { refused: 'none' }
  const permitted = to.kind === 'email' || (to.country !== null && to.allowed.includes(to.country))
  const serving = enabled.filter((one) => to.kind === 'email' || ((permitted || one.inbox) && serves(one.countries, to.country)))
  if (!serving.length) return { refused: 'destination' }
  const other = (one: C) => Number(!!to.channel && one.channel !== to.channel)
  const paused = (one: C) => Number((one.pausedUntil?.getTime() ?? 0) > to.now)
  return {
    chain: serving.sort(
      (a, b) => paused(a) - paused(b) || other(a) - other(b) || a.priority - b.priority || (a.id < b.id ? -1 : 1),
    ),
  }
}
