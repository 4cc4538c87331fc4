import { z } from 'zod'
import { newId } from '@/lib/core/crypto'
import { lockForChange, removeTrustedDevices, trustedDevicesOf } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { replacePassword } from '@/lib/db/authenticators'
import { db, type Tx, transaction } from '@/lib/db/client'
import { endEverything, endSessions, type Session, sessionsOf } from '@/lib/db/sessions'
import { personById, updateUser as updateRow } from '@/lib/db/users'
import { knowledge } from '@/lib/factors'
import { notify } from './notify'
import { passwordData } from './passwords'
import { allow, auditActor } from './roles'
import { type UserView, userView } from './user-view'
import { allowOn, keepAnOwner } from './users'
import { type As, found, parse } from './verb'

export type SessionView = {
  id: string
  applicationId: string
  amr: string[]
  acr: string | null
  ip: string | null
  userAgent: string | null
  authTime: string
  lastSeenAt: string
  expiresAt: string
}
export type DeviceView = { id: string; label: string; lastUsedAt: string; expiresAt: string; createdAt: string }

const iso = (at: number | Date) => new Date(at).toISOString()
const sessionView = (s: Session): SessionView => ({
  id: s.id,
  applicationId: s.applicationId,
  amr: s.amr,
  acr: s.acr,
  ip: s.ip,
  userAgent: s.userAgent,
  authTime: iso(s.authTime),
  lastSeenAt: iso(s.lastSeenAt),
  expiresAt: iso(s.expiresAt),
})

/** Locks the person and checks that the actor may change them. @throws entity.not_found, auth.forbidden */
export async function personToChange(tx: Tx, { actor }: As, id: string) {
  allow(actor, 'users.write')
  await lockForChange(tx, id)
  const person = found(await personById(tx, id))
  allowOn(actor, person.user)
  return person
}

/** Suspending signs the person out everywhere at once. @throws entity.conflict for the last owner */
export async function setSuspended(as: As, id: string, isSuspended: boolean): Promise<UserView> {
  allow(as.actor, 'users.write')
  const { ctx } = as
  return transaction(async (tx) => {
    const { user: before } = await personToChange(tx, as, id)
    if (isSuspended) await keepAnOwner(tx, before, false)
    const user = await updateRow(tx, ctx.now(), id, { suspendedAt: isSuspended ? new Date(ctx.now()) : null })
    if (isSuspended) await endEverything(tx, ctx.now(), id)
    const details = { isSuspended }
    await audit(tx, ctx, { event: 'User.SuspensionStatus.Updated', actor: auditActor(as.actor), userId: id, details })
    return userView(user)
  })
}

const passwordInput = z.strictObject({ password: z.string().max(4096) })

/** Sets a password for somebody; sessions, tokens and trusted devices end. @throws password.rejected */
export async function setPassword(as: As, id: string, input: z.input<typeof passwordInput>): Promise<UserView> {
  allow(as.actor, 'users.write')
  const { password } = parse(passwordInput, input)
  const { ctx } = as
  const { user: known } = found(await personById(db(), id))
  allowOn(as.actor, known)
  const { hash } = await passwordData(ctx, password, [known.email, known.phone, known.username, known.name])
  const view = await transaction(async (tx) => {
    const { user } = await personToChange(tx, as, id)
    await endEverything(tx, ctx.now(), id)
    await replacePassword(tx, ctx.now(), id, knowledge, newId(ctx.now()), hash)
    await audit(tx, ctx, { event: 'User.Password.Updated', actor: auditActor(as.actor), userId: id })
    return userView(user)
  })
  notify(ctx, known, 'PasswordChangedNotice')
  return view
}

export async function listUserSessions({ ctx, actor }: As, id: string): Promise<SessionView[]> {
  allow(actor, 'users.read')
  found(await personById(db(), id))
  return (await sessionsOf(db(), id, ctx.now())).map(sessionView)
}

/** One session, or all of them. @throws entity.not_found */
export async function revokeUserSessions(as: As, id: string, sessionId?: string): Promise<number> {
  allow(as.actor, 'users.write')
  const { ctx } = as
  return transaction(async (tx) => {
    await personToChange(tx, as, id)
    const ended = await endSessions(tx, ctx.now(), sessionId ? { id: sessionId, userId: id } : { userId: id })
    if (sessionId) found(ended[0])
    await audit(tx, ctx, { event: 'Session.Revoked', actor: auditActor(as.actor), userId: id, details: { sessions: ended } })
    return ended.length
  })
}

export async function listUserDevices({ ctx, actor }: As, id: string): Promise<DeviceView[]> {
  allow(actor, 'users.read')
  found(await personById(db(), id))
  const rows = await trustedDevicesOf(db(), id, ctx.now())
  return rows.map(({ id, label, ...at }) => ({
    id,
    label,
    lastUsedAt: iso(at.lastUsedAt),
    expiresAt: iso(at.expiresAt),
    createdAt: iso(at.createdAt),
  }))
}

/** One trusted device, or all of them. @throws entity.not_found */
export async function revokeUserDevices(as: As, id: string, deviceId?: string): Promise<number> {
  allow(as.actor, 'users.write')
  return transaction(async (tx) => {
    await personToChange(tx, as, id)
    const removed = await removeTrustedDevices(tx, id, deviceId)
    if (deviceId) found(removed || null)
    await audit(tx, as.ctx, { event: 'TrustedDevice.Revoked', actor: auditActor(as.actor), userId: id, details: { removed } })
    return removed
  })
}
