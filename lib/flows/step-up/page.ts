import type { Ctx } from '@/lib/core/ctx'
import { AppError, isCode } from '@/lib/core/errors'
import { type AddressKind, mask } from '@/lib/core/mask'
import { challengeOf } from '@/lib/db/actions'
import { db } from '@/lib/db/client'
import { type FactorType, factors } from '@/lib/factors'
import { limits } from '@/lib/policy/limits'
import { closedStates, isStepUpMethod, type StepUpMethod } from '@/lib/policy/step-up'
import { answer } from './answer'
import { ask } from './ask'
import { type At, actionAt, tenant } from './at'
import { enrolContact } from './enrol'
import { addressOf, authenticatorsFor, firstOf, isEnrolled, usableMethods, wayOf } from './methods'
import { readToken } from './token'
import { trackToken } from './track'

/** What the page of a step-up shows and does: contracts/authsignal.md §15.6. The token in its address is all it knows of a person. */

export type Way = { method: StepUpMethod; factor: FactorType; kind?: AddressKind; masked?: string }
export type Running = Way & { length: number; sentAt: number; resendAt: number; expiresAt: number; attemptsLeft: number }
export type StepUpPlace =
  | { at: 'over' }
  | { at: 'done' }
  | { at: 'closed' }
  | { at: 'choose'; ways: Way[] }
  /** a contact is wanted first */
  | { at: 'contact'; way: Way; others: boolean }
  | { at: 'answer'; running: Running; others: boolean }

const toldAbout = (way: Way, address: string | null | undefined): Way =>
  way.kind && address ? { ...way, masked: mask(way.kind, address) } : way

/** The ways open to the holder of a token, with where each goes. */
function waysOf({ user, action, settings }: At): Way[] {
  const allowed = action.methods.filter((method) => settings.methods.includes(method))
  const enrolled = isEnrolled(user)
  const open = enrolled ? usableMethods(user, settings).filter((method) => allowed.includes(method)) : allowed
  return open.flatMap((method) => {
    const { factor } = wayOf(method)
    const kind = factors[factor].address
    // what has no contact is set up before it can be asked for
    if (!kind && !enrolled) return []
    const way = { method, factor, ...(kind && { kind }) }
    const row = firstOf(authenticatorsFor(user, method).filter((one) => !one.disabledAt))
    if (enrolled) return [toldAbout(way, row && addressOf(row))]
    const { email, phoneNumber } = action.request
    return [toldAbout(way, kind === 'email' ? email || user.email : phoneNumber || user.phone)]
  })
}

/** Where the page is. @param asked the method it was sent on with, from its address */
export async function stepUpPlace(ctx: Ctx, token: string, asked?: string): Promise<StepUpPlace> {
  const at = await actionAt(ctx, token).catch(over)
  if (!at) return { at: 'over' }
  if (at.kind === 'result') return { at: 'done' }
  if (closedStates.includes(at.action.state) || at.user.disabled) return { at: 'closed' }
  const ways = waysOf(at)
  const way = ways.find(({ method }) => method === asked)
  const others = ways.length > 1
  if (!way) return ways.length ? { at: 'choose', ways } : { at: 'closed' }
  const challenge = await challengeOf(db(), at.action.id, way.method)
  if (!challenge || challenge.state === null || challenge.consumedAt)
    return isEnrolled(at.user) || way.masked ? { at: 'choose', ways } : { at: 'contact', way, others }
  const running = {
    ...toldAbout(way, challenge.address),
    length: at.settings.otpLength,
    sentAt: challenge.createdAt.getTime(),
    resendAt: challenge.resendAt.getTime(),
    // what was not sent does not go stale
    expiresAt: (challenge.expiresAt ?? lastMoment(at)).getTime(),
    attemptsLeft: Math.max(0, limits.code.attempts - challenge.attempts),
  }
  return { at: 'answer', running, others }
}

const lastMoment = ({ action, settings }: At) => new Date(action.createdAt.getTime() + settings.tokenDurationMinutes * 60_000)

/** A token that is out of date, or never was one, leads nowhere. */
function over(error: unknown): null {
  if (isCode(error, 'token.expired') || isCode(error, 'token.invalid')) return null
  throw error
}

export type StepUpForm = { method?: string; contact?: string; code?: string }
/** Where it goes from here: on under the same token, or at its end with the proof. */
export type StepUpMove = { to: 'page'; method: string } | { to: 'end'; at: At; accessToken: string }

/** Asks, takes a contact, or takes an answer. @throws whatever refuses that, and verification_code.* for a wrong one */
export async function moveStepUp(ctx: Ctx, token: string, form: StepUpForm): Promise<StepUpMove> {
  const at = await actionAt(ctx, token)
  const { method } = form
  if (!method || !isStepUpMethod(method)) throw new AppError('action.method_not_permitted')
  if (form.code !== undefined) {
    const answered = await answer(ctx, at, method, form.code)
    if (answered.isVerified) return { to: 'end', at, accessToken: answered.accessToken }
    const left = (await challengeOf(db(), at.action.id, method))?.attempts ?? limits.code.attempts
    if (answered.failureReason === 'MAX_ATTEMPTS_EXCEEDED') throw new AppError('verification_code.exceed_max_try', {})
    throw new AppError('verification_code.code_mismatch', { attemptsLeft: Math.max(0, limits.code.attempts - left) })
  }
  const way = waysOf(at).find((one) => one.method === method)
  if (form.contact !== undefined) await enrolContact(ctx, at, method, form.contact)
  else if (way?.masked || isEnrolled(at.user)) await ask(ctx, at, method)
  return { to: 'page', method }
}

/** Somebody leaves: the page that the application named, with a token that proves nothing new; null where it named none. */
export async function leaveStepUp(ctx: Ctx, token: string): Promise<{ at: At; token: string } | null> {
  const at = await actionAt(ctx, token).catch(over)
  return at && { at, token: await trackToken(ctx, at.settings, at.action) }
}

/** The application's page with a token; others of its parameters stay. */
export function backTo({ action }: At, token: string): string | null {
  if (!action.request.redirectUrl) return null
  const url = new URL(action.request.redirectUrl)
  url.searchParams.set('token', token)
  return url.href
}

/** Origins that may frame the page of this token, also when it is out of date; none for a token that is not ours. */
export async function framersOf(ctx: Ctx, token: string): Promise<string[]> {
  const late = { ...ctx, now: () => 0 }
  const claims = await readToken(late, token).catch(() => null)
  if (!claims) return []
  return (await tenant(claims.applicationId).catch(() => null))?.metadata.allowedOrigins ?? []
}
