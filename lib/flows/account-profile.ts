import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { renameAuthenticator } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { lockPerson } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { historyOf, ownActivity } from '@/lib/db/logs'
import type { Session } from '@/lib/db/sessions'
import { personById, updateUser } from '@/lib/db/users'
import { expectEditable } from './account-fields'
import { deviceLabel } from './device'

/** BCP 47, as far as languages and regions go. */
export const languageTag = /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}$/

/**
 * How the person is called and pictured, and their language. Weakens nothing, so it needs no proof.
 * @throws account_center.field_not_editable, request.invalid
 */
export async function updateProfile(
  ctx: Ctx,
  session: Session,
  given: { name?: string | null; avatar?: string | null; locale?: string | null },
): Promise<void> {
  await expectEditable(...(['name', 'avatar'] as const).filter((field) => given[field] !== undefined))
  if (given.locale && !languageTag.test(given.locale))
    throw new AppError('request.invalid', { problems: [{ path: 'locale', message: 'Give a language tag.' }] })
  const text = (value: string | null | undefined, max: number) => value?.trim().slice(0, max) || null
  await transaction(async (tx) => {
    await lockPerson(tx, session.userId)
    if (!(await personById(tx, session.userId))) throw new AppError('auth.unauthorized')
    await updateUser(tx, ctx.now(), session.userId, {
      ...(given.name !== undefined && { name: text(given.name, 100) }),
      ...(given.avatar !== undefined && { avatar: given.avatar || null }),
      ...(given.locale !== undefined && { locale: text(given.locale, 20) }),
    })
    await audit(tx, ctx, { event: 'User.Profile.Updated', userId: session.userId, details: { changed: Object.keys(given) } })
  })
}

/** A name of the person's own for a factor; empty takes it away. @throws entity.not_found */
export async function renameFactor(ctx: Ctx, session: Session, id: string, name: string): Promise<void> {
  await expectEditable('mfa')
  const label = name.trim().slice(0, 60) || null
  await transaction(async (tx) => {
    if (!(await renameAuthenticator(tx, session.userId, id, label))) throw new AppError('entity.not_found')
    await audit(tx, ctx, { event: 'Mfa.Factor.Renamed', userId: session.userId, target: id })
  })
}

/** `what`: name of the event in words' catalogue */
export type Activity = { id: string; what: string; ok: boolean; at: number; device: string; ip: string | null }

export type HistoryFilter = { events?: string[]; outcome?: string; since?: number; until?: number }

/** The same, every row of it, page by page. @param page counted from 1 */
export async function ownHistory(session: Session, filter: HistoryFilter, page: number, take: number) {
  return historyOf(db(), { ...filter, userId: session.userId }, take, (page - 1) * take)
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
