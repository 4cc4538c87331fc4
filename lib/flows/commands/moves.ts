import { AppError } from '@/lib/core/errors'
import { factors } from '@/lib/factors'
import { stepOf, withFacts } from '../state'
import type { Handler } from '.'
import { expectStep } from './expect'

/** The wish behind the box on the page of a second step, said a moment later. @throws interaction.wrong_step */
export const trust: Handler<'trust'> = (_ctx, s) => {
  const { purpose, facts } = s.interaction
  const passed = facts.evidence.some((e) => e.authenticatorId && !e.bound && !e.kept && !factors[e.factor].spare)
  if (purpose !== 'sign-in' || !passed || !s.policy.trustedDevice.enabled) throw new AppError('interaction.wrong_step')
  return withFacts(s, { trustDevice: true })
}

export const list: Handler<'list'> = (_ctx, s) => {
  expectStep(s, 'answer', 'choose-factor')
  return withFacts(s, { listing: true })
}

/** One page back: from a code to the list or form it came from, from a form to the list, from the first step to the identifier. */
export const back: Handler<'back'> = (_ctx, s) => {
  const step = stepOf(s)
  const { facts, purpose } = s.interaction
  if (step.step === 'enroll')
    return withFacts(s, facts.current ? { current: undefined } : facts.choice ? { choice: undefined } : { optedIn: undefined })
  if (step.step === 'answer' && step.challenge.mode === 'verify') return withFacts(s, { listing: true })
  if ((step.step !== 'authenticate' && step.step !== 'answer') || purpose === 'account') return s
  if (facts.evidence.length) return withFacts(s, { current: undefined })
  return withFacts(s, { current: undefined, identifier: undefined, profile: {} }, { userId: null })
}
