import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { PhoneChannel } from '@/lib/core/mask'
import { type ChallengeRow, challengeOf, claimChallenge, putQuestion, releaseChallenge, restoreQuestion } from '@/lib/db/actions'
import { openData } from '@/lib/db/authenticators'
import { db } from '@/lib/db/client'
import { longestWait, take } from '@/lib/db/limits'
import type { AuthenticatorRow } from '@/lib/db/users'
import { factors } from '@/lib/factors'
import type { Begun } from '@/lib/factors/types'
import { deliver, mayHaveArrived } from '@/lib/messages/deliver'
import { reserveSend } from '@/lib/messages/limits'
import type { StepUpMethod } from '@/lib/policy/step-up'
import { type At, expectOpen } from './at'
import { addressOf, wayOf } from './methods'
import { questionType, worldFor } from './question'
import { expectPermitted, targetOf } from './target'

export type Asked = { challengeId: string; sent: boolean; resendAfterSeconds: number }

/** Codes for one factor of one user, whatever the action. */
const sendsPerFactor = { count: 6, window: 600 }

/** Asks by a method that is on file, or by the contact of this action. @throws action.closed and what `askRow` throws */
export async function ask(ctx: Ctx, at: At, method: StepUpMethod): Promise<Asked> {
  expectOpen(at)
  expectPermitted(at, method)
  return askRow(ctx, at, method, await targetOf(ctx, at, method))
}

/**
 * Sends a code to an authenticator. Its id stays while the action asks by this method; a new code kills the one before; while the
 * resend clock runs nothing is sent, and that is no error (contracts/authsignal.md §9.2, §16).
 * @throws request.rate_limited, connector.*
 */
export async function askRow(ctx: Ctx, at: At, method: StepUpMethod, row: AuthenticatorRow): Promise<Asked> {
  const { action, user } = at
  const channel = wayOf(method).channel ?? null
  const address = addressOf(row) ?? null
  const before = await challengeOf(db(), action.id, method)
  const claim = { actionId: action.id, method, authenticatorId: row.id, address, channel }
  const mine = await claimChallenge(db(), ctx.now(), claim)
  if (!mine) return told(ctx, (await challengeOf(db(), action.id, method))!, false)
  try {
    await expectRoom(ctx, user.id, row)
    if (address)
      await reserveSend(ctx, {
        kind: factors[questionType(row)].address!,
        to: address,
        userId: user.id,
        proven: !!row.verifiedAt,
      })
    await put(ctx, at, method, row, mine, before)
  } catch (error) {
    await releaseChallenge(db(), ctx.now(), mine.id)
    throw error
  }
  return told(ctx, mine, true)
}

const told = (ctx: Ctx, { id, resendAt }: ChallengeRow, sent: boolean): Asked => ({
  challengeId: id,
  sent,
  resendAfterSeconds: Math.max(1, Math.ceil((resendAt.getTime() - ctx.now()) / 1000)),
})

/** @throws request.rate_limited while the factor is paused, or was asked too often */
async function expectRoom(ctx: Ctx, userId: string, row: AuthenticatorRow): Promise<void> {
  const paused = (row.lockedUntil?.getTime() ?? 0) - ctx.now()
  if (paused > 0) throw new AppError('request.rate_limited', { retryAfter: Math.ceil(paused / 1000) })
  const key = `step-up-send:${userId}:${row.id}`
  const wait = longestWait(await take(db(), ctx.now(), [{ key, ...sendsPerFactor }]))
  if (wait) throw new AppError('request.rate_limited', { retryAfter: wait })
}

async function put(
  ctx: Ctx,
  at: At,
  method: StepUpMethod,
  row: AuthenticatorRow,
  mine: ChallengeRow,
  before: ChallengeRow | null,
): Promise<void> {
  const factor = factors[questionType(row)]
  const { channel } = wayOf(method)
  const world = { ...worldFor(at, ctx.now(), method, row), ...(channel && { delivery: channel }) }
  const begun: Begun = await factor.verify.begin(world, openData(row))
  const life = at.settings.otpTtlMinutes
  await putQuestion(db(), mine.id, begun.state, begun.deliver ? ctx.now() + life * 60_000 : null)
  if (begun.deliver)
    await send(ctx, at, begun.deliver, life).catch(async (error) => {
      if (before && !mayHaveArrived(error)) await restoreQuestion(db(), ctx.now(), before)
      throw error
    })
}

type Message = NonNullable<Begun['deliver']>
function send(ctx: Ctx, { action, application, user }: At, { delivery, ...message }: Message, minutes: number): Promise<unknown> {
  return deliver(ctx, {
    ...message,
    ...(delivery && { channel: delivery as PhoneChannel }),
    usageType: 'MfaVerification',
    expiresInMinutes: minutes,
    languages: action.request.locale ? [action.request.locale] : [],
    user: { id: user.id, name: user.displayName, username: user.username, locale: user.locale },
    application: { id: application.id, name: application.name },
    interactionId: action.id,
  })
}
