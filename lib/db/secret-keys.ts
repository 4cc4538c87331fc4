import type { SecretKeyModel } from '@/generated/prisma/models'
import { keyedHash, newId, seal, unseal } from '@/lib/core/crypto'
import { db, type Tx } from './client'

/** Keys of the step-up API (contracts/authsignal.md §2): looked up by a keyed hash, kept sealed because they sign webhooks. */

/** As it may be shown: never the key itself. */
export type SecretKey = Omit<SecretKeyModel, 'keyHash' | 'sealed'>

/** Active at once: one to use, one to move to. */
export const activeSecretKeys = 2

const hashOf = (key: string) => keyedHash('secret-key', key)
/** What every key begins with. */
export const secretKeyPrefix = 'slp_sk_'
const place = (id: string) => `secret_keys:${id}:sealed`
const shown = ({ keyHash: _, sealed: _sealed, ...rest }: SecretKeyModel): SecretKey => rest

type NewKey = { applicationId: string; key: string; expiresAt?: number | null }
export async function createSecretKey(tx: Tx, now: number, { applicationId, key, expiresAt }: NewKey): Promise<SecretKey> {
  const id = newId(now)
  const sealed = seal(place(id), key)
  const data = { id, applicationId, keyHash: hashOf(key), sealed, last4: key.slice(-4) }
  const times = { createdAt: new Date(now), expiresAt: expiresAt ? new Date(expiresAt) : null }
  return shown(await tx.secretKey.create({ data: { ...data, ...times } }))
}

/** Those that were not revoked, the oldest first. */
export async function secretKeysOf(tx: Tx, applicationId: string): Promise<SecretKey[]> {
  const rows = await tx.secretKey.findMany({
    where: { applicationId, revokedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(shown)
}

/** How many work; holds the application's row, so that two callers cannot both make the last one. */
export async function countActiveKeys(tx: Tx, now: number, applicationId: string): Promise<number> {
  await tx.$queryRaw`SELECT id FROM applications WHERE id = ${applicationId} FOR UPDATE`
  return tx.secretKey.count({
    where: { applicationId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }] },
  })
}

/** @returns 0 when there is no such active key */
export async function revokeSecretKey(tx: Tx, now: number, applicationId: string, id: string): Promise<number> {
  const where = { id, applicationId, revokedAt: null }
  return (await tx.secretKey.updateMany({ where, data: { revokedAt: new Date(now) } })).count
}

/** The live row of a presented key. Its last use is noted once a minute. */
export async function secretKeyOf(key: string, now: number): Promise<SecretKey | null> {
  const row = await db().secretKey.findUnique({ where: { keyHash: hashOf(key) } })
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt.getTime() <= now)) return null
  if (!row.lastUsedAt || row.lastUsedAt.getTime() < now - 60_000)
    await db().secretKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } })
  return shown(row)
}

/** The keys in clear, for signing what is sent to an application. */
export async function signingSecrets(tx: Tx, applicationId: string): Promise<string[]> {
  const rows = await tx.secretKey.findMany({ where: { applicationId, revokedAt: null }, orderBy: { createdAt: 'asc' } })
  return rows.map((row) => unseal(place(row.id), row.sealed))
}
