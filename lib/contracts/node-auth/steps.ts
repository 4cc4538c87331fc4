import { z } from 'zod'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { type FactorType, factors } from '@/lib/factors'
import { current } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import type { Current } from '@/lib/flows/types'
import { type Reply, reply } from '@/lib/http/route'
import type { Option } from '@/lib/interaction/types'
import { type Call, text } from './call'
import { issued, type TokenAnswer, tokenAnswer } from './deliver'
import { refused } from './wire'

/** Steps of an interaction in the words of contracts/node-auth.md §5. */

/** A sign-in's answer: tokens, or that a second step is asked for. */
export const signInAnswer = z.object({
  ...tokenAnswer,
  success: z.literal(true).optional(),
  requiresTwoFactor: z.literal(true).optional(),
  tempToken: z.string().optional(),
  available2faMethods: z.array(z.string()).optional(),
})
export type SignInAnswer =
  | TokenAnswer
  | { requiresTwoFactor: true; tempToken: string; available2faMethods: string[]; success?: never }

/** Names of factors on this wire; what it has no word for is absent. */
const wireName = (type: FactorType): string | null => {
  const { nauth } = factors[type].wire
  if (nauth === 'email') return 'magic-link'
  return ['totp', 'sms', 'backup'].includes(nauth) ? nauth : null
}

/** What may be answered at this step. */
export function optionsOf({ step }: Pick<Current, 'step'>): Option[] {
  return step.step === 'choose-factor' || step.step === 'answer' ? step.options : []
}

/** The one that a name of this wire means. */
export const optionNamed = (at: Pick<Current, 'step'>, name: string): Option | undefined =>
  optionsOf(at).find((option) => wireName(option.factor) === name)

export const methodsOf = (at: Pick<Current, 'step'>): string[] => [
  ...new Set(optionsOf(at).flatMap(({ factor }) => wireName(factor) ?? [])),
]

/** The sign-in page; no token travels in an address. */
export const signInPage = (): string => `${env().PUBLIC_URL}/sign-in`
const elsewhere = () => refused('INTERACTION_REQUIRED', { continueUrl: signInPage() })

/**
 * The interaction behind a tempToken, at its application, if it may still be answered.
 * @throws wire.refused TEMP_TOKEN_REQUIRED; session.interaction_not_found for one that is unknown, of somebody else, expired or spent
 */
export async function underTempToken(call: Call, given: unknown): Promise<Current> {
  const token = text(given, 'tempToken', 4096)
  if (!token) throw refused('TEMP_TOKEN_REQUIRED')
  const at = await current(call.ctx, token)
  if ('gone' in at) throw new AppError('session.interaction_not_found')
  const { applicationId, facts } = at.interaction
  if (applicationId !== call.application.id || !facts.request.api) throw new AppError('session.interaction_not_found')
  return at
}

/** Where a sign-in goes from here. @throws what stands in its way, in this wire's words */
export async function onward(call: Call, at: Current): Promise<Reply<SignInAnswer>> {
  const { step, token, interaction } = at
  switch (step.step) {
    case 'done':
      return issued(call, await finishLogin(call.ctx, token || { id: interaction.id }))
    case 'choose-factor':
    case 'answer': {
      const available2faMethods = methodsOf(at)
      if (!available2faMethods.length) throw elsewhere()
      return reply({ requiresTwoFactor: true as const, tempToken: token, available2faMethods })
    }
    case 'enroll':
      throw setUpFirst(at)
    case 'blocked':
      throw blocked(step, at.subject.now)
    case 'profile':
      throw step.missing[0] === 'email' ? refused('EMAIL_NOT_VERIFIED', { continueUrl: signInPage() }) : elsewhere()
    default:
      throw elsewhere()
  }
}

/** The policy demands a second step. What this wire cannot set up is set up on our own page. */
function setUpFirst({ step, token }: Current): AppError {
  const open = step.step === 'enroll' ? step.allowed.filter((o) => !o.bound).map((o) => wireName(o.factor)) : []
  return refused('2FA_SETUP_REQUIRED', {
    requires2FASetup: true,
    tempToken: token,
    ...(!open.includes('totp') && { continueUrl: signInPage() }),
  })
}

function blocked({ reason, until }: Extract<Current['step'], { step: 'blocked' }>, now: number): AppError {
  if (reason === 'user.suspended') return new AppError(reason)
  const lockedUntil = until && new Date(until).toISOString()
  if (reason === 'session.mfa.distinct_channel_required') return new AppError(reason, lockedUntil ? { lockedUntil } : {})
  return until
    ? new AppError('session.mfa.factor_locked', { retryAfter: Math.max(1, Math.ceil((until - now) / 1000)) })
    : new AppError('session.mfa.all_factors_disabled')
}
