import { keyedHash } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { mask, type PhoneChannel } from '@/lib/core/mask'
import { metrics } from '@/lib/core/metrics'
import { openData, used } from '@/lib/db/authenticators'
import { db, type Tx } from '@/lib/db/client'
import { reserveGuess } from '@/lib/db/interactions'
import { giveBack, longestWait, take } from '@/lib/db/limits'
import { lastChannel } from '@/lib/db/messages'
import type { AuthenticatorRow } from '@/lib/db/users'
import { type FactorType, factors } from '@/lib/factors'
import type { Verdict, World } from '@/lib/factors/types'
import { running, same } from '@/lib/interaction/rows'
import type { Bound, Challenge, Evidence } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import type { Refused } from '../advance'
import { ask, bindingOf, spend, type Target } from '../challenge'
import { notify } from '../notices'
import { challengeEvent, entry, type State, stepOf, withEffects, withFacts } from '../state'
import { later } from '../underway'
import { worldOf } from '../world'
import type { Handler } from '.'
import { expectShared } from './enroll'
import { expectStep } from './expect'
import { notEnabled } from './refusals'

const stored = (s: State, id: string | undefined) => s.person?.authenticators.find((a) => a.id === id)

/** Picks a second factor; a code goes out unless an earlier one for it is still good. */
export const begin: Handler<'begin'> = (ctx, s, { authenticatorId, delivery, link, anew = false }) => {
  const step = expectStep(s, 'choose-factor', 'answer')
  const listing = step.step === 'answer' ? stepOf(withFacts(s, { listing: true })) : step
  const option = listing.step === 'choose-factor' ? listing.options.find((o) => o.authenticatorId === authenticatorId) : undefined
  if (!option) throw notEnabled(s, authenticatorId)
  const target = { ...verifyTarget(s, option.factor, authenticatorId), ...wayOf(option.factor, delivery), ...(link && { link }) }
  return ask(ctx, s, target, anew)
}

/** Only a code to a phone has a way to choose. */
const wayOf = (factor: FactorType, delivery: PhoneChannel | undefined) =>
  factors[factor].address === 'phone' && delivery ? { delivery } : {}

function verifyTarget(s: State, factor: FactorType, authenticatorId: string): Target {
  const row = stored(s, authenticatorId)
  const bound = s.interaction.facts.bound.find((b) => b.id === authenticatorId)
  const data = row ? openData(row) : bound?.data
  const value = factors[factor].addressOf?.(data)
  const kind = factors[factor].address
  return {
    factor,
    mode: 'verify',
    usageType: s.interaction.purpose === 'account' ? 'UserPermissionValidation' : 'MfaVerification',
    authenticatorId,
    ...(kind && value && { address: { kind, value } }),
    input: data,
    wait: true,
    proven: true,
  }
}

/** The same question again with a new code, when the server's clock allows it. */
export const resend: Handler<'resend'> = (ctx, s, command) => {
  const step = expectStep(s, 'answer', 'enroll')
  const c = step.challenge
  if (!c) throw new AppError('verification_code.not_found', {})
  // the way it came last time, where that is still open
  const before = s.policy.deliveries.find((way) => way === c.delivery)
  const way = wayOf(c.factor, command.delivery ?? before)
  if (c.mode === 'verify') return ask(ctx, s, { ...verifyTarget(s, c.factor, c.authenticatorId ?? ''), ...way }, true)
  const target = {
    factor: c.factor,
    mode: c.mode,
    usageType: c.usageType,
    ...way,
    ...(c.address && { address: c.address }),
    input: { address: c.address?.value },
  }
  const proven = s.subject.proven.some((a) => same(a, c.address))
  return ask(
    ctx,
    s,
    {
      ...target,
      ...(c.silent && { silent: true }),
      wait: c.usageType === 'BindMfa' || c.usageType === 'UserPermissionValidation',
      proven,
    },
    true,
  )
}

/**
 * An answer to the question on screen. The order of contracts/logto.md §6: nothing waiting, expired, too many, count, compare, consume.
 */
export const answer: Handler<'answer'> = async (ctx, s, command) => {
  const step = stepOf(s)
  const challenge = running(s.interaction)
  const expected =
    (step.step === 'answer' && step.challenge === challenge) || (step.step === 'enroll' && step.challenge === challenge)
  if (challenge && !expected && !s.policy.mfa.factors.includes(challenge.factor))
    throw notEnabled(s, challenge.authenticatorId ?? challenge.factor)
  if (!challenge || !expected)
    throw new AppError(
      step.step === 'answer' || step.step === 'enroll' || step.step === 'choose-factor'
        ? 'verification_code.not_found'
        : 'interaction.wrong_step',
      {},
    )
  const factor = factors[challenge.factor]
  const given = factor.answer.safeParse(command.answer)
  if (!given.success)
    throw new AppError('request.invalid', {
      problems: given.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })),
    })
  if (challenge.expiresAt <= ctx.now()) throw expired(challenge)
  if (challenge.spent) throw noGuessLeft(ctx, s, challenge)
  const asked = answeredBy(s, challenge, given.data)
  const attempts = await reserve(ctx, s, asked)
  const world = worldOf(s, ctx.now(), { ...asked, binding: bindingOf(challenge) })
  const verdict = await judge(s, asked, world, given.data)
  count(ctx, asked, verdict.ok)
  if (!verdict.ok) return wrong(s, asked, s.policy.code.attempts - attempts)
  if (asked.mode === 'enroll' && asked.address && s.interaction.facts.request.api && !ownRow(s, asked))
    await expectShared(asked.factor, asked.address)
  const sentBy = await sentThrough(s, challenge)
  const right =
    asked.mode === 'enroll'
      ? enrolled(ctx, s, challenge, verdict.data, sentBy)
      : verified(ctx, s, challenge, asked, verdict.data, sentBy)
  const proved = withEffects(right, { resetAttempts: true, writes: [(tx) => giveBack(tx, answersKey(s, challenge))] })
  return command.trustDevice && s.policy.trustedDevice.enabled && asked.mode === 'verify' && !factor.spare
    ? withFacts(proved, { trustDevice: true })
    : proved
}

/** What is set up once more. One that was switched off begins anew. */
const ownRow = (s: State, c: Challenge) =>
  s.subject.rows.find(
    (row) => row.type === c.factor && row.status !== 'pending' && row.status !== 'locked' && same(row.address, c.address),
  )

/** How a code really came, after fail-over and all; asked only where there is more than one way. */
async function sentThrough(s: State, c: Challenge): Promise<PhoneChannel | undefined> {
  const several = factors[c.factor].address === 'phone' && s.config.connectors.some((row) => row.channel === 'whatsapp')
  const to = c.address && mask(c.address.kind, c.address.value)
  return (several && !c.silent && to && (await lastChannel(db(), s.interaction.id, to))) || undefined
}

/** The challenge with the row that answers it: of a question put to all rows of a factor, the one named in the answer. */
function answeredBy(s: State, c: Challenge, given: unknown): Challenge {
  const key = c.mode === 'verify' ? factors[c.factor].rowOf?.(given) : undefined
  if (!key) return c
  const row = s.person?.authenticators.find((a) => a.type === c.factor && a.key === key && a.verifiedAt && !a.disabledAt)
  return { ...c, ...(row && { authenticatorId: row.id }) }
}

async function judge(s: State, c: Challenge, world: World, given: unknown): Promise<Verdict> {
  const factor = factors[c.factor]
  const state = factor.state.parse(c.state)
  if (c.mode !== 'verify') return factor.enroll.finish(world, state, given)
  const row = stored(s, c.authenticatorId)
  const data = row ? openData(row) : s.interaction.facts.bound.find((b) => b.id === c.authenticatorId)?.data
  return factor.verify.finish(world, data, state, given)
}

function count(ctx: Ctx, c: Challenge, ok: boolean): void {
  const { mfaChallenge, mfaChallengeSeconds, signIn } = metrics()
  const outcome = ok ? 'success' : 'failure'
  if (c.mode === 'prove') signIn.inc({ method: 'code', outcome })
  else mfaChallenge.inc({ factor: c.factor, outcome })
  if (ok && c.mode !== 'prove') mfaChallengeSeconds.observe({ factor: c.factor }, (ctx.now() - c.sentAt) / 1000)
}

const iso = (at: number) => new Date(at).toISOString()

function expired(c: Challenge): AppError {
  const minutes = Math.max(1, Math.floor((c.expiresAt - c.sentAt) / 60_000))
  return new AppError('verification_code.expired', { expiredAt: iso(c.expiresAt), resendAvailableAt: iso(c.resendAt), minutes })
}

/** Counts before comparing. @returns guesses used up on this code, this one included */
async function reserve(ctx: Ctx, s: State, c: Challenge): Promise<number> {
  const row = c.mode === 'verify' ? (stored(s, c.authenticatorId)?.id ?? null) : null
  const { attempts, failures } = await reserveGuess(s.interaction.id, s.policy.code.attempts, row, ctx.now())
  if (attempts === null || (row !== null && failures === null)) throw noGuessLeft(ctx, s, c)
  if (failures && failures % limits.factor.softLockEvery === 0) metrics().lockout.inc({ factor: c.factor })
  if (failures === limits.factor.disableAt && s.person) later(ctx, notify(ctx, s.person.user, 'AccountLockedNotice'))
  const wait = longestWait(await take(db(), ctx.now(), [{ key: answersKey(s, c), ...limits.account }]))
  if (wait) throw new AppError('session.verification_blocked_too_many_attempts', { retryAfter: wait })
  return attempts
}

/** Neither another factor nor another sign-in brings a fresh budget: answers are counted per account, or per address to prove. */
const answersKey = (s: State, c: Challenge): string =>
  `answers:${c.mode === 'verify' ? s.interaction.userId : keyedHash('answers', `${c.factor}:${c.address?.value ?? s.interaction.id}`)}`

function noGuessLeft(ctx: Ctx, s: State, c: Challenge): AppError {
  const paused = stored(s, c.authenticatorId)?.lockedUntil?.getTime()
  if (!c.spent && s.interaction.attempts < s.policy.code.attempts && paused && paused > ctx.now())
    return new AppError('session.mfa.factor_locked', { retryAfter: Math.ceil((paused - ctx.now()) / 1000) })
  return new AppError('verification_code.exceed_max_try', { resendAvailableAt: iso(c.resendAt) })
}

function wrong(s: State, c: Challenge, attemptsLeft: number): Refused {
  const code = factors[c.factor].wrong ?? 'verification_code.code_mismatch'
  const refused = new AppError(code, { attemptsLeft, ...(!factors[c.factor].wrong && { resendAvailableAt: iso(c.resendAt) }) })
  return {
    refused,
    state: withEffects(s, {
      audit: [entry(s, `${challengeEvent(s, c)}.Submit`, { outcome: 'failure', code: refused.code, target: c.authenticatorId })],
    }),
  }
}

/** The challenge is used up; facts hold the proof. */
function proven(s: State, c: Challenge, evidence: Evidence | null): State {
  const { facts } = s.interaction
  const answered = withFacts(s, {
    evidence: evidence ? [...facts.evidence, evidence] : facts.evidence,
    challenges: facts.challenges.filter((x) => x !== c).map(spend),
    current: undefined,
    listing: undefined,
  })
  return withEffects(answered, { audit: [entry(s, `${challengeEvent(s, c)}.Submit`, { target: c.authenticatorId })] })
}

export function verified(ctx: Ctx, s: State, c: Challenge, asked: Challenge, data: unknown, sentBy?: PhoneChannel): State {
  const factor = factors[c.factor]
  const base = { factor: c.factor, at: ctx.now(), ...(c.address && { address: c.address }) }
  const id = c.mode === 'verify' ? asked.authenticatorId : undefined
  const row = stored(s, id)
  const amr = row || sentBy ? factor.amr?.(row ? openData(row) : {}, sentBy) : undefined
  const done = proven(s, c, { ...base, ...(id && { authenticatorId: id }), ...(amr && { amr }) })
  return row
    ? withEffects(spentOne(done, row.id, factor.left?.(data)), { writes: [(tx, now) => spendAnswer(tx, now, row, data)] })
    : done
}

/** The rules look at what is left after this answer. */
const spentOne = (s: State, id: string, left: number | undefined): State =>
  left === undefined
    ? s
    : { ...s, subject: { ...s.subject, rows: s.subject.rows.map((row) => (row.id === id ? { ...row, left } : row)) } }

/** An answer that counts once was taken by another sign-in at the same moment: here it is a wrong one. */
export async function spendAnswer(tx: Tx, now: number, row: AuthenticatorRow, data: unknown): Promise<void> {
  if (await used(tx, now, row, data)) return
  const { wrong: code = 'verification_code.code_mismatch' } = factors[row.type as FactorType]
  throw new AppError(code, { attemptsLeft: 0 })
}

/** Proven while being set up: its row is written when the interaction ends, and it is not asked for again here. */
function enrolled(ctx: Ctx, s: State, c: Challenge, data: unknown, sentBy?: PhoneChannel): State {
  // set up once more over the API: the row that is there stays the one
  const again = ownRow(s, c)
  const id = again?.id ?? c.id
  const bound: Bound = {
    id,
    type: c.factor,
    data,
    label: factors[c.factor].label(data),
    createdVia: s.interaction.purpose === 'account' ? 'AccountCenter' : 'Interaction',
    at: ctx.now(),
    ...(c.address && { address: c.address }),
  }
  const amr = factors[c.factor].amr?.(data, sentBy)
  const evidence: Evidence = {
    factor: c.factor,
    authenticatorId: id,
    at: ctx.now(),
    bound: true,
    ...(c.address && { address: c.address }),
    ...(amr && { amr }),
  }
  // having a spare on paper proves nothing about who holds it
  const proof = factors[c.factor].spare ? null : evidence
  return withFacts(proven(s, c, proof), { bound: [...s.interaction.facts.bound, bound], choice: undefined })
}
