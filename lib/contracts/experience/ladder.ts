import { AppError } from '@/lib/core/errors'
import { factors } from '@/lib/factors'
import type { Current } from '@/lib/flows/types'
import type { EnrollOption, Option, Step } from '@/lib/interaction/types'

const nameOf = (type: Option['factor']): string => factors[type].wire.logto
const iso = (at: number): string => new Date(at).toISOString()
const masked = (rows: { factor: Option['factor']; masked?: string }[]): Record<string, string> =>
  Object.fromEntries(
    rows.flatMap(({ factor, masked: text }) => (factors[factor].address && text ? [[nameOf(factor), text]] : [])),
  )

function gate({ options }: Extract<Step, { step: 'choose-factor' }>, c: Current): AppError {
  return new AppError('session.mfa.require_mfa_verification', {
    availableFactors: [...new Set(options.map((o) => nameOf(o.factor)))],
    maskedIdentifiers: masked(options),
    factors: options.map((o) => ({
      factorId: o.authenticatorId,
      type: nameOf(o.factor),
      label: o.label,
      masked: o.masked,
      ...(o.lockedUntil && { lockedUntil: iso(o.lockedUntil) }),
      ...(factors[o.factor].address === 'phone' && { deliveries: c.policy.deliveries.length ? c.policy.deliveries : ['sms'] }),
    })),
    ...(options[0] && { preferred: options[0].authenticatorId }),
    trustedDevice: { available: c.policy.trustedDevice.enabled && !c.policy.requiredAcr, days: c.policy.trustedDevice.days },
  })
}

const open = (allowed: EnrollOption[]) => allowed.filter((o) => !o.bound).map((o) => nameOf(o.factor))

function setUp(step: Extract<Step, { step: 'enroll' }>): AppError {
  const { reason, allowed, skippable, graceEndsAt } = step
  const bound = allowed.filter((o) => o.bound)
  const available = { availableFactors: open(allowed), skippable, graceEndsAt: graceEndsAt ? iso(graceEndsAt) : null }
  switch (reason) {
    case 'offer':
      return new AppError('user.passkey_preferred', { skippable })
    case 'spare':
      return new AppError('session.mfa.backup_code_required')
    case 'another':
      return new AppError('session.mfa.suggest_additional_mfa', {
        availableFactors: open(allowed),
        boundFactors: bound.map((o) => nameOf(o.factor)),
        maskedIdentifiers: masked(bound),
        mfaEnabled: true,
        skippable,
        suggestion: true,
      })
    case 'suggested': {
      const known = allowed.find((o) => o.known?.proven)
      const target = known?.known && { knownTarget: { type: nameOf(known.factor), masked: known.known.masked } }
      return new AppError('user.suggest_mfa', { ...available, ...target })
    }
    case 'required':
    case 'wanted':
      return new AppError('user.missing_mfa', available)
    default:
      return reason satisfies never
  }
}

/** The first rung that is not climbed yet (contracts/logto.md §6); null when nothing is left but to finish. */
export function rung(c: Current): AppError | null {
  const { step } = c
  switch (step.step) {
    case 'identify':
    case 'authenticate':
      return new AppError('session.identifier_not_found')
    case 'blocked':
      if (step.reason === 'session.mfa.factor_locked')
        return new AppError(
          step.reason,
          step.until ? { retryAfter: Math.max(1, Math.ceil((step.until - c.subject.now) / 1000)) } : {},
        )
      return new AppError(step.reason, step.until ? { lockedUntil: iso(step.until) } : {})
    case 'choose-factor':
      return gate(step, c)
    case 'answer':
      if (step.challenge.mode !== 'verify') return new AppError('session.identifier_not_found')
      return gate({ step: 'choose-factor', options: step.options }, c)
    case 'new-password':
      return new AppError('user.new_password_required_in_profile')
    case 'profile':
      return new AppError('user.missing_profile', { missingProfile: step.missing })
    case 'enroll':
      return setUp(step)
    case 'consent':
      return new AppError('interaction.wrong_step')
    case 'cancelled':
      return new AppError('session.not_found')
    case 'done':
      return null
    default:
      return step satisfies never
  }
}
