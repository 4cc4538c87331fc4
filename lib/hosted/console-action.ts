import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import { allow, type Capability } from '@/lib/admin/roles'
import type { As } from '@/lib/admin/verb'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { checkOrigin } from '@/lib/http/guards'
import { consoleUser } from './console'
import { valuesOf } from './console-form'
import { refusalState } from './console-refusal'
import type { FormAction, FormState } from './console-state'

type Common = {
  /** names of controls whose values are never sent back */
  secrets?: (form: FormData) => readonly string[]
  /** from the path of a refused field to the control that shows it */
  rename?: (path: string) => string
}
type ForStaff = Common & { caller: 'console'; needs: Capability }
type ForAnyone = Common & { caller: 'anyone' }
type Answer = Promise<FormState | undefined>

const expired = "You've been signed out. Sign in again in another tab, then send this once more."

/**
 * A server action (security.md §2 "Authorization"): asks for the caller inside, whatever page it was called from, and turns a
 * refusal into what its form shows. `anyone` is for the pages before sign-in; its handler gets no actor.
 */
export function action(options: ForStaff, handler: (input: { as: As; form: FormData }) => Answer): FormAction
export function action(options: ForAnyone, handler: (input: { ctx: Ctx; form: FormData }) => Answer): FormAction
export function action(
  options: ForStaff | ForAnyone,
  handler: (input: { as: As; ctx: Ctx; form: FormData }) => Answer,
): FormAction {
  return async (state, form) => {
    const given = await headers()
    const ctx = ctxFromHeaders(given)
    const at = (Number(state?.at) || 0) + 1
    try {
      // Next compares Origin and Host; this compares with the address we are known by
      checkOrigin(new Request(env().PUBLIC_URL, { method: 'POST', headers: new Headers(given) }), true)
      // by the overloads only a handler for staff reads `as`
      const as = (options.caller === 'console' ? await asStaff(options.needs) : undefined) as As
      const answer = await handler({ as, ctx, form })
      refresh()
      return { ok: true, ...answer, at }
    } catch (error) {
      unstable_rethrow(error)
      const refused = refusalState(error, ctx, options.rename)
      const message = refused.code === 'auth.unauthorized' ? expired : refused.message
      return { ...refused, message, values: valuesOf(form, options.secrets?.(form)), at }
    }
  }
}

/** @throws auth.unauthorized, auth.forbidden */
async function asStaff(needs: Capability): Promise<As> {
  const user = await consoleUser()
  if (!user) throw new AppError('auth.unauthorized')
  allow(user.as.actor, needs)
  return user.as
}
