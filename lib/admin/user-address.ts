import { newId } from '@/lib/core/crypto'
import type { AddressKind } from '@/lib/core/mask'
import { audit } from '@/lib/db/audit'
import { createAuthenticator, removeAuthenticator } from '@/lib/db/authenticators'
import type { Tx } from '@/lib/db/client'
import { asRow, personById } from '@/lib/db/users'
import { factors, forAddress } from '@/lib/factors'
import { auditActor } from './roles'
import { type As, found } from './verb'

/**
 * An administrator moved a profile address: the factor that followed it is removed, and the new address starts over, unproven.
 * @returns whether a factor was removed
 */
export async function followAddress(
  tx: Tx,
  { ctx, actor }: As,
  userId: string,
  { kind, from, to }: { kind: AddressKind; from: string; to: string | null },
): Promise<boolean> {
  const now = ctx.now()
  const rows = found(await personById(tx, userId)).authenticators.flatMap((row) => asRow(row, now) ?? [])
  const linked = rows.filter((row) => row.address?.kind === kind && row.address.value === from)
  for (const row of linked) {
    await removeAuthenticator(tx, userId, row.id)
    const details = { factorId: row.id, factor: factors[row.type].wire.logto, masked: row.masked, reason: 'profile_changed' }
    await audit(tx, ctx, { event: 'Mfa.Factor.Removed', actor: auditActor(actor), userId, details })
  }
  const held = rows.some((row) => row.address?.kind === kind && row.address.value === to)
  const removed = linked.length > 0
  if (!removed || to === null || held) return removed
  const type = forAddress(kind)
  await createAuthenticator(tx, now, {
    id: newId(now),
    userId,
    type,
    data: { address: to },
    createdVia: 'Admin',
    verified: false,
  })
  return true
}
