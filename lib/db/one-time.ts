import { hashToken, newId, newSecret } from '@/lib/core/crypto'
import type { Tx } from './client'

export type OneTimePurpose = 'owner-setup' | 'verify-email'

/** A link that works once. The token is in this answer and never again. @param ttl seconds */
export async function createOneTime(
  tx: Tx,
  now: number,
  { purpose, subject, ttl }: { purpose: OneTimePurpose; subject: string; ttl: number },
): Promise<string> {
  const token = newSecret()
  const at = { createdAt: new Date(now), expiresAt: new Date(now + ttl * 1000) }
  await tx.oneTimeToken.create({ data: { id: newId(now), tokenHash: hashToken(token), purpose, subject, ...at } })
  return token
}

/** Whether it would still work; uses nothing up, so that link scanners and reloads do no harm. */
export async function oneTimeWorks(tx: Tx, now: number, purpose: OneTimePurpose, token: string): Promise<boolean> {
  const where = { tokenHash: hashToken(token), purpose, consumedAt: null, expiresAt: { gt: new Date(now) } }
  return (await tx.oneTimeToken.count({ where })) > 0
}

/** One conditional UPDATE: of parallel calls exactly one wins. @returns false for everybody else */
export async function consumeOneTime(tx: Tx, now: number, purpose: OneTimePurpose, token: string): Promise<boolean> {
  const { count } = await tx.oneTimeToken.updateMany({
    where: { tokenHash: hashToken(token), purpose, consumedAt: null, expiresAt: { gt: new Date(now) } },
    data: { consumedAt: new Date(now) },
  })
  return count === 1
}

/** What a link is about, and what became of it; null for one that never was. */
export async function findOneTime(
  tx: Tx,
  purpose: OneTimePurpose,
  token: string,
): Promise<{ subject: string; consumedAt: Date | null; expiresAt: Date } | null> {
  const select = { subject: true, consumedAt: true, expiresAt: true }
  return tx.oneTimeToken.findFirst({ where: { tokenHash: hashToken(token), purpose }, select })
}
