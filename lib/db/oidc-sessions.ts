import type { Address } from '@/lib/interaction/types'
import { db, type Tx, transaction } from './client'

/**
 * Our session behind the `sid` that an ID token carried for one client; null when either ended.
 * @param sid as the provider gave it to this client
 */
export async function sessionIdOfSid(userId: string, clientId: string, sid: string): Promise<string | null> {
  const [row] = await db().$queryRaw<{ id: string }[]>`
    SELECT s.id FROM oidc_models m JOIN sessions s ON s.oidc_uid = m.uid AND s.user_id = m.account_id
    WHERE m.type = 'Session' AND m.account_id = ${userId} AND m.payload #>> ARRAY['authorizations', ${clientId}, 'sid'] = ${sid}
      AND s.revoked_at IS NULL ORDER BY s.auth_time DESC LIMIT 1`
  return row?.id ?? null
}

export type OidcSession = {
  id: string
  userId: string
  lastSeenAt: number
  authTime: number
  provenAt: number | null
  /** the person's identifiers */
  addresses: Address[]
}

/** Our live session behind the provider's; null when it ended. */
export async function sessionOfUid(uid: string, now: number): Promise<OidcSession | null> {
  const row = await db().session.findFirst({
    where: { oidcUid: uid, revokedAt: null, expiresAt: { gt: new Date(now) }, user: { suspendedAt: null } },
    orderBy: { createdAt: 'desc' },
    include: { user: { select: { email: true, phone: true } } },
  })
  if (!row) return null
  const { email, phone } = row.user
  return {
    id: row.id,
    userId: row.userId,
    lastSeenAt: row.lastSeenAt.getTime(),
    authTime: row.authTime.getTime(),
    provenAt: row.provenAt?.getTime() ?? null,
    addresses: [
      ...(email ? [{ kind: 'email' as const, value: email }] : []),
      ...(phone ? [{ kind: 'phone' as const, value: phone }] : []),
    ],
  }
}

/** The provider's session now belongs to this one of ours; the one it belonged to before a new sign-in in the same browser is over. */
export async function adoptSession(id: string, uid: string, now: number): Promise<void> {
  await transaction(async (tx) => {
    await tx.session.updateMany({
      where: { oidcUid: uid, revokedAt: null, id: { not: id } },
      data: { revokedAt: new Date(now) },
    })
    await tx.session.updateMany({ where: { id, revokedAt: null }, data: { oidcUid: uid } })
  })
}

/** Ids of the applications that hold a grant of this person. */
export async function grantedTo(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.oidcModel.findMany({
    where: { type: 'Grant', accountId: userId },
    select: { clientId: true },
    distinct: ['clientId'],
  })
  return rows.flatMap((row) => row.clientId ?? [])
}

/** Takes everything back that an application was granted by a person. @returns grants that were there */
export async function revokeGrants(tx: Tx, userId: string, clientId: string): Promise<number> {
  const grants = await tx.oidcModel.findMany({ where: { type: 'Grant', accountId: userId, clientId }, select: { id: true } })
  const ids = grants.map(({ id }) => id)
  await tx.oidcModel.deleteMany({ where: { OR: [{ grantId: { in: ids } }, { type: 'Grant', id: { in: ids } }] } })
  return ids.length
}

/** `kept`: grants whose refresh tokens outlive it */
export type EndedSession = { uid: string; userId: string; grantIds: string[]; kept?: string[] }

/** Ends a provider session for good: ours behind it, the grants it named, and every token that was issued in it. */
export async function endOidcSession(tx: Tx, now: number, { uid, userId, grantIds, kept = [] }: EndedSession): Promise<void> {
  await tx.session.updateMany({ where: { oidcUid: uid, revokedAt: null }, data: { revokedAt: new Date(now) } })
  await tx.oidcModel.deleteMany({
    where: { OR: [{ grantId: { in: grantIds } }, { type: 'Grant', id: { in: grantIds } }, { type: 'Session', uid }] },
  })
  await tx.$executeRaw`DELETE FROM oidc_models WHERE account_id = ${userId} AND payload ->> 'sessionUid' = ${uid}
    AND NOT (type = 'RefreshToken' AND grant_id = ANY(${kept}))`
}
