import { lockPerson } from './authenticators'
import type { Tx } from './client'

/** What a proof given earlier rests on, as it is at this moment. */
export type Standing = {
  suspended: boolean
  email: string | null
  phone: string | null
  /** ids of the authenticators that still count */
  authenticators: string[]
  /** the named session is live */
  session: boolean
}

/**
 * Locks the person until the transaction ends, so that a reset or a sign-out elsewhere comes wholly before or wholly after, and
 * reads what is left; null when the person is gone.
 */
export async function standingOf(tx: Tx, userId: string, sessionId: string | null, now: number): Promise<Standing | null> {
  await lockPerson(tx, userId)
  const [row] = await tx.$queryRaw<[Standing?]>`
    SELECT u.suspended_at IS NOT NULL AS suspended, u.email, u.phone,
      ARRAY(SELECT a.id FROM authenticators a WHERE a.user_id = u.id AND a.disabled_at IS NULL) AS authenticators,
      EXISTS (SELECT 1 FROM sessions s WHERE s.id = ${sessionId} AND s.user_id = u.id AND s.revoked_at IS NULL
        AND s.expires_at > ${new Date(now)}) AS session
    FROM users u WHERE u.id = ${userId}`
  return row ?? null
}
