import type { Tx } from './client'

export type Window = { key: string; count: number; window: number }
export type Taken = { key: string; over: boolean; retryAfter: number }

/**
 * Raises all these counters by one, atomically, and says which went over. A refused attempt counts too: hammering never helps.
 * One statement for any number of keys. @param now milliseconds; `window` seconds
 */
export async function take(tx: Tx, now: number, windows: Window[]): Promise<Taken[]> {
  if (!windows.length) return []
  const at = new Date(now)
  const input = windows
    .map((w) => ({ key: w.key, resets_at: new Date(now + w.window * 1000).toISOString() }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const rows = await tx.$queryRaw<{ key: string; count: number; resets_at: Date }[]>`
    INSERT INTO limits AS l (key, count, resets_at)
    SELECT key, 1, resets_at FROM jsonb_to_recordset(${JSON.stringify(input)}::jsonb) AS i(key text, resets_at timestamptz)
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN l.resets_at <= ${at} THEN 1 ELSE l.count + 1 END,
      resets_at = CASE WHEN l.resets_at <= ${at} THEN excluded.resets_at ELSE l.resets_at END
    RETURNING key, count, resets_at`
  const found = new Map(rows.map((row) => [row.key, row]))
  return windows.map((w) => {
    const row = found.get(w.key)!
    return { key: w.key, over: row.count > w.count, retryAfter: Math.max(1, Math.ceil((row.resets_at.getTime() - now) / 1000)) }
  })
}

/** Whether this was seen within so many seconds; from now on it was, for as long again. One statement. */
export async function seenBefore(tx: Tx, now: number, key: string, window: number): Promise<boolean> {
  const until = new Date(now + window * 1000)
  const [row] = await tx.$queryRaw<[{ seen: boolean }]>`
    INSERT INTO limits AS l (key, count, resets_at) VALUES (${key}, 1, ${until}) ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN l.resets_at <= ${new Date(now)} THEN 1 ELSE l.count + 1 END, resets_at = excluded.resets_at
    RETURNING count > 1 AS seen`
  return row.seen
}

/** The longest wait among the counters that went over, or null when none did. */
export const longestWait = (taken: Taken[]): number | null => {
  const waits = taken.filter((t) => t.over).map((t) => t.retryAfter)
  return waits.length ? Math.max(...waits) : null
}

/** Gives one of a count back: what was counted before it was looked at turned out right. */
export async function giveBack(tx: Tx, key: string): Promise<void> {
  await tx.limit.updateMany({ where: { key, count: { gt: 0 } }, data: { count: { decrement: 1 } } })
}

/** Gives back what a success shows to have been no attack. */
export async function forget(tx: Tx, keys: string[]): Promise<void> {
  if (keys.length) await tx.limit.deleteMany({ where: { key: { in: keys } } })
}
