import type { Ctx } from '@/lib/core/ctx'
import {
  actionGuesses,
  type ChallengeRow,
  challengeOf,
  consumeChallenge,
  createResult,
  giveAnswerBack,
  moveAction,
  questionState,
  reserveAnswer,
} from '@/lib/db/actions'
import { audit } from '@/lib/db/audit'
import { openData, used } from '@/lib/db/authenticators'
import { db, type Tx, transaction } from '@/lib/db/client'
import { giveBack, longestWait, take } from '@/lib/db/limits'
import { proveAuthenticator, updateStepUpUser } from '@/lib/db/step-up-users'
import type { AuthenticatorRow } from '@/lib/db/users'
import { factors } from '@/lib/factors'
import { plainCode } from '@/lib/factors/delivered-code'
import { limits } from '@/lib/policy/limits'
import type { StepUpMethod } from '@/lib/policy/step-up'
import { ask } from './ask'
import { type At, expectOpen } from './at'
import { addressOf, authenticatorsFor, methodOf, verified, wayOf } from './methods'
import { tellAdded, tellRemoved } from './notices'
import { questionType, worldFor } from './question'
import { expectPermitted } from './target'
import { signToken } from './token'
import { trackToken } from './track'

export type Refusal = 'CODE_INVALID_OR_EXPIRED' | 'MAX_ATTEMPTS_EXCEEDED'
export type Answered =
  | { isVerified: false; failureReason: Refusal }
  /** `enrolled`: the authenticator that this answer proved */
  | { isVerified: true; accessToken: string; enrolled?: string }

const wrong = { isVerified: false, failureReason: 'CODE_INVALID_OR_EXPIRED' } as const
const tooMany = { isVerified: false, failureReason: 'MAX_ATTEMPTS_EXCEEDED' } as const
const perFactor = { count: 10, window: 300 }

/**
 * An answer to the question of a method: counted before it is looked at, used up by one of any number of callers. What is wrong is
 * no error here (contracts/authsignal.md §9.3).
 * @throws action.closed, action.method_not_permitted
 */
export async function answer(ctx: Ctx, at: At, method: StepUpMethod, given: unknown): Promise<Answered> {
  if (at.action.state === 'CHALLENGE_FAILED') return tooMany
  expectOpen(at)
  expectPermitted(at, method)
  const asked = await questionOf(ctx, at, method)
  if (!asked) return wrong
  const { challenge, row } = asked
  const reserved = await reserveAnswer(ctx.now(), challenge, row.id)
  if (!reserved || (await overLimits(ctx, at, row))) return failed(ctx, at, tooMany)
  const right = await compare(ctx, at, method, asked, given)
  if (!right || !(await prove(ctx, at, method, asked, right.data))) {
    const last = reserved.attempts >= limits.code.attempts || reserved.failures >= actionGuesses
    return failed(ctx, at, last ? tooMany : wrong, reserved.failures)
  }
  return answered(ctx, at, method, row)
}

const running = (challenge: ChallengeRow | null) => !!challenge?.state && !challenge.consumedAt

type Question = { challenge: ChallengeRow; row: AuthenticatorRow }

/** The running question with the row that answers it. What delivers nothing is asked without a word. */
async function questionOf(ctx: Ctx, at: At, method: StepUpMethod): Promise<Question | null> {
  if (!factors[wayOf(method).factor].address && !running(await challengeOf(db(), at.action.id, method)))
    if (authenticatorsFor(at.user, method).length) await ask(ctx, at, method)
  const challenge = await challengeOf(db(), at.action.id, method)
  const row = at.user.authenticators.find((one) => one.id === challenge?.authenticatorId)
  if (!challenge || challenge.consumedAt || challenge.state === null || !row) return null
  if (challenge.expiresAt && challenge.expiresAt.getTime() <= ctx.now()) return null
  return { challenge, row }
}

const answersKey = ({ user }: At) => `step-up-answers:${user.id}`

/** The budgets of a factor and of a user, over all actions. */
async function overLimits(ctx: Ctx, at: At, row: AuthenticatorRow): Promise<boolean> {
  const windows = [
    { key: `step-up-verify:${at.user.id}:${row.type}`, ...perFactor },
    { key: answersKey(at), ...limits.account },
  ]
  return longestWait(await take(db(), ctx.now(), windows)) !== null
}

async function compare(ctx: Ctx, at: At, method: StepUpMethod, { challenge, row }: Question, given: unknown) {
  const factor = factors[questionType(row)]
  // exactly so many digits; anything else is a wrong code
  const code = typeof given === 'string' && given.length <= 64 ? plainCode(given) : ''
  const state = factor.state.safeParse(questionState(challenge))
  if (!code || !state.success) return null
  const world = worldFor(at, ctx.now(), method, row)
  const verdict = await factor.verify.finish(world, openData(row), state.data, factor.answer.parse({ code }))
  return verdict.ok ? verdict : null
}

/** May satisfy the action: not what was added after it was tracked by somebody who had something already (§15.1). */
const satisfies = ({ action }: At, row: AuthenticatorRow) =>
  !action.enrolled || (!!row.verifiedAt && row.verifiedAt.getTime() <= action.createdAt.getTime())

/** Uses the question up and writes what it proved: all or nothing. @returns false when somebody else was first */
async function prove(ctx: Ctx, at: At, method: StepUpMethod, { challenge, row }: Question, data: unknown): Promise<boolean> {
  const { action, user, application } = at
  const now = ctx.now()
  return transaction(async (tx) => {
    if (!(await consumeChallenge(tx, now, challenge))) return false
    if (row.verifiedAt) {
      if (!(await used(tx, now, row, data))) return false
    } else await enrol(tx, ctx, at, method, row, data)
    await giveAnswerBack(tx, action.id)
    await giveBack(tx, answersKey(at))
    const moved =
      satisfies(at, row) &&
      (await moveAction(tx, now, action.id, 'CHALLENGE_SUCCEEDED', 'verification', { method, verifiedBy: row.id }))
    const about = { applicationId: application.id, userId: user.id, target: action.id }
    if (moved) await audit(tx, ctx, { ...about, event: 'action.state_changed', details: { to: 'CHALLENGE_SUCCEEDED', method } })
    return true
  })
}

/** A method has one authenticator: the new one takes the place of the old. */
const replacedBy = ({ user }: At, method: StepUpMethod, row: AuthenticatorRow) =>
  verified(user).filter((one) => methodOf(one) === method && one.id !== row.id)

/** The first right answer makes it theirs, and says that the contact is. */
async function enrol(tx: Tx, ctx: Ctx, at: At, method: StepUpMethod, row: AuthenticatorRow, data: unknown): Promise<void> {
  const { user, application } = at
  const replaced = replacedBy(at, method, row).map(({ id }) => id)
  await proveAuthenticator(tx, ctx.now(), row, replaced)
  if (data !== undefined && factors[questionType(row)].key === undefined) await used(tx, ctx.now(), row, data)
  const address = addressOf(row)
  const kind = factors[questionType(row)].address
  if (kind && address) await updateStepUpUser(tx, ctx.now(), user.id, { [kind]: address, [`${kind}Verified`]: true })
  const about = { applicationId: application.id, userId: user.id, target: row.id }
  await audit(tx, ctx, { ...about, event: 'authenticator.created', details: { method } })
}

/** The tenth wrong answer of an action decides it. */
async function failed(ctx: Ctx, { action, application, user }: At, refusal: typeof wrong | typeof tooMany, failures = 0) {
  if (failures < actionGuesses) return refusal
  await transaction(async (tx) => {
    if (!(await moveAction(tx, ctx.now(), action.id, 'CHALLENGE_FAILED', 'verification'))) return
    const about = { applicationId: application.id, userId: user.id, target: action.id }
    await audit(tx, ctx, { ...about, event: 'action.state_changed', outcome: 'failure', details: { to: 'CHALLENGE_FAILED' } })
  })
  return refusal
}

async function answered(ctx: Ctx, at: At, method: StepUpMethod, row: AuthenticatorRow): Promise<Answered> {
  const { action, settings, user } = at
  const enrolled = row.verifiedAt ? {} : { enrolled: row.id }
  if (!row.verifiedAt) {
    tellAdded(ctx, user, row)
    for (const old of replacedBy(at, method, row)) tellRemoved(ctx, user, old)
  }
  if (!satisfies(at, row)) return { isVerified: true, accessToken: await trackToken(ctx, settings, action), ...enrolled }
  const id = await createResult(db(), ctx.now(), { actionId: action.id, method })
  const everything = ['read', 'add', 'update', 'remove'].map((verb) => `${verb}:authenticators`)
  const accessToken = await signToken(ctx, { kind: 'result', id, action, scope: everything, method }, 0)
  return { isVerified: true, accessToken, ...enrolled }
}
