import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { mask, type PhoneChannel } from '@/lib/core/mask'
import { type ChallengeRow, challengeOf, claimChallenge, putQuestion, releaseChallenge, restoreQuestion } from '@/lib/db/actions'
import { openData } from '@/lib/db/authenticators'
import { db } from '@/lib/db/client'
import { longestWait, take } from '@/lib/db/limits'
import { lastChannel } from '@/lib/db/messages'
import type { AuthenticatorRow } from '@/lib/db/users'
import { factors } from '@/lib/factors'
import type { Begun } from '@/lib/factors/types'
import { deliver, mayHaveArrived } from '@/lib/messages/deliver'
import { reserveSend } from '@/lib/messages/limits'
import type { StepUpMethod } from '@/lib/policy/step-up'
import { type At, expectOpen } from './at'
import { addressOf, type Plan, planOf } from './methods'
import { questionType, worldFor } from './question'
import { expectPermitted, targetOf } from './target'

/** `channel`: how a code to a phone went */
export type Asked = { challengeId: string; sent: boolean; resendAfterSeconds: number; channel?: PhoneChannel }

/** Codes for one factor of one user, whatever the action. */
const sendsPerFactor = { count: 6, window: 600 }

/** Asks by a method that is on file, or by the contact of this action. @param named the channel somebody asked for @throws action.closed and what `askRow` throws */
export async function ask(ctx: Ctx, at: At, method: StepUpMethod, named?: PhoneChannel): Promise<Asked> {
  expectOpen(at)
  expectPermitted(at, method)
  return askRow(ctx, at, method, await targetOf(ctx, at, method), named)
}

/**
 * Sends a code to an authenticator. Its id stays while the action asks by this method; a new code kills the one before; while the
 * resend clock runs nothing is sent, and that is no error (contracts/authsignal.md §9.2, §16).
 * @throws request.rate_limited, connector.*
 */
export async function askRow(
  ctx: Ctx,
  at: At,
  method: StepUpMethod,
  row: AuthenticatorRow,
  named?: PhoneChannel,
): Promise<Asked> {
  const { action, user, settings } = at
  const kind = factors[questionType(row)].address
  const plan = kind === 'phone' ? planOf(method, settings, named) : null
  const address = addressOf(row) ?? null
  const before = await challengeOf(db(), action.id, method)
  const claim = { actionId: action.id, method, authenticatorId: row.id, address, channel: plan?.channel ?? null }
  const mine = await claimChallenge(db(), ctx.now(), claim)
  if (!mine) return told(ctx, (await challengeOf(db(), action.id, method))!, false)
  try {
    await expectRoom(ctx, user.id, row)
    if (address && kind) await reserveSend(ctx, { kind, to: address, userId: user.id, proven: !!row.verifiedAt })
    await put(ctx, at, method, row, { mine, before, plan })
  } catch (error) {
    await releaseChallenge(db(), ctx.now(), mine.id)
    throw error
  }
  // of a way that may be left for another: which one it was in the end
  const went = plan && !plan.only && address ? await lastChannel(db(), action.id, mask('phone', address)) : null
  return { ...told(ctx, mine, true), ...(went && { channel: went }) }
}

const told = (ctx: Ctx, { id, resendAt, channel }: ChallengeRow, sent: boolean): Asked => ({
  challengeId: id,
  sent,
  resendAfterSeconds: Math.max(1, Math.ceil((resendAt.getTime() - ctx.now()) / 1000)),
  ...(channel && { channel: channel as PhoneChannel }),
})

/** @throws request.rate_limited while the factor is paused, or was asked too often */
async function expectRoom(ctx: Ctx, userId: string, row: AuthenticatorRow): Promise<void> {
  const paused = (row.lockedUntil?.getTime() ?? 0) - ctx.now()
  if (paused > 0) throw new AppError('request.rate_limited', { retryAfter: Math.ceil(paused / 1000) })
  // of the factor, not of the row: another number brings no fresh budget
  const key = `step-up-send:${userId}:${row.type}`
  const wait = longestWait(await take(db(), ctx.now(), [{ key, ...sendsPerFactor }]))
  if (wait) throw new AppError('request.rate_limited', { retryAfter: wait })
}

type Turn = { mine: ChallengeRow; before: ChallengeRow | null; plan: Plan | null }

async function put(ctx: Ctx, at: At, method: StepUpMethod, row: AuthenticatorRow, { mine, before, plan }: Turn): Promise<void> {
  const begun: Begun = await factors[questionType(row)].verify.begin(worldFor(at, ctx.now(), method, row), openData(row))
  const life = at.settings.otpTtlMinutes
  await putQuestion(db(), mine.id, begun.state, begun.deliver ? ctx.now() + life * 60_000 : null)
  if (begun.deliver)
    await send(ctx, at, begun.deliver, plan).catch(async (error) => {
      if (before && !mayHaveArrived(error)) await restoreQuestion(db(), ctx.now(), before)
      throw error
    })
}

type Message = NonNullable<Begun['deliver']>
function send(
  ctx: Ctx,
  { action, application, user, settings }: At,
  { kind, to, code }: Message,
  plan: Plan | null,
): Promise<unknown> {
  return deliver(ctx, {
    ...{ kind, to, code, ...plan },
    usageType: 'MfaVerification',
    expiresInMinutes: settings.otpTtlMinutes,
    languages: action.request.locale ? [action.request.locale] : [],
    user: { id: user.id, name: user.displayName, username: user.username, locale: user.locale },
    application: { id: application.id, name: application.name },
    interactionId: action.id,
  })
}
