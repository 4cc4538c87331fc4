import { newId } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { factors } from '@/lib/factors'
import { toAutoEnroll } from '@/lib/interaction/enroll'
import type { Bound } from '@/lib/interaction/types'
import { entry, type State, withEffects, withFacts } from './state'

/** After each command: proven addresses that the policy turns into factors without a second code become factors. */
export function settle(ctx: Ctx, s: State): State {
  const due = toAutoEnroll(s.interaction, s.subject, s.policy)
  if (!due.length) return s
  const bound = due.map(({ factor, address }): Bound => {
    const data = { address: address.value }
    return {
      id: newId(ctx.now()),
      type: factor,
      data,
      label: factors[factor].label(data),
      createdVia: s.interaction.purpose === 'register' ? 'SignUpAutoEnroll' : 'SignInAutoEnroll',
      at: ctx.now(),
      address,
    }
  })
  const audit = bound.map((b) => entry(s, 'Mfa.Factor.AutoEnrolled', { target: b.id, details: { factor: b.type } }))
  return withEffects(withFacts(s, { bound: [...s.interaction.facts.bound, ...bound] }), { audit })
}
