import { z } from 'zod'
import { connectorById, connectors } from '@/lib/connectors'
import { mergeConfig, openSecrets, redact, sealSecrets } from '@/lib/connectors/config'
import { type FormField, formFields, secretFields } from '@/lib/connectors/form'
import type { Connector } from '@/lib/connectors/types'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import type { ConnectorRow } from '@/lib/db/config'
import {
  createConnector as createRow,
  deleteConnector as deleteRow,
  findConnector,
  listConnectors as listRows,
  lockConfiguration,
  newConnectorId,
  updateConnector as updateRow,
} from '@/lib/db/connectors'
import { guardLast } from './connector-guard'
import { allow, auditActor } from './roles'
import { type As, changed, found, parse } from './verb'

export type Factory = Pick<Connector, 'id' | 'name' | 'description' | 'channels' | 'docs'> & { fields: FormField[] }
/** A connector as it may be read: secrets are `{ set }`. */
export type ConnectorView = Omit<ConnectorRow, 'pausedUntil'> & { pausedUntil: string | null; factoryName: string }

const country = z.union([z.literal('*'), z.string().regex(/^[A-Z]{2}$/, 'Use two-letter country codes, or *.')])
const countries = z.strictObject({
  allow: z.array(country).max(260).default(['*']),
  deny: z.array(country).max(260).default([]),
})
const name = z.string().trim().min(1).max(80)
const priority = z.number().int().min(0).max(1000)
const configInput = z.record(z.string(), z.unknown())

export const newConnector = z.strictObject({
  factoryId: z.string().max(80),
  channel: z.enum(['sms', 'whatsapp', 'email']).optional(),
  name: name.optional(),
  enabled: z.boolean().default(true),
  priority: priority.default(10),
  userSelectable: z.boolean().default(false),
  countries: countries.prefault({}),
  config: configInput.default({}),
})
export const connectorPatch = z.strictObject({
  name: name.optional(),
  enabled: z.boolean().optional(),
  priority: priority.optional(),
  userSelectable: z.boolean().optional(),
  countries: countries.optional(),
  config: configInput.optional(),
})

const place = (id: string) => `connectors:${id}`
const available = (entry: Connector) => !entry.inbox || env().INBOX

/** The connector's code, which a row of an older or newer version may lack. @throws entity.not_found */
const entryOf = (row: ConnectorRow): Connector => found(connectorById(row.factoryId))

export function viewOf(row: ConnectorRow): ConnectorView {
  const entry = connectorById(row.factoryId)
  return {
    id: row.id,
    factoryId: row.factoryId,
    factoryName: entry?.name ?? row.factoryId,
    channel: row.channel,
    name: row.name,
    enabled: row.enabled,
    priority: row.priority,
    userSelectable: row.userSelectable,
    countries: row.countries,
    config: entry ? redact(entry.config, row.config) : {},
    health: row.health,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
  }
}

/** Every service that can be connected, with the inputs of its form. */
export async function listFactories({ actor }: As): Promise<Factory[]> {
  allow(actor, 'connectors.read')
  return connectors.filter(available).map(({ id, name, description, channels, docs, config }) => ({
    id,
    name,
    description,
    channels,
    docs,
    fields: formFields(config),
  }))
}

export async function listConnectors({ actor }: As): Promise<ConnectorView[]> {
  allow(actor, 'connectors.read')
  return (await listRows(db())).map(viewOf)
}

export async function getConnector({ actor }: As, id: string): Promise<ConnectorView> {
  allow(actor, 'connectors.read')
  return viewOf(found(await findConnector(db(), id)))
}

function factoryFor(id: string): Connector {
  const entry = connectorById(id)
  if (entry && available(entry)) return entry
  throw new AppError('request.invalid', { problems: [{ path: 'factoryId', message: 'There is no such service.' }] })
}

function channelFor(entry: Connector, asked: string | undefined): string {
  const channel = asked ?? entry.channels[0]!
  if (entry.channels.some((own) => own === channel)) return channel
  throw new AppError('request.invalid', { problems: [{ path: 'channel', message: `${entry.name} has no such channel.` }] })
}

/** @throws request.invalid, connector.invalid_config */
export async function createConnector({ ctx, actor }: As, input: z.input<typeof newConnector>): Promise<ConnectorView> {
  allow(actor, 'connectors.write')
  const { factoryId, channel, config, ...rest } = parse(newConnector, input)
  const entry = factoryFor(factoryId)
  const id = newConnectorId(ctx.now())
  const row: ConnectorRow = await transaction(async (tx) => {
    const created = await createRow(tx, ctx.now(), {
      ...rest,
      id,
      factoryId,
      channel: channelFor(entry, channel),
      name: rest.name ?? entry.name,
      config: sealSecrets(entry.config, mergeConfig(entry, null, config), place(id)),
    })
    const details = { factoryId, channel: created.channel, enabled: created.enabled }
    await audit(tx, ctx, { event: 'Connector.Created', actor: auditActor(actor), target: id, details })
    return created
  })
  return viewOf(row)
}

/** What an audit row may say of a config: the names of what changed, secrets by name alone. */
function configChanges(entry: Connector, before: Record<string, unknown>, after: Record<string, unknown>) {
  const names = changed(before, after)
  const secrets = new Set(secretFields(entry.config).map((field) => field.split('.')[0]!))
  return { config: names.filter((field) => !secrets.has(field)), secrets: names.filter((field) => secrets.has(field)) }
}

/**
 * Secrets that are left out stay, `null` clears, and a new destination wants them again (contracts/logto.md §4).
 * @throws connector.invalid_config, connector.secret_reentry_required, connector.in_use
 */
export async function updateConnector(
  { ctx, actor }: As,
  id: string,
  input: z.input<typeof connectorPatch>,
): Promise<ConnectorView> {
  allow(actor, 'connectors.write')
  const { config: patch, ...rest } = parse(connectorPatch, input)
  const row = await transaction(async (tx) => {
    await lockConfiguration(tx)
    const before = found(await findConnector(tx, id))
    const entry = entryOf(before)
    const open = patch && openSecrets(entry.config, before.config, place(id))
    const merged = patch && open && mergeConfig(entry, open, patch)
    const after: ConnectorRow = { ...before, ...rest }
    await guardLast(tx, before, after)
    const sealed = merged && sealSecrets(entry.config, merged, place(id))
    const updated = await updateRow(tx, ctx.now(), id, { ...rest, ...(sealed && { config: sealed }) })
    const details = { changed: changed(before, after), ...(open && merged && configChanges(entry, open, merged)) }
    await audit(tx, ctx, { event: 'Connector.Updated', actor: auditActor(actor), target: id, details })
    return updated
  })
  return viewOf(row)
}

/** @throws connector.in_use */
export async function deleteConnector({ ctx, actor }: As, id: string): Promise<void> {
  allow(actor, 'connectors.write')
  await transaction(async (tx) => {
    await lockConfiguration(tx)
    const before = found(await findConnector(tx, id))
    await guardLast(tx, before, null)
    await deleteRow(tx, id)
    const details = { factoryId: before.factoryId, channel: before.channel }
    await audit(tx, ctx, { event: 'Connector.Deleted', actor: auditActor(actor), target: id, details })
  })
}
