import { equal, hashToken } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { stepOf, withFacts } from '../state'
import type { Handler } from '.'
import { verified } from './verify'

/**
 * Somebody brought the secret back that went to an address: they were there. It is not guessed at, so no guess is counted; saving the
 * interaction uses it up, for one of any number of callers.
 * A second step is answered by whoever began the sign-in, not by whoever has the mail: `mode` says which of the two calls.
 * @throws token.invalid for one that was replaced, used, or belongs to a question that is not asked
 */
export const follow: Handler<'follow'> = (ctx, s, { secret, mode }) => {
  const hash = hashToken(secret)
  const c = s.interaction.facts.challenges.find((one) => one.link && equal(one.link, hash))
  if (!c || c.silent || c.mode !== mode) throw new AppError('token.invalid')
  const here = withFacts(s, { current: c.id, listing: undefined })
  const step = stepOf(here)
  if (step.step !== 'answer' || step.challenge !== c) throw new AppError('token.invalid')
  return verified(ctx, here, c, c, undefined)
}
