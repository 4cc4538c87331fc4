import { z } from 'zod'
import { newId } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { type IdentifierKind, normalize } from '@/lib/core/identifiers'
import type { AddressKind } from '@/lib/core/mask'
import { countOwners, deleteUser as deleteRow, listUsers as listRows, lockForChange, type UserFilter } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, type Tx, transaction, uniqueViolation } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { endEverything } from '@/lib/db/sessions'
import { createUser as createRow, personById, type UserRow, updateUser as updateRow } from '@/lib/db/users'
import { knowledge } from '@/lib/factors'
import { notify } from './notify'
import { passwordData } from './passwords'
import { type Actor, allow, auditActor, roles } from './roles'
import { followAddress } from './user-address'
import { type UserView, userView } from './user-view'
import { type As, changed, found, type Listed, pageInput, parse } from './verb'

const text = (max: number) => z.string().trim().min(1).max(max)
const avatar = z.union([z.url({ protocol: /^https$/ }).max(2000), z.literal('')])
const customData = z.record(z.string().max(100), z.json())

export const newUser = z.strictObject({
  primaryEmail: z.string().max(300).nullish(),
  primaryPhone: z.string().max(60).nullish(),
  username: z.string().max(100).nullish(),
  password: z.string().max(4096).nullish(),
  name: text(128).nullish(),
  avatar: avatar.nullish(),
  customData: customData.optional(),
  role: z.enum(roles).nullish(),
})
export const userPatch = newUser.omit({ password: true }).extend({ locale: z.string().max(20).nullish() })
export const userQuery = pageInput.extend({
  search: z.string().trim().max(200).optional(),
  role: z.enum(roles).optional(),
  isSuspended: z.boolean().optional(),
})

/** Absent stays absent, null and empty clear. @throws identifier.invalid */
async function normalized(kind: IdentifierKind, value: string | null | undefined): Promise<string | null | undefined> {
  if (value === undefined) return undefined
  if (value === null || value.trim() === '') return null
  const clean = normalize(kind, value, (await config()).experience.branding.defaultCountry)
  if (clean === null) throw new AppError('identifier.invalid', { kind })
  return clean
}

async function identifiersOf(input: { primaryEmail?: string | null; primaryPhone?: string | null; username?: string | null }) {
  return {
    email: await normalized('email', input.primaryEmail),
    phone: await normalized('phone', input.primaryPhone),
    username: await normalized('username', input.username),
  }
}

/** A unique violation in the words of what was taken. */
async function unique<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const fields = uniqueViolation(cause)?.fields
    if (fields === undefined) throw cause
    const kind = (['email', 'phone', 'username'] as const).find((name) => fields.includes(name))
    throw kind ? new AppError(`user.${kind}_already_in_use`, {}, { cause }) : new AppError('entity.conflict', {}, { cause })
  }
}

/** Only an owner (or machine) changes people of the console, or who they are. @throws auth.forbidden */
export function allowOn(actor: Actor, user: Pick<UserRow, 'role'>): void {
  allow(actor, 'users.write')
  if (user.role) allow(actor, 'staff.write')
}

/** @throws entity.conflict when nobody would be left who can undo it */
export async function keepAnOwner(tx: Tx, user: UserRow, staysOwner: boolean): Promise<void> {
  if (user.role !== 'owner' || staysOwner) return
  const owners = await countOwners(tx)
  if (owners - (user.suspendedAt ? 0 : 1) < 1) throw new AppError('entity.conflict', { field: 'role' })
}

export async function listUsers({ actor }: As, input: z.input<typeof userQuery>): Promise<Listed<UserView>> {
  allow(actor, 'users.read')
  const { page, pageSize, isSuspended, ...rest } = parse(userQuery, input)
  const filter: UserFilter = { ...rest, ...(isSuspended !== undefined && { suspended: isSuspended }) }
  const { rows, total } = await listRows(db(), filter, page, pageSize)
  return { rows: rows.map(userView), total }
}

export async function getUser({ actor }: As, id: string): Promise<UserView> {
  allow(actor, 'users.read')
  return userView(found(await personById(db(), id)).user)
}

/**
 * Addresses start unproven: only their owner can prove them.
 * @throws identifier.invalid, password.rejected, user.*_already_in_use
 */
export async function createUser(
  { ctx, actor }: As,
  input: z.input<typeof newUser>,
  { passwordDue }: { passwordDue?: true } = {},
): Promise<UserView> {
  allow(actor, 'users.write')
  const parsed = parse(newUser, input)
  if (parsed.role) allow(actor, 'staff.write')
  const { email, phone, username } = await identifiersOf(parsed)
  const data = parsed.password ? await passwordData(ctx, parsed.password, [email, phone, username, parsed.name]) : null
  const id = newId(ctx.now())
  const work = async (tx: Tx) => {
    const created = await createRow(tx, ctx.now(), {
      id,
      ...(email && { email }),
      ...(phone && { phone }),
      ...(username && { username }),
      ...(parsed.name && { name: parsed.name }),
      ...(parsed.role && { role: parsed.role }),
    })
    const extras = {
      ...(parsed.avatar && { avatar: parsed.avatar }),
      ...(parsed.customData && { customData: parsed.customData as object }),
      ...(data && passwordDue && { passwordDueAt: new Date(ctx.now()) }),
    }
    const user = Object.keys(extras).length ? await updateRow(tx, ctx.now(), id, extras) : created
    if (data)
      await createAuthenticator(tx, ctx.now(), {
        id: newId(ctx.now()),
        userId: id,
        type: knowledge,
        data,
        createdVia: 'Admin',
        verified: true,
      })
    await audit(tx, ctx, { event: 'User.Created', actor: auditActor(actor), userId: id, details: { role: parsed.role ?? null } })
    return user
  }
  return userView(await unique(() => transaction(work)))
}

/**
 * A changed address is unproven again, and a factor that followed it starts over (contracts/logto.md §2).
 * @throws identifier.invalid, user.*_already_in_use, entity.not_found
 */
export async function updateUser({ ctx, actor }: As, id: string, input: z.input<typeof userPatch>): Promise<UserView> {
  allow(actor, 'users.write')
  const parsed = parse(userPatch, input)
  const { primaryEmail: _email, primaryPhone: _phone, username: _username, customData: custom, ...plain } = parsed
  const { email, phone, username } = await identifiersOf(parsed)
  const { before, user, moves } = await unique(() =>
    transaction(async (tx) => {
      await lockForChange(tx, id)
      const { user: before } = found(await personById(tx, id))
      allowOn(actor, before)
      const { role = before.role } = plain
      if (role !== before.role) allow(actor, 'staff.write')
      await keepAnOwner(tx, before, role === 'owner')
      if (role !== before.role) await endEverything(tx, ctx.now(), id)
      const moves = movesOf(before, { email, phone })
      const user = await updateRow(tx, ctx.now(), id, {
        ...plain,
        ...(custom && { customData: custom as object }),
        ...(username !== undefined && { username }),
        ...Object.fromEntries(
          moves.flatMap(({ kind, to }) => [
            [kind, to],
            [`${kind}VerifiedAt`, null],
          ]),
        ),
      })
      for (const move of moves)
        move.unbound = move.from !== null && (await followAddress(tx, { ctx, actor }, id, { ...move, from: move.from }))
      const details = { changed: changed(before, user).filter((name) => name !== 'updatedAt') }
      await audit(tx, ctx, { event: 'User.Data.Updated', actor: auditActor(actor), userId: id, details })
      return { before, user, moves }
    }),
  )
  for (const { kind, from, unbound } of moves) {
    const proven = kind === 'email' ? before.emailVerifiedAt : before.phoneVerifiedAt
    const usage = unbound ? 'FactorRemovedNotice' : 'ContactChangedNotice'
    if (from !== null && proven) notify(ctx, before, usage, { address: { kind, to: from } })
  }
  return userView(user)
}

type Move = { kind: AddressKind; from: string | null; to: string | null; unbound?: boolean }

/** Addresses that a change really changes. */
function movesOf(before: UserRow, wanted: Record<AddressKind, string | null | undefined>): Move[] {
  return (['email', 'phone'] as const).flatMap((kind) => {
    const to = wanted[kind]
    return to === undefined || to === before[kind] ? [] : [{ kind, from: before[kind], to }]
  })
}

/** @throws entity.conflict for the last owner */
export async function deleteUser({ ctx, actor }: As, id: string): Promise<void> {
  allow(actor, 'users.write')
  await transaction(async (tx) => {
    await lockForChange(tx, id)
    const { user } = found(await personById(tx, id))
    allowOn(actor, user)
    await keepAnOwner(tx, user, false)
    await endEverything(tx, ctx.now(), id)
    await deleteRow(tx, id)
    await audit(tx, ctx, { event: 'User.Deleted', actor: auditActor(actor), userId: id })
  })
}
