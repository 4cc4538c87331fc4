import type { ActionChallengeModel, ActionModel, ActionResultModel } from '@/generated/prisma/models'
import { newId, seal, unseal } from '@/lib/core/crypto'
import { limits } from '@/lib/policy/limits'
import { type ActionState, type Mover, movesTo, type Outcome, type StepUpMethod } from '@/lib/policy/step-up'
import { db, type Tx } from './client'

/** Tracked actions, their questions and what answered them: contracts/authsignal.md §7, §9. */

/** What was tracked, as it was given. */
export type Tracked = {
  email?: string
  phoneNumber?: string
  username?: string
  redirectUrl?: string
  redirectToSettings?: boolean
  ipAddress?: string
  userAgent?: string
  deviceId?: string
  scope?: string
  locale?: string
  custom?: Record<string, unknown>
}
export type ActionRow = Omit<ActionModel, 'state' | 'outcome' | 'methods' | 'request'> & {
  state: ActionState
  outcome: Outcome
  methods: StepUpMethod[]
  request: Tracked
}
export type ChallengeRow = ActionChallengeModel
export type ResultRow = ActionResultModel

const asAction = (row: ActionModel): ActionRow => row as unknown as ActionRow

export type NewAction = Pick<
  ActionRow,
  | 'applicationId'
  | 'userId'
  | 'subject'
  | 'code'
  | 'idempotencyKey'
  | 'outcome'
  | 'state'
  | 'enrolled'
  | 'methods'
  | 'defaultMethod'
  | 'request'
>

/** @returns the action; the one that was there before under the same key, for all callers but one */
export async function createAction(tx: Tx, now: number, input: NewAction): Promise<{ action: ActionRow; made: boolean }> {
  const at = new Date(now)
  const id = newId(now)
  const data = { ...input, id, request: input.request as object, stateUpdatedAt: at, createdAt: at, updatedAt: at }
  await tx.action.createMany({ data, skipDuplicates: true })
  const action = (await actionByKey(tx, input))!
  return { action, made: action.id === id }
}

type Key = Pick<ActionRow, 'applicationId' | 'subject' | 'code' | 'idempotencyKey'>
export async function actionByKey(tx: Tx, { applicationId, subject, code, idempotencyKey }: Key): Promise<ActionRow | null> {
  const where = { applicationId_subject_code_idempotencyKey: { applicationId, subject, code, idempotencyKey } }
  const row = await tx.action.findUnique({ where })
  return row && asAction(row)
}

export async function actionById(tx: Tx, id: string): Promise<ActionRow | null> {
  const row = await tx.action.findUnique({ where: { id } })
  return row && asAction(row)
}

export type ActionQuery = { from?: number; codes?: string[]; state?: ActionState }
/** What was tracked of a user, the newest first, a hundred at most. */
export async function actionsOf(tx: Tx, userId: string, { from, codes, state }: ActionQuery): Promise<ActionRow[]> {
  const rows = await tx.action.findMany({
    where: {
      userId,
      ...(from !== undefined && { createdAt: { gte: new Date(from) } }),
      ...(codes && { code: { in: codes } }),
      ...(state && { state }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 100,
  })
  return rows.map(asAction)
}

/**
 * Moves an action, if it may go there from where it is: in one statement, for one of any number of callers.
 * @returns false when it may not
 */
export async function moveAction(
  tx: Tx,
  now: number,
  id: string,
  to: ActionState,
  mover: Mover,
  proof?: { method: string; verifiedBy: string | null },
): Promise<boolean> {
  const at = new Date(now)
  const { count } = await tx.action.updateMany({
    where: { id, state: { in: movesTo(to, mover) } },
    data: { state: to, stateUpdatedAt: at, updatedAt: at, ...proof },
  })
  return count === 1
}

export async function challengeOf(tx: Tx, actionId: string, method: string): Promise<ChallengeRow | null> {
  return tx.actionChallenge.findUnique({ where: { actionId_method: { actionId, method } } })
}

type Claim = { actionId: string; method: string; authenticatorId: string | null; address: string | null; channel: string | null }

/**
 * Takes the turn to ask: the resend clock starts before anything is sent, so of any number of callers one sends. Another address
 * or channel is another question and waits for nothing.
 * @returns the row as it was claimed, with the one before it; null while the clock runs
 */
export async function claimChallenge(tx: Tx, now: number, claim: Claim): Promise<ChallengeRow | null> {
  const { actionId, method, authenticatorId, address, channel } = claim
  const at = new Date(now)
  const waits = limits.resend.waits
  const until = (seconds: number) => new Date(now + seconds * 1000)
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO action_challenges AS c (id, action_id, method, authenticator_id, address, channel, resend_at, created_at)
    VALUES (${newId(now)}, ${actionId}, ${method}, ${authenticatorId}, ${address}, ${channel}, ${until(waits[0])}, ${at})
    ON CONFLICT (action_id, method) DO UPDATE SET
      authenticator_id = excluded.authenticator_id, address = excluded.address, channel = excluded.channel,
      resend_at = CASE WHEN c.sends = 0 THEN ${until(waits[0])}::timestamptz WHEN c.sends = 1 THEN ${until(waits[1])}::timestamptz
                  ELSE ${until(waits[2])}::timestamptz END
    WHERE c.resend_at <= ${at} OR c.address IS DISTINCT FROM excluded.address OR c.channel IS DISTINCT FROM excluded.channel
      OR c.consumed_at IS NOT NULL OR c.authenticator_id IS DISTINCT FROM excluded.authenticator_id
    RETURNING id`
  return rows.length ? challengeOf(tx, actionId, method) : null
}

/** Nothing was sent: the next may be asked for at once. */
export async function releaseChallenge(tx: Tx, now: number, id: string): Promise<void> {
  await tx.actionChallenge.updateMany({ where: { id }, data: { resendAt: new Date(now) } })
}

const place = (id: string) => `action_challenges:${id}:state`

/** What a factor keeps of a question: sealed, for some keep a secret. Undefined before anything was asked. */
export const questionState = ({ id, state }: ChallengeRow): unknown =>
  typeof state === 'string' ? JSON.parse(unseal(place(id), state)) : undefined

/** The question that counts from now on; the one before is void. */
export async function putQuestion(tx: Tx, id: string, state: unknown, expiresAt: number | null): Promise<void> {
  await tx.actionChallenge.update({
    where: { id },
    data: {
      state: seal(place(id), JSON.stringify(state)),
      attempts: 0,
      sends: { increment: 1 },
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
      consumedAt: null,
    },
  })
}

/** Puts the question before back: the new one is known not to have left. */
export async function restoreQuestion(tx: Tx, now: number, before: ChallengeRow): Promise<void> {
  const { id, state, attempts, expiresAt, consumedAt } = before
  const data = { attempts, expiresAt, consumedAt, resendAt: new Date(now) }
  await tx.actionChallenge.update({ where: { id }, data: state === null ? data : { ...data, state: state as object } })
}

export type Reserved = { attempts: number; failures: number } | null

/** Wrong answers of one action over all methods; after the last it has failed. */
export const actionGuesses = 10

/**
 * Counts an answer before it is looked at: on its code, on its action and on its authenticator, all or none, in one statement.
 * @param authenticatorId the row that answers, where there is one
 * @returns null when no guess is left anywhere, or the authenticator is paused or off
 */
export async function reserveAnswer(
  now: number,
  challenge: Pick<ChallengeRow, 'id' | 'actionId'>,
  authenticatorId: string | null,
): Promise<Reserved> {
  const at = new Date(now)
  const { softLock, softLockEvery, softLockMax, disableAt } = limits.factor
  const [row] = await db().$queryRaw<{ attempts: number; failures: number }[]>`
    WITH open AS (
      SELECT 1 WHERE ${authenticatorId}::text IS NULL OR EXISTS (SELECT 1 FROM authenticators
        WHERE id = ${authenticatorId} AND disabled_at IS NULL AND (locked_until IS NULL OR locked_until <= ${at}))
    ), c AS (
      UPDATE action_challenges SET attempts = attempts + 1
      WHERE id = ${challenge.id} AND attempts < ${limits.code.attempts} AND EXISTS (SELECT 1 FROM open)
        AND EXISTS (SELECT 1 FROM actions WHERE id = ${challenge.actionId} AND failures < ${actionGuesses}) RETURNING attempts
    ), a AS (
      UPDATE actions SET failures = failures + 1
      WHERE id = ${challenge.actionId} AND failures < ${actionGuesses} AND EXISTS (SELECT 1 FROM c) RETURNING failures
    ), f AS (
      UPDATE authenticators SET failures = failures + 1,
        locked_until = CASE WHEN (failures + 1) % ${softLockEvery}::int = 0
          THEN ${at}::timestamptz + make_interval(secs => LEAST(${softLock}::int * power(2, (failures + 1) / ${softLockEvery}::int - 1), ${softLockMax}::int))
          ELSE locked_until END,
        disabled_at = CASE WHEN failures + 1 >= ${disableAt}::int THEN ${at} ELSE disabled_at END
      WHERE id = ${authenticatorId} AND EXISTS (SELECT 1 FROM a)
    )
    SELECT c.attempts, a.failures FROM c, a`
  return row ?? null
}

/** A right answer was no guess. */
export async function giveAnswerBack(tx: Tx, actionId: string): Promise<void> {
  await tx.action.updateMany({ where: { id: actionId, failures: { gt: 0 } }, data: { failures: { decrement: 1 } } })
}

/** Uses a question up, for one caller, if it is still the one that was answered. */
export async function consumeChallenge(tx: Tx, now: number, { id, sends }: ChallengeRow): Promise<boolean> {
  const { count } = await tx.actionChallenge.updateMany({
    where: { id, sends, consumedAt: null },
    data: { consumedAt: new Date(now) },
  })
  return count === 1
}

export async function createResult(tx: Tx, now: number, result: { actionId: string; method: string }): Promise<string> {
  const id = newId(now)
  await tx.actionResult.create({ data: { ...result, id, createdAt: new Date(now) } })
  return id
}

export async function resultById(tx: Tx, id: string): Promise<ResultRow | null> {
  return tx.actionResult.findUnique({ where: { id } })
}

/** Stores the first use of a result. @returns false when it was used before */
export async function useResult(tx: Tx, now: number, id: string, keyId: string): Promise<boolean> {
  const { count } = await tx.actionResult.updateMany({
    where: { id, validatedAt: null },
    data: { validatedAt: new Date(now), validatedBy: keyId },
  })
  return count === 1
}
