import { AppError } from '@/lib/core/errors'
import { factors } from '@/lib/factors'
import type { Current } from '@/lib/flows/types'
import { guessesLeft } from '@/lib/interaction/rows'
import type { Purpose, Step } from '@/lib/interaction/types'
import { type At, clock, type Desk, languageOf, type Screen } from './desk'
import { type Notice, noticeView } from './notice'
import { blockedError, presentBlocked, presentConsent, presentReady } from './present-end'
import {
  acceptedKinds,
  passwordPage,
  presentIdentify,
  presentNewPassword,
  presentPassword,
  presentProfile,
} from './present-first'
import { presentAnswer, presentChoose } from './present-second'
import { presentSetup } from './present-setup'
import type { PromptView, View } from './view'

const firstPaths: Record<Purpose, string> = {
  'sign-in': '/sign-in',
  register: '/register',
  recover: '/forgot-password',
  account: '/challenge',
  consent: '/consent',
}

/** The path a step is shown under; a page asked for under another one redirects here. */
export function pathOf({ step, interaction, policy }: Pick<Current, 'step' | 'interaction' | 'policy'>): string {
  const first = firstPaths[interaction.purpose]
  switch (step.step) {
    case 'authenticate':
      return passwordPage(interaction.purpose, policy, step.methods) ? '/password' : first
    case 'choose-factor':
    case 'answer':
      return '/challenge'
    case 'enroll':
      return '/setup'
    case 'new-password':
      return '/password'
    case 'consent':
      return '/consent'
    case 'identify':
    case 'profile':
    case 'done':
    case 'blocked':
    case 'cancelled':
      return first
    default:
      return step satisfies never
  }
}

const is = <S extends Step['step']>(c: Current, ...steps: S[]): c is Current & At<S> => (steps as string[]).includes(c.step.step)

function screenOf(c: Current, desk: Desk): Screen {
  if (is(c, 'identify')) return presentIdentify(c, desk)
  if (is(c, 'authenticate')) return pathOf(c) === '/password' ? presentPassword(c, desk) : presentIdentify(c, desk)
  if (is(c, 'choose-factor')) return presentChoose(c, desk)
  if (is(c, 'answer')) return presentAnswer(c, desk)
  if (is(c, 'enroll')) return presentSetup(c, desk)
  if (is(c, 'new-password')) return presentNewPassword(c, desk)
  if (is(c, 'profile')) return presentProfile(c, desk)
  if (is(c, 'consent')) return presentConsent(c, desk)
  if (is(c, 'blocked')) return presentBlocked(c, desk)
  return presentReady(desk)
}

/** The step a page shows, ready to draw. Pure: the same facts and clock give the same page. */
export function present(c: Current, desk: Desk): View {
  const screen = screenOf(c, desk)
  const notice = desk.notice ?? standing(c, desk)
  const label = desk.t.kinds.any(acceptedKinds(c.interaction.purpose, c.policy))
  return {
    ...screen,
    path: pathOf(c),
    language: languageOf(desk),
    ix: c.interaction.id,
    ...(notice && { notice: { ...noticeView(notice, desk.t, fieldNames(screen), label), ...waitClock(notice, desk) } }),
  }
}

/** A wait is told as a length and, for those without scripts, as a time of day. */
function waitClock({ data }: Notice, desk: Desk): { clock?: string } {
  const at = typeof data.retryAt === 'string' ? Date.parse(data.retryAt) : Number.NaN
  return at > desk.now ? { clock: desk.t.common.clock(clock(desk, at)) } : {}
}

/** The page id alone: what a refusal is bound to. */
export const stepId = (c: Current, desk: Desk): string => screenOf(c, { ...desk, notice: null }).id

/** The name under which a refusal of this step is kept. */
export const noticePlace = (interactionId: string, id: string): string => `${interactionId}/${id}`

const answerField = (prompt: PromptView): string =>
  'field' in prompt ? prompt.field.name : prompt.shape === 'codes-list' ? 'acknowledge' : 'code'

function fieldNames({ body }: Screen): string[] {
  if (body.kind === 'form') return body.fields.map((f) => f.name)
  if (body.kind !== 'answer') return []
  return body.primary ? [answerField(body.prompt)] : []
}

/** What is wrong with a page whoever opens it: a code that ran out or was cancelled, a person that cannot go on. */
function standing(c: Current, desk: Desk): Notice | null {
  const error = is(c, 'blocked') ? blockedError(c, desk.now) : is(c, 'answer', 'enroll') ? deadCode(c, desk.now) : null
  return error && { code: error.code, data: error.data, values: {}, ref: desk.reference, at: '' }
}

function deadCode(c: At<'answer' | 'enroll'>, now: number): AppError | null {
  const { challenge } = c.step
  if (!challenge || !factors[challenge.factor].address) return null
  const { expiresAt, sentAt } = challenge
  if (!guessesLeft(c.interaction, challenge, c.policy)) return new AppError('verification_code.exceed_max_try', {})
  if (expiresAt > now) return null
  return new AppError('verification_code.expired', {
    expiredAt: new Date(expiresAt).toISOString(),
    minutes: Math.max(1, Math.floor((expiresAt - sentAt) / 60_000)),
  })
}
