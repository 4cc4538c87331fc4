import { audit } from '@/lib/db/audit'
import { db } from '@/lib/db/client'
import { rotateKeys } from '@/lib/db/signing-keys'
import { allow, auditActor } from './roles'
import type { As } from './verb'

export type KeyView = { id: string; algorithm: string; state: string; createdAt: string; retiredAt: string | null }

/** Keys that sign, that will sign, and that still verify; never their private halves. */
export async function listKeys({ actor }: As): Promise<KeyView[]> {
  allow(actor, 'settings.read')
  const rows = await db().signingKey.findMany({ orderBy: [{ algorithm: 'asc' }, { createdAt: 'desc' }] })
  return rows.map(({ id, algorithm, state, createdAt, retiredAt }) => ({
    id,
    algorithm,
    state,
    createdAt: createdAt.toISOString(),
    retiredAt: retiredAt?.toISOString() ?? null,
  }))
}

/** Turns the signing keys over: the published next one signs, the old one goes on verifying. @returns the keys afterwards */
export async function rotate(as: As): Promise<KeyView[]> {
  allow(as.actor, 'settings.write')
  const algorithms = await rotateKeys(as.ctx.now())
  await audit(db(), as.ctx, { event: 'SigningKeys.Rotated', actor: auditActor(as.actor), details: { algorithms } })
  return listKeys(as)
}
