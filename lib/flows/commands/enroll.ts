import { sha256 } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { usersOfAddress } from '@/lib/db/authenticators'
import { db } from '@/lib/db/client'
import { reserveGuess } from '@/lib/db/interactions'
import { type FactorType, factors } from '@/lib/factors'
import { readyAddress } from '@/lib/interaction/contacts'
import { permissionAddress } from '@/lib/interaction/enroll'
import { allRows, knownAddresses, same } from '@/lib/interaction/rows'
import type { Address, Bound, Interaction, Step } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import type { Refused } from '../advance'
import { ask } from '../challenge'
import { entry, type State, withEffects, withFacts } from '../state'
import type { Handler } from '.'
import { expectStep } from './expect'
import { notEnabled } from './refusals'

type EnrollReason = Extract<Step, { step: 'enroll' }>['reason']
type Skip = Interaction['facts']['skipped'][number]

export const optIn: Handler<'opt-in'> = (_ctx, s) => {
  expectStep(s, 'enroll')
  return withFacts(s, { optedIn: true })
}

export const choose: Handler<'choose'> = (_ctx, s, { factor }) => {
  const step = expectStep(s, 'enroll')
  if (!step.allowed.some((o) => o.factor === factor)) throw notEnabled(s, factor)
  return withFacts(s, { choice: factor, optedIn: true, current: undefined })
}

const put: Partial<Record<EnrollReason, Skip>> = { another: 'suggestion', offer: 'passkey' }
const skips: Record<Skip, string> = { mfa: 'Mfa.Skipped', suggestion: 'Mfa.SuggestionSkipped', passkey: 'Passkey.Skipped' }

/** "Not now": kept as a fact, stored when the interaction ends, and never where the policy does not allow it. */
export const skip: Handler<'skip'> = (_ctx, s) => {
  const step = expectStep(s, 'enroll')
  if (!step.skippable) throw new AppError('session.mfa.mfa_policy_not_user_controlled')
  const what = put[step.reason] ?? 'mfa'
  return withEffects(withFacts(s, { skipped: [...s.interaction.facts.skipped, what], choice: undefined, current: undefined }), {
    audit: [entry(s, skips[what])],
  })
}

/** Begins setting a factor up; where it delivers, its code goes to the new address. */
export const enroll: Handler<'enroll'> = async (ctx, s, { factor, input }) => {
  const step = expectStep(s, 'enroll')
  if (!step.allowed.some((o) => o.factor === factor)) throw alone(s, factor) ?? notEnabled(s, factor)
  // taking an offer is no word about the second step, which is asked for afterwards
  const chosen = withFacts(s, { choice: factor, ...(step.reason !== 'offer' && { optedIn: true as const }) })
  const address = addressFrom(s, factor, input)
  await withinLimits(s, factor, address)
  const permission = permissionAddress(s.interaction, s.subject, s.policy, address)
  if (permission && s.interaction.facts.request.api) throw new AppError('auth.forbidden', { reason: 'set_up_on_own_pages' })
  if (permission) {
    const { factor: known, address: on } = permission
    return ask(ctx, chosen, {
      factor: known,
      mode: 'prove',
      usageType: 'UserPermissionValidation',
      address: on,
      input: { address: on.value },
      wait: true,
      proven: true,
    })
  }
  return ask(ctx, chosen, {
    factor,
    mode: 'enroll',
    usageType: 'BindMfa',
    ...(address && { address }),
    input: address ? { address: address.value } : input,
    wait: true,
    proven: s.subject.proven.some((a) => same(a, address)),
  })
}

/** A spare stands beside something else. */
const alone = (s: State, factor: FactorType): AppError | null =>
  factors[factor].spare && !allRows(s.interaction, s.subject).some(({ type }) => factors[type].role !== 'first')
    ? new AppError('session.mfa.backup_code_can_not_be_alone')
    : null

/** The address as typed; left empty, the one on file. */
function addressFrom(s: State, factor: FactorType, input: Record<string, unknown>): Address | undefined {
  const kind = factors[factor].address
  if (!kind) return undefined
  const typed = typeof input.address === 'string' ? input.address.trim() : ''
  const onFile = s.interaction.facts.profile[kind] ?? s.subject.profile[kind] ?? (kind === 'phone' ? toldPhone(s) : undefined)
  const value = typed ? normalize(kind, typed, String(input.country ?? s.policy.defaultCountry)) : onFile
  if (!value) throw new AppError('identifier.invalid', { kind })
  return { kind, value }
}

/** A number somebody gave of themselves and never proved. */
export const toldPhone = ({ interaction, person }: Pick<State, 'interaction' | 'person'>): string | undefined =>
  interaction.facts.details?.phone ?? (person?.user.profile as { phone?: string } | undefined)?.phone

async function withinLimits(s: State, factor: FactorType, address: Address | undefined): Promise<void> {
  const mine = allRows(s.interaction, s.subject).filter(
    (row) => row.type === factor && row.status !== 'pending' && row.status !== 'locked',
  )
  if (mine.some((row) => same(row.address, address))) {
    // over the API setting one up again proves it again
    if (s.interaction.facts.request.api && s.interaction.purpose === 'account') return
    throw new AppError('user.factor_already_bound')
  }
  if (mine.length >= factors[factor].perUser && !factors[factor].spare)
    throw new AppError(factors[factor].full ?? 'user.factor_limit_reached', { limit: factors[factor].perUser })
  // over the API that is told to whoever has proven it only
  if (address && !s.interaction.facts.request.api) await expectShared(factor, address)
}

/** One address serves so many people. @throws user.factor_limit_reached */
export async function expectShared(factor: FactorType, address: Address): Promise<void> {
  const limit = limits.factors.sharedNumber
  if ((await usersOfAddress(db(), factor, address.value)) >= limit) throw new AppError('user.factor_limit_reached', { limit })
}

/** The id that an address on file would have as a factor: the same as often as it is asked for. */
export function knownId({ id }: Pick<Interaction, 'id'>, factor: FactorType): string {
  const hash = sha256(`known:${id}:${factor}`)
  // like every other id here: its time, then what cannot be told from chance
  return `${id.slice(0, 14)}7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}

/** A factor that was not offered is a wrong answer, and counted like one. */
async function wrongId(ctx: Ctx, s: State): Promise<Refused> {
  const { attempts } = await reserveGuess(s.interaction.id, s.policy.code.attempts, null, ctx.now())
  if (attempts === null) throw new AppError('verification_code.exceed_max_try', {})
  return {
    refused: new AppError('verification_code.code_mismatch', { attemptsLeft: s.policy.code.attempts - attempts }),
    state: s,
  }
}

/** One click: an address proven in this product becomes a factor without a second code (S12). */
export const useKnown: Handler<'use-known'> = async (ctx, s, { factor, id }) => {
  expectStep(s, 'enroll')
  if (id !== undefined && id !== knownId(s.interaction, factor)) return wrongId(ctx, s)
  const proven = [
    ...knownAddresses(s.subject, s.policy),
    ...s.interaction.facts.evidence.flatMap((e) =>
      e.address && !e.authenticatorId ? [{ factor: e.factor, address: e.address }] : [],
    ),
  ]
  const known = proven.find((k) => k.factor === factor)
  const { interaction, subject, policy } = s
  if (interaction.facts.request.api && !readyAddress(interaction, subject, policy, factor)) throw notEnabled(s, factor)
  if (!known || s.policy.mfa.autoEnroll[known.address.kind] === 'off') throw new AppError('session.mfa.pending_info_not_found')
  const data = { address: known.address.value }
  const bound: Bound = {
    id: knownId(s.interaction, factor),
    type: factor,
    data,
    label: factors[factor].label(data),
    createdVia: 'Interaction',
    at: ctx.now(),
    address: known.address,
  }
  return withEffects(withFacts(s, { bound: [...s.interaction.facts.bound, bound], optedIn: true, choice: undefined }), {
    audit: [entry(s, 'Mfa.Factor.Added', { target: bound.id, details: { factor } })],
  })
}
