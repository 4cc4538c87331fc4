import { newId, newSecret } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { removeTrusted, removeTrustedDevices, trustedDevicesOf } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { deviceTrusted, endSessions, type Session, trustDevice } from '@/lib/db/sessions'
import { factors, secondFactors } from '@/lib/factors'
import { accountFields, expectEditable } from './account-fields'
import { expectFresh } from './account-fresh'
import { deviceLabel } from './device'
import { tookTwoSteps } from './kept'

export type TrustedBrowser = { id: string; label: string; lastUsedAt: number; expiresAt: number; createdAt: number }

/** Browsers that are asked for no second step; none where people may not see them. */
export async function trustedBrowsers(ctx: Ctx, session: Session): Promise<TrustedBrowser[]> {
  return (await accountFields()).session === 'Off' ? [] : trustedDevices(ctx, session.userId)
}

/** The same of anybody, for whoever may know. */
export async function trustedDevices(ctx: Ctx, userId: string): Promise<TrustedBrowser[]> {
  const rows = await trustedDevicesOf(db(), userId, ctx.now())
  return rows.map(({ id, label, lastUsedAt, expiresAt, createdAt }) => ({
    id,
    label,
    lastUsedAt: lastUsedAt.getTime(),
    expiresAt: expiresAt.getTime(),
    createdAt: createdAt.getTime(),
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

/** The device that holds this secret is trusted no more; without one, none is. @returns how many were */
export async function forgetBrowsers(ctx: Ctx, userId: string, secret?: string): Promise<number> {
  return transaction(async (tx) => {
    const removed = await removeTrusted(tx, userId, secret)
    if (removed) await audit(tx, ctx, { event: 'TrustedDevice.Revoked', userId, details: { removed } })
    return removed
  })
}

/**
 * Trusts the device of a session that passed a second step, at its application. @param before the secret it had: one row per client
 * @returns its new secret, and how long it is good for in seconds
 * @throws auth.forbidden: trust is off, or this session passed none
 */
export async function trustOver(ctx: Ctx, session: Session, before?: string): Promise<{ secret: string; maxAge: number }> {
  const settings = await config()
  const application = await settings.application(session.applicationId)
  const { enabled, durationDays } = settings.experience.trustedDevice
  if (!application || !enabled || application.metadata.mfa.trustedDevice === false)
    throw new AppError('auth.forbidden', { reason: 'device_trust_disabled' })
  if (!passedSecond(session)) throw new AppError('auth.forbidden', { reason: 'mfa_not_completed' })
  const secret = newSecret()
  const maxAge = durationDays * 86_400
  await transaction(async (tx) => {
    if (before) await removeTrusted(tx, session.userId, before)
    const device = { id: newId(ctx.now()), secret, userId: session.userId, applicationId: session.applicationId }
    await trustDevice(tx, ctx.now(), { ...device, label: deviceLabel(ctx.userAgent), expiresAt: ctx.now() + maxAge * 1000 })
    await audit(tx, ctx, { event: 'TrustedDevice.Added', userId: session.userId, applicationId: session.applicationId })
  })
  return { secret, maxAge }
}

/** By a factor that can be asked for again; one on paper may have been found. */
function passedSecond({ amr, acr }: Session): boolean {
  const second = secondFactors.filter((type) => !factors[type].spare)
  const names = second.flatMap((type) => [...factors[type].wire.amr, ...(factors[type].wire.also ?? [])])
  return tookTwoSteps(amr, acr) && amr.some((name) => names.includes(name))
}

/** Whether the device that holds this secret is asked for no second step. */
export const deviceIsTrusted = (ctx: Ctx, session: Session): Promise<boolean> =>
  ctx.trustedDevice
    ? deviceTrusted(db(), session.userId, session.applicationId, ctx.trustedDevice, ctx.now())
    : Promise.resolve(false)

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
