import { z } from 'zod'
import { newKey } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { findApplication, updateApplication } from '@/lib/db/applications'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { lockConfiguration } from '@/lib/db/connectors'
import {
  activeSecretKeys,
  countActiveKeys,
  createSecretKey,
  revokeSecretKey,
  type SecretKey,
  secretKeyPrefix,
  secretKeysOf,
} from '@/lib/db/secret-keys'
import type { ApplicationSecret } from '@/lib/policy/application'
import { makeSecret } from './applications'
import { allow, auditActor } from './roles'
import { type As, found, parse } from './verb'

export type SecretView = { id: string; last4: string; createdAt: string; expiresAt: string | null }
export type ApiKeyView = {
  id: string
  prefix: string
  last4: string
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
}

/** ISO 8601 with offset; null or absent = until removed */
export const expiry = z.strictObject({ expiresAt: z.iso.datetime({ offset: true }).nullish() })
const maxSecrets = 10

const secretView = (secret: ApplicationSecret): SecretView => ({
  id: secret.id,
  last4: secret.value.slice(-4),
  createdAt: secret.createdAt,
  expiresAt: secret.expiresAt,
})
const keyView = (key: SecretKey): ApiKeyView => ({
  id: key.id,
  prefix: secretKeyPrefix,
  last4: key.last4,
  createdAt: key.createdAt.toISOString(),
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  expiresAt: key.expiresAt?.toISOString() ?? null,
})

function expiryOf(now: number, input: z.input<typeof expiry>): number | null {
  const { expiresAt } = parse(expiry, input)
  if (!expiresAt) return null
  const at = Date.parse(expiresAt)
  if (at > now) return at
  throw new AppError('request.invalid', { problems: [{ path: 'expiresAt', message: 'Choose a time to come.' }] })
}

export async function listSecrets({ actor }: As, applicationId: string): Promise<SecretView[]> {
  allow(actor, 'applications.read')
  return found(await findApplication(db(), applicationId)).secrets.map(secretView)
}

/** Another secret beside the present ones, for a change without downtime. Its value is in this answer and never again. @throws auth.forbidden for our own applications */
export async function createSecret(
  { ctx, actor }: As,
  applicationId: string,
  input: z.input<typeof expiry>,
): Promise<SecretView & { value: string }> {
  allow(actor, 'applications.write')
  const secret = makeSecret(ctx.now(), expiryOf(ctx.now(), input))
  await transaction(async (tx) => {
    await lockConfiguration(tx)
    const { secrets, builtIn } = found(await findApplication(tx, applicationId))
    if (builtIn) throw new AppError('auth.forbidden')
    if (secrets.length >= maxSecrets)
      throw new AppError('request.invalid', { problems: [{ path: '', message: `At most ${maxSecrets} secrets.` }] })
    await updateApplication(tx, ctx.now(), applicationId, { secrets: [...secrets, secret] })
    const details = { secretId: secret.id, expiresAt: secret.expiresAt }
    await audit(tx, ctx, { event: 'Application.Secret.Created', actor: auditActor(actor), target: applicationId, details })
  })
  return { ...secretView(secret), value: secret.value }
}

/** @throws entity.not_found */
export async function deleteSecret({ ctx, actor }: As, applicationId: string, id: string): Promise<void> {
  allow(actor, 'applications.write')
  await transaction(async (tx) => {
    await lockConfiguration(tx)
    const { secrets, builtIn } = found(await findApplication(tx, applicationId))
    if (builtIn) throw new AppError('auth.forbidden')
    found(secrets.find((secret) => secret.id === id))
    await updateApplication(tx, ctx.now(), applicationId, { secrets: secrets.filter((secret) => secret.id !== id) })
    const details = { secretId: id }
    await audit(tx, ctx, { event: 'Application.Secret.Deleted', actor: auditActor(actor), target: applicationId, details })
  })
}

export async function listApiKeys({ actor }: As, applicationId: string): Promise<ApiKeyView[]> {
  allow(actor, 'applications.read')
  found(await findApplication(db(), applicationId))
  return (await secretKeysOf(db(), applicationId)).map(keyView)
}

/**
 * A secret key for the application's server on the step-up API; it opens nothing of this one. The key is in this answer and never
 * again; two work at a time, so that one can take the other's place. @throws auth.forbidden for our own applications, request.invalid
 */
export async function createApiKey(
  { ctx, actor }: As,
  applicationId: string,
  input: z.input<typeof expiry>,
): Promise<ApiKeyView & { key: string }> {
  allow(actor, 'applications.write')
  const expiresAt = expiryOf(ctx.now(), input)
  const key = `${secretKeyPrefix}${newKey()}`
  const row = await transaction(async (tx) => {
    if (found(await findApplication(tx, applicationId)).builtIn) throw new AppError('auth.forbidden')
    if ((await countActiveKeys(tx, ctx.now(), applicationId)) >= activeSecretKeys)
      throw new AppError('request.invalid', { problems: [{ path: '', message: 'Two keys work at a time. Revoke one first.' }] })
    const created = await createSecretKey(tx, ctx.now(), { applicationId, key, expiresAt })
    const details = { keyId: created.id }
    await audit(tx, ctx, { event: 'Application.ApiKey.Created', actor: auditActor(actor), target: applicationId, details })
    return created
  })
  return { ...keyView(row), key }
}

/** @throws entity.not_found */
export async function deleteApiKey({ ctx, actor }: As, applicationId: string, id: string): Promise<void> {
  allow(actor, 'applications.write')
  await transaction(async (tx) => {
    found((await revokeSecretKey(tx, ctx.now(), applicationId, id)) || null)
    const details = { keyId: id }
    await audit(tx, ctx, { event: 'Application.ApiKey.Deleted', actor: auditActor(actor), target: applicationId, details })
  })
}
