import type { Ctx } from '@/lib/core/ctx'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { endSessions, sessionState } from '@/lib/db/sessions'
import { personById } from '@/lib/db/users'
import { notify } from './notices'
import { later } from './underway'

/** A refresh token came back after its successor was handed out: somebody has a copy. The session ends, its owner and the trail hear of it. */
export async function endReused(ctx: Ctx, sessionId: string): Promise<void> {
  const found = await sessionState(sessionId, ctx.now())
  if (!found) return
  const { userId, applicationId } = found.session
  const ended = await transaction(async (tx) => {
    const ids = await endSessions(tx, ctx.now(), { id: sessionId, userId })
    const entry = { event: 'Session.TokenReused', outcome: 'failure' as const, code: 'token.reused', userId, applicationId }
    await audit(tx, ctx, { ...entry, target: sessionId })
    return ids.length > 0
  })
  const user = ended && (await personById(db(), userId))?.user
  if (user) later(ctx, notify(ctx, user, 'SessionEndedNotice'))
}
