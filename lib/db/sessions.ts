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
  /** the grant of its tokens, where it was opened over the API */
  grantId: string | null
  ip: string | null
  userAgent: string | null
  authTime: number
  provenAt: number | null
  lastSeenAt: number
  expiresAt: number
  createdAt: number
}

const asSession = (row: SessionModel): Session => ({
  ...row,
  authTime: row.authTime.getTime(),
  provenAt: row.provenAt?.getTime() ?? null,
  lastSeenAt: row.lastSeenAt.getTime(),
  expiresAt: row.expiresAt.getTime(),
  createdAt: row.createdAt.getTime(),
})

export type NewSession = Omit<Session, 'lastSeenAt' | 'oidcUid' | 'grantId'> & { token: string }

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

/** A session whatever became of it, for callers who are told what did; null for an unknown id. */
export async function sessionState(
  id: string,
  now: number,
): Promise<{ session: Session; state: 'live' | 'ended' | 'expired' | 'suspended' } | null> {
  const row = await db().session.findUnique({ where: { id }, include: { user: { select: { suspendedAt: true } } } })
  if (!row) return null
  const { user, ...rest } = row
  const session = asSession(rest)
  const state = rest.revokedAt ? 'ended' : session.expiresAt <= now ? 'expired' : user.suspendedAt ? 'suspended' : 'live'
  return { session, state }
}

/** The session's tokens hang on this grant. @returns false when it has ended meanwhile */
export async function openedOverApi(id: string, grantId: string, expiresAt: number): Promise<boolean> {
  const data = { grantId, expiresAt: new Date(expiresAt) }
  return (await db().session.updateMany({ where: { id, revokedAt: null }, data })).count === 1
}

/** Used again: it goes on until then. @returns false when it has ended meanwhile */
export async function slide(id: string, now: number, expiresAt: number): Promise<boolean> {
  const data = { lastSeenAt: new Date(now), expiresAt: new Date(expiresAt) }
  return (await db().session.updateMany({ where: { id, revokedAt: null }, data })).count === 1
}

/** The session whose tokens hang on a grant. */
export async function sessionOfGrant(tx: Tx, grantId: string): Promise<{ id: string; userId: string } | null> {
  return tx.session.findFirst({ where: { grantId }, select: { id: true, userId: true } })
}

export async function sessionsOf(tx: Tx, userId: string, now: number): Promise<Session[]> {
  const rows = await tx.session.findMany({ where: { userId, ...live(now) }, orderBy: { lastSeenAt: 'desc' }, take: 100 })
  return rows.map(asSession)
}

export async function touchSession(id: string, now: number): Promise<void> {
  await db().session.updateMany({ where: { id, revokedAt: null }, data: { lastSeenAt: new Date(now) } })
}

/** A fresh proof in settings renews the session's own mark. @param shown what was proven, where the session's tokens say it */
export async function markProven(tx: Tx, id: string, now: number, shown?: { amr: string[]; acr: string | null }): Promise<void> {
  const at = new Date(now)
  await tx.session.updateMany({
    where: { id, revokedAt: null },
    data: { provenAt: at, ...(shown && { ...shown, authTime: at }) },
  })
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
    select: { id: true, oidcUid: true, grantId: true, userId: true },
  })
  const userId = which.userId ?? rows[0]?.userId
  if (userId) await expireInteractions(tx, now, { userId, ...('id' in which && { sessionId: which.id }) })
  if (!rows.length) return []
  await tx.session.updateMany({
    where: { id: { in: rows.map((row) => row.id) }, revokedAt: null },
    data: { revokedAt: new Date(now) },
  })
  const grants = rows.flatMap((row) => row.grantId ?? [])
  if (grants.length)
    await tx.oidcModel.deleteMany({ where: { OR: [{ grantId: { in: grants } }, { type: 'Grant', id: { in: grants } }] } })
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
  input: { id: string; secret: string; userId: string; applicationId: string | null; label: string; expiresAt: number },
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

/** Whether this secret is a trusted device of this person, at this application. */
export async function deviceTrusted(
  tx: Tx,
  userId: string,
  applicationId: string,
  secret: string,
  now: number,
): Promise<boolean> {
  const where = { tokenHash: hashToken(secret), userId, expiresAt: { gt: new Date(now) } }
  return (await tx.trustedDevice.count({ where: { ...where, OR: [{ applicationId: null }, { applicationId }] } })) > 0
}

/** Removes rows of sessions that are over. @returns how many there were */
export async function dropEnded(tx: Tx, now: number): Promise<number> {
  const where = { OR: [{ revokedAt: { not: null } }, { expiresAt: { lt: new Date(now) } }] }
  return (await tx.session.deleteMany({ where })).count
}
