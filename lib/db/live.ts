import { connectorById } from '@/lib/connectors'
import { env } from '@/lib/core/env'
import { type AddressKind, type PhoneChannel, phoneChannels } from '@/lib/core/mask'
import type { Config, ConnectorRow } from './config'

/** Whether a connector may send at all: it is on, this build has it, and the inbox ones exist only where the inbox is on. */
export const isLive = (row: Pick<ConnectorRow, 'factoryId' | 'enabled'>): boolean => {
  const entry = connectorById(row.factoryId)
  return row.enabled && !!entry && (!entry.inbox || env().INBOX)
}

export type Reach = Record<AddressKind, boolean> & { /** ways to a phone that a person may choose from */ choice: PhoneChannel[] }

/** Kinds of address that some live connector reaches. */
export function reachable({ connectors }: Pick<Config, 'connectors'>): Reach {
  const live = connectors.filter(isLive)
  const on = (...channels: string[]) => live.some((row) => channels.includes(row.channel))
  const choice = phoneChannels.filter((channel) => on(channel))
  const selectable = live.some((row) => row.channel === 'whatsapp' && row.userSelectable)
  return { email: on('email'), phone: choice.length > 0, choice: selectable ? choice : [] }
}
