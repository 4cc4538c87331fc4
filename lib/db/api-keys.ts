import type { JWK } from 'jose'
import type { ApiKeyModel } from '@/generated/prisma/models'
import { hashToken, newId } from '@/lib/core/crypto'
import { db, type Tx } from './client'

/** A server caller's key as it may be shown: never the key itself. */
export type ApiKey = {
  id: string
  applicationId: string | null
  prefix: string
  last4: string
  scopes: string[]
  lastUsedAt: Date | null
  expiresAt: Date | null
  createdAt: Date
}

const asKey = ({ keyHash: _, ...rest }: ApiKeyModel): ApiKey => rest
const shown = (key: string) => ({ prefix: key.slice(0, 7), last4: key.slice(-4) })

export type NewApiKey = { applicationId: string; key: string; scopes: string[]; expiresAt?: number | null }

export async function createApiKey(tx: Tx, now: number, input: NewApiKey): Promise<ApiKey> {
  const { key, expiresAt, ...rest } = input
  const row = await tx.apiKey.create({
    data: {
      ...rest,
      ...shown(key),
      id: newId(now),
      keyHash: hashToken(key),
      expiresAt: expiresAt ? new Date(expiresAt) : null,
      createdAt: new Date(now),
    },
  })
  return asKey(row)
}

export async function apiKeysOf(tx: Tx, applicationId: string): Promise<ApiKey[]> {
  return (await tx.apiKey.findMany({ where: { applicationId }, orderBy: { createdAt: 'asc' } })).map(asKey)
}

/** @returns 0 when the application has no such key */
export async function deleteApiKey(tx: Tx, applicationId: string, id: string): Promise<number> {
  return (await tx.apiKey.deleteMany({ where: { id, applicationId } })).count
}

/** Everything the provider issued to a client; its API keys go with its row. */
export async function deleteTokensOf(tx: Tx, clientId: string): Promise<void> {
  await tx.oidcModel.deleteMany({ where: { clientId } })
}

/** The live row of a presented key. Its last use is noted once a minute: reading must not write every time. */
export async function apiKeyOf(key: string, now: number): Promise<ApiKey | null> {
  const row = await db().apiKey.findUnique({ where: { keyHash: hashToken(key) } })
  if (!row || (row.expiresAt && row.expiresAt.getTime() <= now)) return null
  if (!row.lastUsedAt || row.lastUsedAt.getTime() < now - 60_000)
    await db().apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } })
  return asKey(row)
}

const bootstrap = 'bootstrap'

/** BOOTSTRAP_API_KEY at boot (contracts/instance.md §1): one row, replaced when the value changed, gone when it is unset. */
export async function putBootstrapKey(tx: Tx, now: number, key: string | undefined): Promise<void> {
  if (!key) return void (await tx.apiKey.deleteMany({ where: { id: bootstrap } }))
  const data = { ...shown(key), keyHash: hashToken(key) }
  await tx.apiKey.upsert({
    where: { id: bootstrap },
    create: { id: bootstrap, scopes: ['all'], createdAt: new Date(now), ...data },
    update: data,
  })
}

/** Public keys that access tokens of this instance are signed with; retired ones verify until their tokens are gone. */
export async function verificationKeys(): Promise<JWK[]> {
  const rows = await db().signingKey.findMany({ where: { purpose: 'issuer' }, orderBy: { createdAt: 'desc' } })
  return rows.map((row) => ({ kid: row.id, alg: row.algorithm, ...(row.publicJwk as JWK) }))
}
