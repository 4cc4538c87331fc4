import { keyedHash, newSecret } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { forget, longestWait, take } from '@/lib/db/limits'
import { reachable } from '@/lib/db/live'
import type { Challenge } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import { advance, current } from './advance'
import { keyFor, rename, runningUnder } from './keyed'
import { start } from './start'
import type { Current } from './types'

/** Signing in by a code to the phone of whoever is named: contracts/node-auth.md §4. Nothing depends on whether that is anybody. */

/** What text messages are good for: whether any leave, and whether a code in one signs people in. */
export async function phoneCodes(): Promise<{ sent: boolean; signIn: boolean }> {
  const settings = await config()
  const { methods } = settings.experience.signIn
  return {
    sent: reachable(settings).phone,
    signIn: methods.some((m) => m.identifier === 'phone' && m.verificationCode),
  }
}

/** What an application's own pages may offer before anybody is known. */
export async function signInWays(): Promise<{ register: boolean; emailCode: boolean; reset: boolean; twoFactor: boolean }> {
  const settings = await config()
  const { signInMode, signIn, forgotPasswordMethods, mfa } = settings.experience
  const mailed = reachable(settings).email
  return {
    register: signInMode !== 'SignIn',
    emailCode: mailed && signIn.methods.some((m) => m.identifier === 'email' && m.verificationCode),
    reset: mailed && forgotPasswordMethods.includes('EmailVerificationCode'),
    twoFactor: mfa.factors.length > 0,
  }
}

const spelled = (who: string) => who.trim().toLowerCase()
const keyOf = (applicationId: string, who: string) => keyFor('code-login', applicationId, spelled(who))
const counterOf = (applicationId: string, who: string) =>
  `code-login:${keyedHash('code-login', `${applicationId}\n${spelled(who)}`)}`

type Waiting = { ref: { id: string }; at: Current; challenge: Challenge }
/** What runs for this name and waits for its code. Past that it belongs to whoever gave the code. */
async function waiting(ctx: Ctx, key: string): Promise<Waiting | null> {
  const ref = await runningUnder(ctx, key)
  const at = ref && (await current(ctx, ref))
  const challenge = at && !('gone' in at) && at.step.step === 'answer' ? at.step.challenge : undefined
  return ref && at && !('gone' in at) && challenge?.mode === 'prove' ? { ref, at, challenge } : null
}

const tooSoon = (retryAfter: number) => new AppError('connector.rate_limit_exceeded', { retryAfter, scope: 'challenge' })

/** Counts by the name as it was given, so that what is said of limits says nothing of people. @throws connector.rate_limit_exceeded */
async function countSend(ctx: Ctx, counter: string, first: boolean): Promise<void> {
  const windows = limits.recipient.map((limit) => ({ key: `${counter}:${limit.window}`, ...limit }))
  // requests that run at the same time must not each begin with a code of their own
  const clock = first ? [{ key: `${counter}:first`, count: 1, window: limits.resend.waits[0] }] : []
  const wait = longestWait(await take(db(), ctx.now(), [...clock, ...windows]))
  if (wait) throw tooSoon(wait)
}

/**
 * Sends a code, outside the answer's way. @returns where the sign-in is: at a code that somebody may or may not have got
 * @throws connector.rate_limit_exceeded: too soon, or too often for this name or this caller's address
 */
export async function sendLoginCode(ctx: Ctx, applicationId: string, who: string): Promise<Challenge> {
  const key = keyOf(applicationId, who)
  const going = await waiting(ctx, key)
  const used = !!going && going.at.interaction.attempts >= going.at.policy.code.attempts
  const left = going ? Math.ceil((going.challenge.resendAt - ctx.now()) / 1000) : 0
  if (left > 0) throw tooSoon(left)
  await countSend(ctx, counterOf(applicationId, who), !going)
  const ref = going && !used ? going.ref : await start(ctx, { purpose: 'sign-in', applicationId, request: { api: true }, key })
  const { step } = await advance(ctx, { id: ref.id }, { do: 'reach', who })
  if (step.step !== 'answer') throw new AppError('interaction.wrong_step')
  return step.challenge
}

/**
 * Takes the code. @returns where the sign-in goes on, with the token it goes on under: whoever gave the code holds it, and nobody else
 * @throws verification_code.*; all that can be wrong with a name is `not_found`
 */
export async function answerLoginCode(ctx: Ctx, applicationId: string, who: string, code: string): Promise<Current> {
  const going = await waiting(ctx, keyOf(applicationId, who))
  if (!going) throw new AppError('verification_code.not_found', {})
  const at = await advance(ctx, going.ref, { do: 'answer', answer: { code } })
  await forget(db(), [`${counterOf(applicationId, who)}:first`])
  return { ...at, token: await rename(going.ref.id, newSecret()) }
}
