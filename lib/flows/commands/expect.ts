import { AppError } from '@/lib/core/errors'
import type { Step } from '@/lib/interaction/types'
import { type State, stepOf } from '../state'

/** @throws interaction.wrong_step unless the step is one of these */
export function expectStep<K extends Step['step']>(s: State, ...allowed: K[]): Extract<Step, { step: K }> {
  const step = stepOf(s)
  if (!(allowed as string[]).includes(step.step)) throw new AppError('interaction.wrong_step')
  return step as Extract<Step, { step: K }>
}
