import { stepOf, withFacts } from '../state'
import type { Handler } from '.'
import { expectStep } from './expect'

export const consent: Handler<'consent'> = (_ctx, s, { approve }) => {
  expectStep(s, 'consent')
  return withFacts(s, { consent: approve ? 'approved' : 'denied' })
}

/** The person gives up: the application hears `access_denied`, an old session stays as it was. */
export const cancel: Handler<'cancel'> = (_ctx, s) => (stepOf(s).step === 'done' ? s : withFacts(s, { outcome: 'cancelled' }))
