import type { ConnectorModel } from '@/generated/prisma/models'
import { newId } from '@/lib/core/crypto'
import type { Tx } from './client'
import { type ConnectorRow, raiseConfigVersion } from './config'

/** Configs are written as they come: the verb seals, so that what is stored and what is checked are one thing. */
export type NewConnector = Pick<
  ConnectorRow,
  'factoryId' | 'channel' | 'name' | 'enabled' | 'priority' | 'countries' | 'config'
> & {
  id?: string
  userSelectable?: boolean
}
export type ConnectorChange = Partial<
  Pick<ConnectorRow, 'name' | 'enabled' | 'priority' | 'userSelectable' | 'countries' | 'config' | 'health'>
>

const asConnector = (row: ConnectorModel): ConnectorRow => row as unknown as ConnectorRow

export const newConnectorId = (now: number): string => newId(now)

export async function listConnectors(tx: Tx): Promise<ConnectorRow[]> {
  return (await tx.connector.findMany({ orderBy: [{ priority: 'asc' }, { id: 'asc' }] })).map(asConnector)
}

export async function findConnector(tx: Tx, id: string): Promise<ConnectorRow | null> {
  const row = await tx.connector.findUnique({ where: { id } })
  return row && asConnector(row)
}

/** Serializes changes of connectors and settings, so that two of them cannot each believe the other connector stays. */
export async function lockConfiguration(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(72707371)::text`
}

export async function createConnector(tx: Tx, now: number, input: NewConnector): Promise<ConnectorRow> {
  const at = new Date(now)
  const { config, ...rest } = input
  const row = await tx.connector.create({
    data: { id: input.id ?? newId(now), ...rest, config: config as object, createdAt: at, updatedAt: at },
  })
  await raiseConfigVersion(tx)
  return asConnector(row)
}

export async function updateConnector(tx: Tx, now: number, id: string, change: ConnectorChange): Promise<ConnectorRow> {
  const { config, ...rest } = change
  const row = await tx.connector.update({
    where: { id },
    data: { ...rest, ...(config && { config: config as object, pausedUntil: null }), updatedAt: new Date(now) },
  })
  await raiseConfigVersion(tx)
  return asConnector(row)
}

export async function deleteConnector(tx: Tx, id: string): Promise<void> {
  await tx.connector.delete({ where: { id } })
  await raiseConfigVersion(tx)
}
