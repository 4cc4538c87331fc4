import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { grantedTo, revokeGrants } from '@/lib/db/oidc-sessions'
import type { Session } from '@/lib/db/sessions'

export type ConnectedApp = { id: string; name: string }

/** Applications of third parties that the person let in; our own are no matter of consent. */
export async function connectedApps(session: Session): Promise<ConnectedApp[]> {
  const [ids, settings] = await Promise.all([grantedTo(db(), session.userId), config()])
  const found = await Promise.all(ids.map((id) => settings.application(id)))
  return found.flatMap((app) => (app?.isThirdParty ? { id: app.id, name: app.name } : []))
}

/** @throws entity.not_found */
export async function disconnectApp(ctx: Ctx, session: Session, id: string): Promise<void> {
  await transaction(async (tx) => {
    if (!(await revokeGrants(tx, session.userId, id))) throw new AppError('entity.not_found')
    await audit(tx, ctx, { event: 'Application.Disconnected', userId: session.userId, applicationId: id })
  })
}
