import type { SessionModel } from '@/generated/prisma/models'
import { hashToken } from '@/lib/core/crypto'
import { db, type Tx } from './client'
import { expireInteractions } from './interactions'
import { forget } from './known'

export type Session = {
  id: string
  userId: string
  applicationId: string
  amr: string[]
  acr: string | null
  oidcUid: string | null
  ip: string | null
  userAgent: string | null
  authTime: number
  provenAt: number | null
  lastSeenAt: number
  expiresAt: number
}

const asSession = (row: SessionModel): Session => ({
  ...row,
  authTime: row.authTime.getTime(),
  provenAt: row.provenAt?.getTime() ?? null,
  lastSeenAt: row.lastSeenAt.getTime(),
  expiresAt: row.expiresAt.getTime(),
})

export type NewSession = Omit<Session, 'lastSeenAt' | 'oidcUid'> & { token: string; createdAt: number }

export async function createSession(tx: Tx, s: NewSession): Promise<void> {
  const { token, createdAt, ...rest } = s
  const at = new Date(createdAt)
  await tx.session.create({
    data: {
      ...rest,
      tokenHash: hashToken(token),
      authTime: new Date(s.authTime),
      provenAt: s.provenAt ? new Date(s.provenAt) : null,
      expiresAt: new Date(s.expiresAt),
      lastSeenAt: at,
      createdAt: at,
    },
  })
}

const live = (now: number) => ({ revokedAt: null, expiresAt: { gt: new Date(now) }, user: { suspendedAt: null } })

export async function findSession(token: string, now: number): Promise<Session | null> {
  const row = await db().session.findFirst({ where: { tokenHash: hashToken(token), ...live(now) } })
  return row && asSession(row)
}

export async function sessionById(tx: Tx, id: string, now: number): Promise<Session | null> {
  const row = await tx.session.findFirst({ where: { id, ...live(now) } })
  return row && asSession(row)
}

export async function sessionsOf(tx: Tx, userId: string, now: number): Promise<Session[]> {
  const rows = await tx.session.findMany({ where: { userId, ...live(now) }, orderBy: { lastSeenAt: 'desc' }, take: 100 })
  return rows.map(asSession)
}

export async function touchSession(id: string, now: number): Promise<void> {
  await db().session.updateMany({ where: { id, revokedAt: null }, data: { lastSeenAt: new Date(now) } })
}

/** A fresh proof in settings renews the session's own mark. */
export async function markProven(tx: Tx, id: string, now: number): Promise<void> {
  await tx.session.updateMany({ where: { id, revokedAt: null }, data: { provenAt: new Date(now) } })
}

/**
 * Ends sessions and everything that hangs on them: the provider's session, its grants, all models of those grants, and whatever
 * they, or for a whole person anybody, began and did not finish.
 * @param which one session, or all of a person (but one)
 * @returns the ids that were live
 */
export async function endSessions(
  tx: Tx,
  now: number,
  which: { id: string; userId?: string } | { userId: string; except?: string },
): Promise<string[]> {
  const where =
    'id' in which
      ? { id: which.id, ...(which.userId && { userId: which.userId }) }
      : { userId: which.userId, ...(which.except && { id: { not: which.except } }) }
  const rows = await tx.session.findMany({
    where: { ...where, revokedAt: null },
    select: { id: true, oidcUid: true, userId: true },
  })
  const userId = which.userId ?? rows[0]?.userId
  if (userId) await expireInteractions(tx, now, { userId, ...('id' in which && { sessionId: which.id }) })
  if (!rows.length) return []
  await tx.session.updateMany({
    where: { id: { in: rows.map((row) => row.id) }, revokedAt: null },
    data: { revokedAt: new Date(now) },
  })
  const uids = rows.flatMap((row) => row.oidcUid ?? [])
  if (uids.length) {
    await tx.$executeRaw`DELETE FROM oidc_models WHERE grant_id IN (
      SELECT a.value ->> 'grantId' FROM oidc_models s, jsonb_each(s.payload -> 'authorizations') a WHERE s.type = 'Session' AND s.uid = ANY(${uids}))
      OR (type = 'Grant' AND id IN (
      SELECT a.value ->> 'grantId' FROM oidc_models s, jsonb_each(s.payload -> 'authorizations') a WHERE s.type = 'Session' AND s.uid = ANY(${uids})))`
    await tx.oidcModel.deleteMany({ where: { type: 'Session', uid: { in: uids } } })
  }
  return rows.map((row) => row.id)
}

/** After a password reset or an administrator's act: nothing of this person's stays signed in anywhere. */
export async function endEverything(tx: Tx, now: number, userId: string): Promise<void> {
  await endSessions(tx, now, { userId })
  await tx.oidcModel.deleteMany({ where: { accountId: userId } })
  await tx.trustedDevice.deleteMany({ where: { userId } })
  await forget(tx, userId)
}

export async function trustDevice(
  tx: Tx,
  now: number,
  input: { id: string; secret: string; userId: string; label: string; expiresAt: number },
): Promise<void> {
  const { secret, expiresAt, ...rest } = input
  await tx.trustedDevice.create({
    data: {
      ...rest,
      tokenHash: hashToken(secret),
      expiresAt: new Date(expiresAt),
      lastUsedAt: new Date(now),
      createdAt: new Date(now),
    },
  })
}

/** Whether this secret is a trusted device of this person. */
export async function deviceTrusted(tx: Tx, userId: string, secret: string, now: number): Promise<boolean> {
  return (await tx.trustedDevice.count({ where: { tokenHash: hashToken(secret), userId, expiresAt: { gt: new Date(now) } } })) > 0
}
