import { hashToken } from '@/lib/core/crypto'
import { lockPerson } from './authenticators'
import type { Tx } from './client'
import type { AuthenticatorRow, UserRow } from './users'

export type UserFilter = { search?: string; role?: string; suspended?: boolean; staff?: boolean }

const contains = (search: string) => ({ contains: search, mode: 'insensitive' as const })

function where({ search, role, suspended, staff }: UserFilter) {
  return {
    stepUp: null,
    ...(role && { role }),
    ...(staff !== undefined && !role && { role: staff ? { not: null } : null }),
    ...(suspended !== undefined && { suspendedAt: suspended ? { not: null } : null }),
    ...(search && {
      OR: [
        { id: search },
        { email: contains(search) },
        { phone: contains(search.replace(/[\s()-]/g, '') || search) },
        { username: contains(search) },
        { name: contains(search) },
      ],
    }),
  }
}

/** Page counted from 1, newest first. */
export async function listUsers(
  tx: Tx,
  filter: UserFilter,
  page: number,
  pageSize: number,
): Promise<{ rows: UserRow[]; total: number }> {
  const clause = where(filter)
  const [rows, total] = await Promise.all([
    tx.user.findMany({
      where: clause,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    tx.user.count({ where: clause }),
  ])
  return { rows, total }
}

/** Sessions, devices and factors go with the row; the provider's models are removed by account. */
export async function deleteUser(tx: Tx, id: string): Promise<void> {
  await tx.oidcModel.deleteMany({ where: { accountId: id } })
  await tx.interaction.deleteMany({ where: { userId: id } })
  await tx.user.delete({ where: { id } })
}

/** Changes of owners happen one after the other: each also looks at all the others. Taken before the person's own lock. */
export async function lockForChange(tx: Tx, id: string): Promise<void> {
  const user = await tx.user.findUnique({ where: { id }, select: { role: true } })
  if (user?.role === 'owner') await tx.$queryRaw`SELECT pg_advisory_xact_lock(72707372)::text`
  await lockPerson(tx, id)
}

/** How many owners there are who can sign in: the last one cannot be removed, suspended or demoted. */
export async function countOwners(tx: Tx): Promise<number> {
  await tx.$queryRaw`SELECT id FROM users WHERE role = 'owner' ORDER BY id FOR UPDATE`
  return tx.user.count({ where: { role: 'owner', suspendedAt: null } })
}

export async function authenticatorsOf(tx: Tx, userId: string): Promise<AuthenticatorRow[]> {
  return tx.authenticator.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } })
}

/** @returns the removed rows' ids */
export async function removeAuthenticators(tx: Tx, userId: string, types: string[]): Promise<string[]> {
  const rows = await tx.authenticator.findMany({ where: { userId, type: { in: types } }, select: { id: true } })
  await tx.authenticator.deleteMany({ where: { id: { in: rows.map((row) => row.id) } } })
  return rows.map((row) => row.id)
}

/** An administrator's reset gives every method its full number of tries again. */
export async function clearLocks(tx: Tx, userId: string): Promise<void> {
  await tx.authenticator.updateMany({ where: { userId }, data: { failures: 0, lockedUntil: null, disabledAt: null } })
}

/** Takes "not now" back, so that the next sign-in asks again. */
export async function clearSkips(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`UPDATE users SET mfa_skip = NULL, suggestion_skipped_at = NULL, passkey_skipped_at = NULL WHERE id = ${userId}`
}

export async function renameAuthenticator(tx: Tx, userId: string, id: string, label: string | null): Promise<number> {
  return (await tx.authenticator.updateMany({ where: { id, userId }, data: { label } })).count
}

/** People with a usable row of the types before and none of the types after (V21 of contracts/logto.md §1). */
export async function countLosing(tx: Tx, before: string[], after: string[]): Promise<number> {
  const [{ count }] = await tx.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM (SELECT user_id FROM authenticators WHERE verified_at IS NOT NULL AND disabled_at IS NULL
        AND user_id NOT IN (SELECT user_id FROM step_up_users)
      AND type = ANY(${before}) GROUP BY user_id) had
    WHERE NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = had.user_id AND a.verified_at IS NOT NULL
      AND a.disabled_at IS NULL AND a.type = ANY(${after}))`
  return count
}

/** Active rows of a factor: who would be stranded without its channel. */
export async function countActive(tx: Tx, types: string[]): Promise<number> {
  return tx.authenticator.count({
    where: { type: { in: types }, verifiedAt: { not: null }, disabledAt: null, user: { stepUp: null } },
  })
}

export type DeviceRow = { id: string; label: string; lastUsedAt: Date; expiresAt: Date; createdAt: Date }

export async function trustedDevicesOf(tx: Tx, userId: string, now: number): Promise<DeviceRow[]> {
  return tx.trustedDevice.findMany({
    where: { userId, expiresAt: { gt: new Date(now) } },
    orderBy: { lastUsedAt: 'desc' },
    omit: { tokenHash: true, userId: true },
  })
}

export async function removeTrustedDevices(tx: Tx, userId: string, id?: string): Promise<number> {
  return (await tx.trustedDevice.deleteMany({ where: { userId, ...(id && { id }) } })).count
}

/** The trusted device that holds this secret, or all of a person's. @returns rows removed */
export async function removeTrusted(tx: Tx, userId: string, secret?: string): Promise<number> {
  const where = { userId, ...(secret !== undefined && { tokenHash: hashToken(secret) }) }
  return (await tx.trustedDevice.deleteMany({ where })).count
}
