import type { InteractionModel } from '@/generated/prisma/models'
import { hashToken, seal, unseal } from '@/lib/core/crypto'
import type { Facts, Interaction, Purpose } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import { db, type Tx } from './client'
import type { AuthenticatorRow, Person, UserRow } from './users'

export type NewInteraction = Omit<Interaction, 'version' | 'attempts' | 'finishedAt'> & {
  token: string
  /** what a wire without a token of its own finds it by */
  key: string | null
  createdAt: number
}

/** How an interaction is named: by the token its caller holds, or from inside by its id. */
export type Ref = string | { id: string }

const ttlKept = 24 * 3600 * 1000

export async function createInteraction(tx: Tx, i: NewInteraction): Promise<void> {
  await tx.interaction.create({
    data: {
      id: i.id,
      tokenHash: hashToken(i.token),
      key: i.key,
      purpose: i.purpose,
      applicationId: i.applicationId,
      userId: i.userId,
      facts: packed(i.id, i.facts),
      oidcUid: i.oidcUid,
      returnTo: i.returnTo,
      expiresAt: new Date(i.expiresAt),
      createdAt: new Date(i.createdAt),
    },
  })
}

/** What waits to be answered and what was set up holds seeds and codes: it is sealed until its rows are written. */
function packed(id: string, { challenges, bound, newPassword, ...open }: Facts): object {
  const closed = JSON.stringify({ challenges, bound, newPassword })
  return challenges.length || bound.length || newPassword ? { ...open, sealed: seal(`interactions:${id}:facts`, closed) } : open
}

function unpacked(id: string, { sealed, ...open }: Record<string, unknown>): Facts {
  const closed = typeof sealed === 'string' ? JSON.parse(unseal(`interactions:${id}:facts`, sealed)) : {}
  return { challenges: [], bound: [], ...open, ...closed } as Facts
}

function parse(row: InteractionModel): Interaction {
  return {
    id: row.id,
    version: row.version,
    purpose: row.purpose as Purpose,
    applicationId: row.applicationId,
    userId: row.userId,
    attempts: row.attempts,
    oidcUid: row.oidcUid,
    returnTo: row.returnTo,
    expiresAt: row.expiresAt.getTime(),
    finishedAt: row.finishedAt?.getTime() ?? null,
    facts: unpacked(row.id, row.facts as Record<string, unknown>),
  }
}

export type Loaded = { interaction: Interaction; person: Person | null; trusted: boolean; configVersion: number }

type Json = Record<string, unknown>
const camel = (name: string) => name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase())
/** A row that came out of `to_jsonb`: snake-case names and dates as text. */
function revive<T>(row: Json): T {
  return Object.fromEntries(
    Object.entries(row).map(([k, v]) => [camel(k), /_(at|until)$/.test(k) && typeof v === 'string' ? new Date(v) : v]),
  ) as T
}

/** Interaction, person, trusted device and the version of the configuration: one query. */
export async function loadInteraction(ref: Ref, device: string | undefined, now: number): Promise<Loaded | null> {
  const [tokenHash, id] = typeof ref === 'string' ? [hashToken(ref), ''] : ['', ref.id]
  const [row] = await db().$queryRaw<[{ i: Json; u: Json | null; rows: Json[]; trusted: boolean; config: number | null }?]>`
    SELECT to_jsonb(i) AS i, to_jsonb(u) AS u,
      (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.created_at), '[]') FROM authenticators a WHERE a.user_id = i.user_id) AS rows,
      EXISTS (SELECT 1 FROM trusted_devices d WHERE d.token_hash = ${device ? hashToken(device) : ''} AND d.user_id = i.user_id
        AND (d.application_id IS NULL OR d.application_id = i.application_id) AND d.expires_at > ${new Date(now)}) AS trusted,
      (SELECT version FROM settings WHERE key = 'config') AS config
    FROM interactions i LEFT JOIN users u ON u.id = i.user_id WHERE i.token_hash = ${tokenHash} OR i.id = ${id}`
  if (!row) return null
  return {
    interaction: parse(revive<InteractionModel>(row.i)),
    person: row.u && { user: revive<UserRow>(row.u), authenticators: row.rows.map((r) => revive<AuthenticatorRow>(r)) },
    trusted: row.trusted,
    configVersion: row.config ?? 0,
  }
}

/** Whether this token named an interaction before it was given another one. */
export async function wasToken(token: string): Promise<boolean> {
  return (await db().interaction.count({ where: { spentHashes: { has: hashToken(token) } } })) > 0
}

/** Gives an interaction another token; the one before says from now on that its step is over. @returns false for the loser */
export async function replaceToken(tx: Tx, id: string, before: string, after: string): Promise<boolean> {
  const { count } = await tx.interaction.updateMany({
    where: { id, tokenHash: hashToken(before), finishedAt: null },
    data: { tokenHash: hashToken(after), spentHashes: { push: hashToken(before) } },
  })
  return count === 1
}

/** The same for one found by its key, whatever its token was. */
export async function giveToken(tx: Tx, id: string, after: string): Promise<void> {
  await tx.$executeRaw`UPDATE interactions SET spent_hashes = array_append(spent_hashes, token_hash), token_hash = ${hashToken(after)}
    WHERE id = ${id} AND finished_at IS NULL`
}

/** What runs under a key is over. Whoever begins anew under it at the same moment waits for the end of this transaction. */
export async function expireKey(tx: Tx, now: number, key: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))::text`
  await tx.interaction.updateMany({
    where: { key, finishedAt: null, expiresAt: { gt: new Date(now) } },
    data: { expiresAt: new Date(now), version: { increment: 1 } },
  })
}

/** The newest interaction that runs under a key, of its purpose; null when there is none. */
export async function interactionByKey(tx: Tx, key: string, now: number): Promise<string | null> {
  const row = await tx.interaction.findFirst({
    where: { key, finishedAt: null, expiresAt: { gt: new Date(now) } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  })
  return row?.id ?? null
}

/** `attempts`: all of them count anew, or the last one is given back */
export type Change = { facts: Facts; userId: string | null; purpose: Purpose; attempts?: 'reset' | 'refund' | undefined }

/** Saves what was decided, if nobody else moved the interaction since it was read. @returns false for the loser */
export async function saveInteraction(tx: Tx, read: Interaction, change: Change): Promise<boolean> {
  const { count } = await tx.interaction.updateMany({
    where: { id: read.id, version: read.version, finishedAt: null },
    data: {
      facts: packed(read.id, change.facts),
      userId: change.userId,
      purpose: change.purpose,
      version: { increment: 1 },
      ...(change.attempts && { attempts: change.attempts === 'reset' ? 0 : { decrement: 1 } }),
    },
  })
  return count === 1
}

/** Ends the interaction for good: exactly one caller gets true. */
export async function finishInteraction(tx: Tx, read: Interaction, userId: string, now: number): Promise<boolean> {
  const { count } = await tx.interaction.updateMany({
    where: { id: read.id, version: read.version, finishedAt: null },
    data: { finishedAt: new Date(now), version: { increment: 1 }, userId },
  })
  return count === 1
}

/**
 * Ends for good what was begun and not finished: nobody moves or finishes it any more, and its page offers to start again.
 * @param which one; everything about a person; or only what one session of theirs asked for
 */
export async function expireInteractions(
  tx: Tx,
  now: number,
  which: { id: string } | { userId: string; sessionId?: string },
): Promise<void> {
  const { sessionId, ...plain } = { sessionId: undefined, ...which }
  const where = { ...plain, ...(sessionId && { facts: { path: ['session', 'id'], equals: sessionId } }) }
  await tx.interaction.updateMany({
    where: { ...where, finishedAt: null, expiresAt: { gt: new Date(now) } },
    data: { expiresAt: new Date(now), version: { increment: 1 } },
  })
}

export type Reserved = { attempts: number | null; failures: number | null }

/**
 * Reserves one guess before anything is compared: on the interaction and, where a stored factor is guessed at, on its row, which
 * pauses after every ten consecutive failures and is switched off after fifty. One statement, so parallel guesses cannot slip past.
 * `attempts` null: no guess left here. `failures` null although a row was named: that row is paused or off.
 */
export async function reserveGuess(
  interactionId: string,
  limit: number,
  authenticatorId: string | null,
  now: number,
): Promise<Reserved> {
  const { softLock, softLockEvery, softLockMax, disableAt } = limits.factor
  const at = new Date(now)
  const [row] = await db().$queryRaw<[{ attempts: number | null; failures: number | null }]>`
    WITH open AS (
      SELECT 1 WHERE ${authenticatorId}::text IS NULL OR EXISTS (SELECT 1 FROM authenticators
        WHERE id = ${authenticatorId} AND disabled_at IS NULL AND (locked_until IS NULL OR locked_until <= ${at}))
    ), i AS (
      UPDATE interactions SET attempts = attempts + 1
      WHERE id = ${interactionId} AND attempts < ${limit} AND finished_at IS NULL AND EXISTS (SELECT 1 FROM open) RETURNING attempts
    ), a AS (
      UPDATE authenticators SET failures = failures + 1,
        locked_until = CASE WHEN (failures + 1) % ${softLockEvery}::int = 0
          THEN ${at}::timestamptz + make_interval(secs => LEAST(${softLock}::int * power(2, (failures + 1) / ${softLockEvery}::int - 1), ${softLockMax}::int))
          ELSE locked_until END,
        disabled_at = CASE WHEN failures + 1 >= ${disableAt}::int THEN ${at} ELSE disabled_at END
      WHERE id = ${authenticatorId} AND EXISTS (SELECT 1 FROM i) AND disabled_at IS NULL AND (locked_until IS NULL OR locked_until <= ${at})
      RETURNING failures
    )
    SELECT (SELECT attempts FROM i) AS attempts, (SELECT failures FROM a) AS failures`
  return row
}

/** Gives one guess back that turned out to be none. */
export async function refundGuess(id: string): Promise<void> {
  await db().interaction.updateMany({ where: { id, attempts: { gt: 0 } }, data: { attempts: { decrement: 1 } } })
}

/** Unfinished business a day after it expired is nobody's any more. @returns rows removed */
export async function sweepInteractions(now: number, batch = 1000): Promise<number> {
  return db()
    .$executeRaw`DELETE FROM interactions WHERE id IN (SELECT id FROM interactions WHERE expires_at < ${new Date(now - ttlKept)} LIMIT ${batch})`
}
