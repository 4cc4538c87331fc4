import { hashToken, newSecret } from '@/lib/core/crypto'
import { type Position, riskLimits } from '@/lib/policy/risk'
import { db, type Tx } from './client'

/** How long a browser is remembered without a sign-in (milliseconds). */
const browserLife = 400 * 86_400_000
const placeLife = riskLimits.countryDays * 86_400_000
/** People who share one browser. */
const most = 5

/** The markers in a browser's cookie, the newest last: one for each person, each of our own making. */
const markersOf = (cookie: string | undefined): string[] =>
  (cookie ?? '')
    .split('.')
    .filter((marker) => /^[\w-]{43}$/.test(marker))
    .slice(-most)

export type Known = { browser: boolean; places: (Position & { at: number })[] }

/** Where this person has proven who they are lately, the newest first, and whether in this browser. @param cookie its markers */
export async function knownOf(userId: string, cookie: string | undefined, now: number): Promise<Known> {
  const [row] = await db().$queryRaw<
    [{ browser: boolean; places: { country: string; latitude: number; longitude: number; at: number }[] }]
  >`
    SELECT EXISTS (SELECT 1 FROM known_browsers WHERE user_id = ${userId} AND token_hash = ANY(${markersOf(cookie).map(hashToken)})
        AND proven AND last_seen_at > ${new Date(now - browserLife)}) AS browser,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('country', country, 'latitude', latitude, 'longitude', longitude,
        'at', extract(epoch FROM last_seen_at) * 1000) ORDER BY last_seen_at DESC), '[]')
        FROM known_places WHERE user_id = ${userId} AND last_seen_at > ${new Date(now - placeLife)}) AS places`
  return row
}

type SignIn = {
  userId: string
  /** the markers that the browser showed */
  cookie: string | undefined
  place: Position | null
  /** by more than a password: only then does the browser, or the place, say anything of the next sign-in */
  proven: boolean
}

/**
 * Remembers a sign-in. A marker that a browser shows counts only if this person got it: nobody can bring one along.
 * @returns the browser's markers from now on, and whether it is this person's first sign-in there
 */
export async function remember(tx: Tx, now: number, { userId, cookie, place, proven }: SignIn) {
  const at = new Date(now)
  const markers = markersOf(cookie)
  if (place) await rememberPlace(tx, at, userId, place, proven)
  const { count } = await tx.knownBrowser.updateMany({
    where: { userId, tokenHash: { in: markers.map(hashToken) }, lastSeenAt: { gt: new Date(now - browserLife) } },
    data: { lastSeenAt: at, ...(proven && { proven }) },
  })
  if (count) return { browser: markers.join('.'), fresh: false }
  const marker = newSecret()
  await tx.knownBrowser.create({ data: { userId, tokenHash: hashToken(marker), proven, firstSeenAt: at, lastSeenAt: at } })
  return { browser: [...markers, marker].slice(-most).join('.'), fresh: true }
}

async function rememberPlace(tx: Tx, lastSeenAt: Date, userId: string, place: Position, proven: boolean): Promise<void> {
  const where = { userId_country: { userId, country: place.country } }
  const data = { ...place, lastSeenAt }
  if (proven) await tx.knownPlace.upsert({ where, create: { userId, ...data }, update: data })
  else await tx.knownPlace.updateMany({ where: { userId, country: place.country }, data })
}

/** Everything is strange again: after a reset, or an administrator's act. */
export async function forget(tx: Tx, userId: string): Promise<void> {
  await tx.knownBrowser.deleteMany({ where: { userId } })
  await tx.knownPlace.deleteMany({ where: { userId } })
}

/** @returns rows removed */
export async function forgetLongAgo(now: number): Promise<number> {
  const { count: browsers } = await db().knownBrowser.deleteMany({ where: { lastSeenAt: { lt: new Date(now - browserLife) } } })
  const { count: places } = await db().knownPlace.deleteMany({ where: { lastSeenAt: { lt: new Date(now - placeLife) } } })
  return browsers + places
}
