import { type Actor, allow, type Capability, isRole } from '@/lib/admin/roles'
import type { As } from '@/lib/admin/verb'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { Caller } from '@/lib/http/caller'
import type { Guarded } from '@/lib/http/guards'

/** The caller as an actor of the verbs. @throws auth.unauthorized, auth.forbidden for a role this version does not know */
export function actorOf(caller: Caller): Actor {
  if (caller.type === 'anonymous') throw new AppError('auth.unauthorized')
  if (caller.type === 'machine')
    return { type: 'machine', id: caller.id, ...(caller.applicationId === null && { operator: true as const }) }
  if (!isRole(caller.role)) throw new AppError('auth.forbidden')
  return { type: 'admin', id: caller.userId, role: caller.role }
}

export const as = ({ ctx, caller }: { ctx: Ctx; caller: Caller }): As => ({ ctx, actor: actorOf(caller) })

/** Who an endpoint is for: one line of the matrix in lib/admin/roles.ts, asked before a body is read and again by the verb. */
export const needs = (capability: Capability): Guarded => ({ guard: (caller) => allow(actorOf(caller), capability) })
