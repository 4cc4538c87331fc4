import { connectorById } from '@/lib/connectors'
import { env } from '@/lib/core/env'
import type { AddressKind } from '@/lib/core/mask'
import type { Config, ConnectorRow } from './config'

/** Whether a connector may send at all: it is on, this build has it, and the inbox ones exist only where the inbox is on. */
export const isLive = (row: Pick<ConnectorRow, 'factoryId' | 'enabled'>): boolean => {
  const entry = connectorById(row.factoryId)
  return row.enabled && !!entry && (!entry.inbox || env().INBOX)
}

/** Kinds of address that some live connector reaches. */
export function reachable({ connectors }: Pick<Config, 'connectors'>): Record<AddressKind, boolean> {
  const on = (...channels: string[]) => connectors.some((row) => isLive(row) && channels.includes(row.channel))
  return { email: on('email'), phone: on('sms', 'whatsapp') }
}
