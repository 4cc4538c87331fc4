import { AppError } from '@/lib/core/errors'
import { type FactorType, factors } from '@/lib/factors'
import { mfaSkippable } from '@/lib/interaction/enroll'
import { atGate, gateRows } from '@/lib/interaction/rows'
import type { State } from '../state'

/** Why this row, or this factor, cannot be answered now. Nothing is sent. */
export function notEnabled(s: State, asked: string): AppError {
  const row = s.subject.rows.find((r) => r.id === asked)
  const factor = row?.type ?? (Object.hasOwn(factors, asked) ? (asked as FactorType) : undefined)
  const name = factor ? factors[factor].wire.logto : 'unknown'
  const canBind =
    !gateRows(s.interaction, s.subject, atGate(s.interaction, s.subject, s.policy)).length &&
    (s.policy.mfa.policy !== 'NoPrompt' || !mfaSkippable(s.subject, s.policy))
  return new AppError('session.mfa.mfa_factor_not_enabled', {
    factor: name,
    ...(factor && { title: factors[factor].title }),
    reason: reasonFor(s, factor, row?.status),
    canBind,
  })
}

function reasonFor(
  s: State,
  factor: FactorType | undefined,
  status: string | undefined,
): 'not_bound' | 'disabled_by_policy' | 'locked' | 'no_connector' {
  if (factor && !s.policy.mfa.enabled.includes(factor)) return 'disabled_by_policy'
  if (factor && !s.policy.mfa.factors.includes(factor)) return 'no_connector'
  return status === 'locked' || status === 'paused' ? 'locked' : 'not_bound'
}
