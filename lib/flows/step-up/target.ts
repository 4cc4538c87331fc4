import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { pendingAuthenticator, type StepUpUser } from '@/lib/db/step-up-users'
import type { AuthenticatorRow } from '@/lib/db/users'
import { factors } from '@/lib/factors'
import type { StepUpMethod } from '@/lib/policy/step-up'
import type { At } from './at'
import { authenticatorsFor, firstOf, isEnrolled, wayOf } from './methods'

/** Where a code goes: contracts/authsignal.md §15.1. */

/** A method that the application has and the action permits. @throws action.method_not_permitted */
export function expectPermitted({ action, settings }: At, method: StepUpMethod): void {
  if (!action.methods.includes(method) || !settings.methods.includes(method)) throw new AppError('action.method_not_permitted')
}

/**
 * The authenticator that is asked. Somebody enrolled is asked by what they have proven and by nothing else, whatever number was
 * tracked; somebody new by the contact of this action, which becomes theirs with the first right answer.
 * @throws authenticator.not_found, authenticator.disabled, identifier.invalid
 */
export async function targetOf(ctx: Ctx, at: At, method: StepUpMethod): Promise<AuthenticatorRow> {
  const { user, action } = at
  if (isEnrolled(user)) {
    const rows = authenticatorsFor(user, method)
    const row = firstOf(rows.filter((one) => !one.disabledAt))
    if (!row) throw new AppError(rows.length ? 'authenticator.disabled' : 'authenticator.not_found')
    return row
  }
  const kind = factors[wayOf(method).factor].address
  const { email, phoneNumber } = action.request
  const given = kind === 'email' ? email || user.email : kind === 'phone' ? phoneNumber || user.phone : null
  if (!kind || !given) throw new AppError('authenticator.not_found')
  return pending(ctx, user, method, given)
}

/**
 * A row for a contact that its user has yet to prove: wrong answers add up on it, over any number of actions.
 * @throws identifier.invalid, authenticator.disabled
 */
export async function pending(ctx: Ctx, user: StepUpUser, method: StepUpMethod, given: string): Promise<AuthenticatorRow> {
  const { factor } = wayOf(method)
  const kind = factors[factor].address!
  const address = normalize(kind, given, (await config()).experience.branding.defaultCountry)
  if (!address) throw new AppError('identifier.invalid', { kind })
  const row = await transaction((tx) => pendingAuthenticator(tx, ctx.now(), user.id, { type: factor, method, data: { address } }))
  if (row.disabledAt) throw new AppError('authenticator.disabled')
  return row
}
