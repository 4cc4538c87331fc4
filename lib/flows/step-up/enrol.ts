import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { transaction } from '@/lib/db/client'
import { pendingAuthenticator } from '@/lib/db/step-up-users'
import type { AuthenticatorRow } from '@/lib/db/users'
import { factors } from '@/lib/factors'
import type { StepUpMethod } from '@/lib/policy/step-up'
import { askRow } from './ask'
import { type At, expectOpen } from './at'
import { isEnrolled, wayOf } from './methods'
import { worldFor } from './question'
import { expectPermitted, pending } from './target'

/** Authenticators that their user sets up: pending until answered; the one there is stays until then (contracts/authsignal.md §15.1). */

/** @throws action.closed, action.method_not_permitted, action.scope_missing */
function expectMay(at: At, method: StepUpMethod): void {
  expectOpen(at)
  expectPermitted(at, method)
  const may = ['add:authenticators', 'update:authenticators'].some((scope) => at.scope.includes(scope))
  if (isEnrolled(at.user) && !may) throw new AppError('action.scope_missing', { scope: 'add:authenticators' })
}

/** A new contact: a code goes to it. @throws also identifier.invalid and what sending throws */
export async function enrolContact(ctx: Ctx, at: At, method: StepUpMethod, contact: string): Promise<{ id: string }> {
  expectMay(at, method)
  const row = await pending(ctx, at.user, method, contact)
  await askRow(ctx, at, method, row)
  return { id: row.id }
}

/** An authenticator app: its secret is told here and never again; the newest one counts. */
export async function enrolApp(ctx: Ctx, at: At, method: StepUpMethod): Promise<{ id: string; uri: string; secret: string }> {
  expectMay(at, method)
  const { factor: type } = wayOf(method)
  const { enroll, bring } = factors[type]
  const world = worldFor(at, ctx.now(), method, { id: '', type } as AuthenticatorRow)
  const { state, prompt } = await enroll.begin(world, {})
  if (prompt.shape !== 'qr-code' || !bring) throw new AppError('action.method_not_permitted')
  const data = bring.data(state, world.hash) as object
  const row = await transaction((tx) => pendingAuthenticator(tx, ctx.now(), at.user.id, { type, method, data }))
  await askRow(ctx, at, method, row)
  return { id: row.id, uri: prompt.uri, secret: prompt.secret }
}
