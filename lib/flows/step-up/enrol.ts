import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { StepUpMethod } from '@/lib/policy/step-up'
import { askRow } from './ask'
import { type At, expectOpen } from './at'
import { isEnrolled } from './methods'
import { expectPermitted, pending } from './target'

/**
 * A new contact, pending until its code is answered; the one there is stays until then (contracts/authsignal.md §10, §15.1).
 * @throws action.closed, action.scope_missing, identifier.invalid and what sending throws
 */
export async function enrol(
  ctx: Ctx,
  at: At,
  method: StepUpMethod,
  contact: string,
): Promise<{ id: string; challengeId: string }> {
  expectOpen(at)
  expectPermitted(at, method)
  const may = ['add:authenticators', 'update:authenticators'].some((scope) => at.scope.includes(scope))
  if (isEnrolled(at.user) && !may) throw new AppError('action.scope_missing', { scope: 'add:authenticators' })
  const row = await pending(ctx, at.user, method, contact)
  const { challengeId } = await askRow(ctx, at, method, row)
  return { id: row.id, challengeId }
}
