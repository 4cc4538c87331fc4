import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { removeTrustedDevices, renameAuthenticator, trustedDevicesOf } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { ownActivity } from '@/lib/db/logs'
import { grantedTo, revokeGrants } from '@/lib/db/oidc-sessions'
import { endSessions, type Session } from '@/lib/db/sessions'
import { updateUser } from '@/lib/db/users'
import { expectFresh } from './account'
import { deviceLabel } from './device'

export type TrustedBrowser = { id: string; label: string; lastUsedAt: number; expiresAt: number }
/** `what`: name of the event in words' catalogue */
export type Activity = { id: string; what: string; ok: boolean; at: number; device: string; ip: string | null }

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

/** Browsers that are asked for no second step. */
export async function trustedBrowsers(ctx: Ctx, session: Session): Promise<TrustedBrowser[]> {
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
  await transaction(async (tx) => {
    const removed = await removeTrustedDevices(tx, session.userId, id)
    if (id && !removed) throw new AppError('entity.not_found')
    await audit(tx, ctx, { event: 'TrustedDevice.Revoked', userId: session.userId, details: { removed } })
  })
}

/** How the person is called, and the language of their messages. Weakens nothing, so it needs no proof. */
export async function updateProfile(
  ctx: Ctx,
  session: Session,
  given: { name?: string | null; locale?: string | null },
): Promise<void> {
  const text = (value: string | null | undefined, max: number) => value?.trim().slice(0, max) || null
  await transaction(async (tx) => {
    await updateUser(tx, ctx.now(), session.userId, {
      ...(given.name !== undefined && { name: text(given.name, 100) }),
      ...(given.locale !== undefined && { locale: text(given.locale, 20) }),
    })
    await audit(tx, ctx, { event: 'User.Profile.Updated', userId: session.userId, details: { changed: Object.keys(given) } })
  })
}

/** A name of the person's own for a factor; empty takes it away. @throws entity.not_found */
export async function renameFactor(ctx: Ctx, session: Session, id: string, name: string): Promise<void> {
  const label = name.trim().slice(0, 60) || null
  await transaction(async (tx) => {
    if (!(await renameAuthenticator(tx, session.userId, id, label))) throw new AppError('entity.not_found')
    await audit(tx, ctx, { event: 'Mfa.Factor.Renamed', userId: session.userId, target: id })
  })
}

/** Every other browser and application; this one stays. @throws session.mfa.fresh_proof_required */
export async function signOutEverywhere(ctx: Ctx, session: Session): Promise<void> {
  expectFresh(ctx, session)
  await transaction(async (tx) => {
    const sessions = await endSessions(tx, ctx.now(), { userId: session.userId, except: session.id })
    await removeTrustedDevices(tx, session.userId)
    await audit(tx, ctx, { event: 'Session.Revoked', userId: session.userId, details: { sessions } })
  })
}

/** The person's own history, the newest first. */
export async function recentActivity(session: Session, take = 20): Promise<Activity[]> {
  const rows = await ownActivity(db(), session.userId, take)
  return rows.map(({ id, event, outcome, createdAt, userAgent, ip }) => ({
    id,
    what: outcome === 'failure' ? 'failed' : event,
    ok: outcome !== 'failure',
    at: createdAt.getTime(),
    device: deviceLabel(userAgent),
    ip,
  }))
}
