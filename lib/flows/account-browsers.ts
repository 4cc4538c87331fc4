import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { removeTrustedDevices, trustedDevicesOf } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { endSessions, type Session } from '@/lib/db/sessions'
import { accountFields, expectEditable } from './account-fields'
import { expectFresh } from './account-fresh'

export type TrustedBrowser = { id: string; label: string; lastUsedAt: number; expiresAt: number }

/** Browsers that are asked for no second step; none where people may not see them. */
export async function trustedBrowsers(ctx: Ctx, session: Session): Promise<TrustedBrowser[]> {
  if ((await accountFields()).session === 'Off') return []
  const rows = await trustedDevicesOf(db(), session.userId, ctx.now())
  return rows.map(({ id, label, lastUsedAt, expiresAt }) => ({
    id,
    label,
    lastUsedAt: lastUsedAt.getTime(),
    expiresAt: expiresAt.getTime(),
  }))
}

/** One trusted browser, or all: weakens nothing, so it needs no proof. @throws entity.not_found */
export async function forgetBrowser(ctx: Ctx, session: Session, id?: string): Promise<void> {
  await expectEditable('session')
  await transaction(async (tx) => {
    const removed = await removeTrustedDevices(tx, session.userId, id)
    if (id && !removed) throw new AppError('entity.not_found')
    await audit(tx, ctx, { event: 'TrustedDevice.Revoked', userId: session.userId, details: { removed } })
  })
}

/** Every other browser and application; this one stays. @throws session.mfa.fresh_proof_required */
export async function signOutEverywhere(ctx: Ctx, session: Session): Promise<void> {
  await expectEditable('session')
  expectFresh(ctx, session)
  await transaction(async (tx) => {
    const sessions = await endSessions(tx, ctx.now(), { userId: session.userId, except: session.id })
    await removeTrustedDevices(tx, session.userId)
    await audit(tx, ctx, { event: 'Session.Revoked', userId: session.userId, details: { sessions } })
  })
}
