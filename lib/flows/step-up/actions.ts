import { AppError } from '@/lib/core/errors'
import { type ActionRow, actionByKey, moveAction } from '@/lib/db/actions'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import type { ActionState } from '@/lib/policy/step-up'
import type { Server } from './callers'

/** What an application's server may do with an action: contracts/authsignal.md §7.2, §10. */

export type Named = { userId: string; action: string; key: string }

/** @throws entity.not_found */
export async function readAction(
  { key }: Server,
  { userId: subject, action: code, key: idempotencyKey }: Named,
): Promise<ActionRow> {
  const found = await actionByKey(db(), { applicationId: key.applicationId, subject, code, idempotencyKey })
  if (!found) throw new AppError('entity.not_found')
  return found
}

/** Moves it, if it may go there; to where it is already changes nothing. @throws entity.not_found, action.illegal_move */
export async function setState(server: Server, named: Named, to: ActionState): Promise<void> {
  const { ctx, key } = server
  const { id, state: from, userId } = await readAction(server, named)
  if (from === to) return
  await transaction(async (tx) => {
    if (!(await moveAction(tx, ctx.now(), id, to, 'application'))) throw new AppError('action.illegal_move', { from, to })
    const actor = { type: 'application' as const, id: key.id }
    const about = { applicationId: key.applicationId, actor, userId, target: id }
    await audit(tx, ctx, { ...about, event: 'action.state_changed', details: { from, to } })
  })
}
