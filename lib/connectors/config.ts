import type { z } from 'zod'
import { isSealed, seal, unseal } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { at, generatedFields, leaves, put, secretFields } from './form'
import { newSigningSecret } from './signature'
import type { Connector } from './types'

export type Config = Record<string, unknown>

const copyWith = (
  schema: z.ZodObject,
  config: Config,
  change: (value: unknown, name: string, secret: boolean) => unknown,
): Config => {
  const secrets = new Set(secretFields(schema))
  const copy: Config = {}
  for (const { name } of leaves(schema)) {
    const value = change(at(config, name), name, secrets.has(name))
    if (value !== undefined) put(copy, name, value)
  }
  return copy
}

/** What may be read back: every secret is only `{ set }`, and what the schema does not know is left out. Sealed or open alike. */
export const redact = (schema: z.ZodObject, config: Config): Config =>
  copyWith(schema, config, (value, _name, secret) => (secret ? { set: value !== undefined && value !== null } : value))

/** Seals every secret for its place. @param place `connectors:<rowId>`; the field name is added, so values cannot be swapped */
export const sealSecrets = (schema: z.ZodObject, config: Config, place: string): Config =>
  copyWith(schema, config, (value, name, secret) =>
    secret && typeof value === 'string' ? seal(`${place}:${name}`, value) : value,
  )

/** Opens what `sealSecrets` made for the same place. Throws when a value was moved, changed, or never sealed. */
export const openSecrets = (schema: z.ZodObject, config: Config, place: string): Config =>
  copyWith(schema, config, (value, name, secret) => {
    if (!secret || value === undefined || value === null) return value
    if (!isSealed(value)) throw new Error(`the secret at ${place}:${name} is not sealed`)
    return unseal(`${place}:${name}`, value)
  })

const readBack = (value: unknown) => typeof value === 'object' && value !== null && 'set' in value

/** The current value with the patch on top: absent keeps, null clears, and a secret sent back as it was read (`{ set }`) keeps. */
function overlay(schema: z.ZodObject, current: Config, patch: Config): Config {
  return copyWith(schema, current, (value, name, secret) => {
    const parent = name.includes('.') ? at(patch, name.slice(0, name.lastIndexOf('.'))) : undefined
    const asked = parent === null ? null : at(patch, name)
    if (asked === undefined || (secret && readBack(asked))) return value
    return asked === null ? undefined : asked
  })
}

/** @throws AppError connector.invalid_config with one problem per field */
export function parseConfig(schema: z.ZodObject, config: Config): Config {
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => {
    const path = issue.path.join('.')
    const missing = issue.code === 'invalid_type' && at(config, path) === undefined
    return { path, message: missing ? 'Fill this in.' : issue.message }
  })
  throw new AppError('connector.invalid_config', { problems })
}

/** Secrets stored for the old destination that the patch neither replaces nor clears. */
function strandedSecrets(entry: Connector, current: Config, merged: Config, patch: Config): string[] {
  if (entry.destination.every((name) => at(current, name) === at(merged, name))) return []
  const kept = (name: string) => {
    const asked = at(patch, name)
    return at(current, name) !== undefined && at(merged, name) !== undefined && (asked === undefined || readBack(asked))
  }
  return secretFields(entry.config).filter(kept)
}

/**
 * A patch applied to a connector's opened config (contracts/logto.md §4): secrets omitted keep, null clears; a generated secret
 * that is missing is made. @param current null for a new connector
 * @throws AppError connector.invalid_config, connector.secret_reentry_required with the secrets to enter again
 */
export function mergeConfig(entry: Connector, current: Config | null, patch: Config): Config {
  const wanted = overlay(entry.config, current ?? {}, patch)
  for (const name of generatedFields(entry.config)) if (at(wanted, name) === undefined) put(wanted, name, newSigningSecret())
  const merged = parseConfig(entry.config, wanted)
  const fields = current ? strandedSecrets(entry, current, merged, patch) : []
  if (fields.length) throw new AppError('connector.secret_reentry_required', { fields })
  return merged
}
