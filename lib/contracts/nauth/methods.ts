import { AppError } from '@/lib/core/errors'
import { type FactorType, factors, factorTypes } from '@/lib/factors'
import { advance } from '@/lib/flows/advance'
import type { Command, Current } from '@/lib/flows/types'
import { standingRows } from '@/lib/interaction/second'
import type { Challenge, Row } from '@/lib/interaction/types'
import { named } from '../direct/device-number'
import type { Call } from './call'
import { methodsOf } from './challenge'
import { refuseField } from './wire'

/** Factors by their names on this wire. */
export const factorNamed = (name: string): FactorType | undefined =>
  factorTypes.find((type) => factors[type].role !== 'first' && factors[type].wire.nauth === name)

/**
 * The row that a method, and a device where several are there, means.
 * @throws request.invalid with what is allowed, session.mfa.factor_locked while it is paused
 */
export function rowFor({ interaction, subject, policy, step }: Current, method: string, deviceId?: string | number): Row {
  const rows = standingRows(interaction, subject, policy)
  const type = factorNamed(method)
  const own = rows.filter((row) => row.type === type)
  if (!own.length) return refuseField('method', 'This method is not open here.', methodsOf(rows, policy.mfa.factors))
  const running = step.step === 'answer' ? own.find((row) => row.id === step.challenge.authenticatorId) : undefined
  const chosen = deviceId === undefined ? undefined : named(own, deviceId)
  if (deviceId !== undefined && !chosen) return refuseField('deviceId', 'There is no such device.')
  const row = chosen ?? running ?? own.find(({ status }) => status === 'active') ?? own[0]!
  if (row.status === 'paused')
    throw new AppError('session.mfa.factor_locked', {
      retryAfter: Math.max(1, Math.ceil(((row.lockedUntil ?? 0) - subject.now) / 1000)),
    })
  return row
}

/** The code that waits for an answer about a row. */
export const waitingFor = ({ interaction, subject }: Current, row: Row): Challenge | undefined =>
  interaction.facts.challenges.find((c) => c.mode === 'verify' && c.authenticatorId === row.id && c.expiresAt > subject.now)

/** Answers for a row: one that delivers must have sent its code, everything else asks in the same breath. */
export function answerTo(at: Current, row: Row, answer: Record<string, unknown>, trustDevice: boolean): Command[] {
  const { step } = at
  const reply: Command = { do: 'answer', answer, ...(trustDevice && { trustDevice }) }
  const onScreen = step.step === 'answer' && step.challenge.authenticatorId === row.id
  if (onScreen) return [reply]
  if (factors[row.type].address && !waitingFor(at, row)) throw new AppError('verification_code.not_found', {})
  return [{ do: 'begin', authenticatorId: row.id }, reply]
}

/** A code to a row, unless the last one is too young; with `refused`, why none went out although none waits. */
export async function sendTo(call: Call, at: Current, row: Row): Promise<{ at: Current; sent: boolean }> {
  const before = waitingFor(at, row)
  const begun = await advance(call.ctx, at.token, { do: 'begin', authenticatorId: row.id })
  if (!before) return { at: begun, sent: true }
  if (before.resendAt > call.ctx.now()) return { at: begun, sent: false }
  try {
    return { at: await advance(call.ctx, at.token, { do: 'resend' }), sent: true }
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('connector.')) throw error
    return { at: begun, sent: false }
  }
}
