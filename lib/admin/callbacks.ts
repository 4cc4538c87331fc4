import { connectorById } from '@/lib/connectors'
import { openSecrets } from '@/lib/connectors/config'
import type { Ctx } from '@/lib/core/ctx'
import { db } from '@/lib/db/client'
import { findConnector } from '@/lib/db/connectors'
import { reportMessage } from '@/lib/db/messages'
import { isCallbackToken } from '@/lib/messages/callback'
import { found } from './verb'

/**
 * A carrier's delivery report (contracts/logto.md §4): a wrong token is nobody's address, a wrong signature is refused, and what
 * is unknown or late changes nothing.
 * @throws entity.not_found, auth.forbidden
 */
export async function receiveReport(ctx: Ctx, connectorId: string, token: string, request: Request): Promise<void> {
  found(isCallbackToken(connectorId, token) || null)
  const row = found(await findConnector(db(), connectorId))
  const entry = connectorById(row.factoryId)
  if (!entry?.receipt) return
  const report = await entry.receipt(openSecrets(entry.config, row.config, `connectors:${row.id}`), request)
  if (report) await reportMessage(db(), ctx.now(), { connectorId, ...report })
}
