import { db } from './client'

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
