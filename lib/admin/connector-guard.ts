import { AppError } from '@/lib/core/errors'
import { countActive } from '@/lib/db/admin-users'
import type { Tx } from '@/lib/db/client'
import { type ConnectorRow, readExperience } from '@/lib/db/config'
import { listConnectors } from '@/lib/db/connectors'
import { isLive } from '@/lib/db/live'
import { forAddress } from '@/lib/factors'
import { usesOf } from '@/lib/policy/validate'
import { chainOf } from './facts'

type Countries = ConnectorRow['countries']

/** Whether some country was served before and is not any more. */
export function narrower(before: Countries, after: Countries): boolean {
  const everywhere = after.allow.includes('*')
  const dropped = before.allow.some((country) => !after.allow.includes(country) && !everywhere)
  return dropped || after.deny.some((country) => !before.deny.includes(country))
}

/**
 * The last enabled connector of a channel that settings or people's factors rely on stays, on and as wide as it is.
 * @param after null when it is to be deleted
 * @throws connector.in_use
 */
export async function guardLast(tx: Tx, before: ConnectorRow, after: ConnectorRow | null): Promise<void> {
  const kept = after !== null && isLive(after) && !narrower(before.countries, after.countries)
  if (!isLive(before) || kept) return
  const channel = chainOf(before.channel)
  const others = (await listConnectors(tx)).filter(
    (row) => row.id !== before.id && isLive(row) && chainOf(row.channel) === channel,
  )
  if (others.length) return
  const usedBy = usesOf((await readExperience(tx)).value, channel)
  const activeFactors = await countActive(tx, [forAddress(channel === 'sms' ? 'phone' : 'email')])
  if (usedBy.length || activeFactors) throw new AppError('connector.in_use', { channel, usedBy, activeFactors })
}
