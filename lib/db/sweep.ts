import { db } from './client'
import { sweepInteractions } from './interactions'
import { forgetLongAgo } from './known'

/** Removes what has expired, a batch of each kind; called again and again. @returns rows removed */
export async function sweep(batch = 1000): Promise<number> {
  const now = new Date()
  const day = new Date(now.getTime() - 86_400_000)
  const twoDays = new Date(day.getTime() - 86_400_000)
  const removed = await Promise.all([
    sweepInteractions(now.getTime(), batch),
    db().$executeRaw`DELETE FROM limits WHERE key IN (SELECT key FROM limits WHERE resets_at < ${now} LIMIT ${batch})`,
    db()
      .$executeRaw`DELETE FROM oidc_models WHERE (type, id) IN (SELECT type, id FROM oidc_models WHERE expires_at < ${now} LIMIT ${batch})`,
    db()
      .$executeRaw`DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ${day} OR revoked_at < ${day} LIMIT ${batch})`,
    db()
      .$executeRaw`DELETE FROM trusted_devices WHERE id IN (SELECT id FROM trusted_devices WHERE expires_at < ${now} LIMIT ${batch})`,
    db()
      .$executeRaw`DELETE FROM one_time_tokens WHERE id IN (SELECT id FROM one_time_tokens WHERE expires_at < ${day} LIMIT ${batch})`,
    // what was asked and proven is of no use once the tokens are gone; what was tracked stays
    db()
      .$executeRaw`DELETE FROM action_challenges WHERE id IN (SELECT id FROM action_challenges WHERE created_at < ${twoDays} LIMIT ${batch})`,
    db()
      .$executeRaw`DELETE FROM action_results WHERE id IN (SELECT id FROM action_results WHERE created_at < ${twoDays} LIMIT ${batch})`,
  ])
  removed.push(await forgetLongAgo(now.getTime()))
  return removed.reduce((sum, count) => sum + count, 0)
}
