import { hashToken } from '@/lib/core/crypto'
import { type Position, riskLimits } from '@/lib/policy/risk'
import { db, type Tx } from './client'

/** How long a browser is remembered without a sign-in (milliseconds). */
const browserLife = 400 * 86_400_000
const placeLife = riskLimits.countryDays * 86_400_000

export type Known = { browser: boolean; places: (Position & { at: number })[] }

/** Where this person has signed in from lately, the newest first, and whether in this browser. */
export async function knownOf(userId: string, browser: string | undefined, now: number): Promise<Known> {
  const [row] = await db().$queryRaw<
    [{ browser: boolean; places: { country: string; latitude: number; longitude: number; at: number }[] }]
  >`
    SELECT EXISTS (SELECT 1 FROM known_browsers WHERE user_id = ${userId} AND token_hash = ${browser ? hashToken(browser) : ''}
        AND last_seen_at > ${new Date(now - browserLife)}) AS browser,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('country', country, 'latitude', latitude, 'longitude', longitude,
        'at', extract(epoch FROM last_seen_at) * 1000) ORDER BY last_seen_at DESC), '[]')
        FROM known_places WHERE user_id = ${userId} AND last_seen_at > ${new Date(now - placeLife)}) AS places`
  return row
}

/** Remembers a sign-in. @returns whether it is the first one in this browser */
export async function remember(
  tx: Tx,
  now: number,
  { userId, browser, place }: { userId: string; browser: string; place: Position | null },
): Promise<boolean> {
  const at = new Date(now)
  const [row] = await tx.$queryRaw<[{ fresh: boolean }]>`
    INSERT INTO known_browsers (user_id, token_hash, first_seen_at, last_seen_at) VALUES (${userId}, ${hashToken(browser)}, ${at}, ${at})
    ON CONFLICT (user_id, token_hash) DO UPDATE SET last_seen_at = excluded.last_seen_at RETURNING xmax = 0 AS fresh`
  if (place)
    await tx.knownPlace.upsert({
      where: { userId_country: { userId, country: place.country } },
      create: { userId, ...place, lastSeenAt: at },
      update: { ...place, lastSeenAt: at },
    })
  return row.fresh
}

/** @returns rows removed */
export async function forgetLongAgo(now: number): Promise<number> {
  const { count: browsers } = await db().knownBrowser.deleteMany({ where: { lastSeenAt: { lt: new Date(now - browserLife) } } })
  const { count: places } = await db().knownPlace.deleteMany({ where: { lastSeenAt: { lt: new Date(now - placeLife) } } })
  return browsers + places
}
