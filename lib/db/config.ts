import type { Application } from '@/lib/policy/application'
import { type SignInExperience, signInExperience } from '@/lib/policy/schema'
import { parseApplication } from './applications'
import { db, type Tx } from './client'

export type ConnectorRow = {
  id: string
  factoryId: string
  channel: string
  name: string
  enabled: boolean
  priority: number
  /** people may ask for this channel themselves, where there is another one */
  userSelectable: boolean
  countries: { allow: string[]; deny: string[] }
  /** as stored: secret fields sealed */
  config: Record<string, unknown>
  health: { state: string; since?: string; reason?: string }
  pausedUntil: Date | null
}
export type TemplateRow = { channel: string; usageType: string; languageTag: string; content: Record<string, string> }

/** Everything an admin configured, as of one version. */
export type Config = {
  version: number
  experience: SignInExperience
  connectors: ConnectorRow[]
  templates: TemplateRow[]
  application: (id: string) => Promise<Application | null>
}

/** The row of `settings` whose version every change of configuration raises. */
const epoch = 'config'
const experienceKey = 'sign-in-experience'

/** What an application id may look like (contracts/logto.md §9); nothing else reaches the database. */
const applicationId = /^[\w-]{1,64}$/

const store = globalThis as typeof globalThis & { sallyportConfig?: Config }

/** Reads the version alone: one indexed row. */
export async function configVersion(tx: Tx = db()): Promise<number> {
  return (await tx.setting.findUnique({ where: { key: epoch }, select: { version: true } }))?.version ?? 0
}

/**
 * The configuration, from the process' cache while its version is current.
 * @param known the version as just read in another query; absent = asked for here
 */
export async function config(known?: number): Promise<Config> {
  const version = known ?? (await configVersion())
  if (store.sallyportConfig?.version !== version) store.sallyportConfig = await load(version)
  return store.sallyportConfig
}

async function load(version: number): Promise<Config> {
  const [setting, connectors, templates] = await Promise.all([
    db().setting.findUnique({ where: { key: experienceKey } }),
    db().connector.findMany({ orderBy: [{ priority: 'asc' }, { id: 'asc' }] }),
    db().template.findMany(),
  ])
  const applications = new Map<string, Application>()
  return {
    version,
    experience: signInExperience.parse(setting?.value ?? {}),
    connectors: connectors as unknown as ConnectorRow[],
    templates: templates as unknown as TemplateRow[],
    async application(id) {
      const cached = applications.get(id)
      if (cached || !applicationId.test(id)) return cached ?? null
      const row = await db().application.findUnique({ where: { id } })
      // what does not exist is not remembered: strangers may ask for any number of ids
      if (row) applications.set(id, parseApplication(row))
      return applications.get(id) ?? null
    },
  }
}

/** Makes every instance read the configuration afresh. Call it in the transaction that changed something. */
export async function raiseConfigVersion(tx: Tx): Promise<void> {
  await tx.$executeRaw`INSERT INTO settings (key, value, version, updated_at) VALUES (${epoch}, '{}'::jsonb, 1, now())
    ON CONFLICT (key) DO UPDATE SET version = settings.version + 1, updated_at = now()`
}

/** @returns the stored settings document and the version it is at, for a compare-and-set */
export async function readExperience(tx: Tx): Promise<{ value: SignInExperience; version: number }> {
  const row = await tx.setting.findUnique({ where: { key: experienceKey } })
  return { value: signInExperience.parse(row?.value ?? {}), version: row?.version ?? 0 }
}

/** Saves only when nobody saved in between. @returns false when somebody did */
export async function writeExperience(tx: Tx, value: SignInExperience, version: number): Promise<boolean> {
  const count =
    await tx.$executeRaw`INSERT INTO settings (key, value, version, updated_at) VALUES (${experienceKey}, ${JSON.stringify(value)}::jsonb, 1, now())
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = settings.version + 1, updated_at = now() WHERE settings.version = ${version}`
  if (count) await raiseConfigVersion(tx)
  return count > 0
}
