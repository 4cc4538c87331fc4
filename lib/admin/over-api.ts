import { z } from 'zod'
import { newSecret } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { audit } from '@/lib/db/audit'
import { prefer } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { historyOf } from '@/lib/db/logs'
import { factorByNumber, listPeople, type PeopleFilter } from '@/lib/db/people'
import type { Session } from '@/lib/db/sessions'
import { type Person, personById, updateUser } from '@/lib/db/users'
import type { Address } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import { type Actor, allow, auditActor, isRole } from './roles'
import { personToChange } from './user-access'
import { type As, found, parse } from './verb'

/** What an administrator does to people in an application's own words, beyond what the console does. */

/**
 * A console user with a token of the API. What they hold is looked at now; a password alone manages nobody, nor does a sign-in of
 * yesterday, as in the console.
 * @throws auth.forbidden
 */
export async function staffActor(
  ctx: Ctx,
  session: Pick<Session, 'userId' | 'acr' | 'authTime'>,
): Promise<Extract<Actor, { type: 'admin' }>> {
  const role = (await personById(db(), session.userId))?.user.role
  if (!role || !isRole(role)) throw new AppError('auth.forbidden', { reason: 'not_an_administrator' })
  if (!session.acr) throw new AppError('auth.forbidden', { reason: 'mfa_required' })
  if (ctx.now() - session.authTime > limits.session.absolute * 1000)
    throw new AppError('auth.forbidden', { reason: 'sign_in_too_old' })
  return { type: 'admin', id: session.userId, role }
}

/** Nobody changes themselves here. @throws auth.forbidden */
export function expectOther({ actor }: As, id: string): void {
  if (actor.id === id) throw new AppError('auth.forbidden', { reason: 'own_account' })
}

export async function readPerson({ actor }: As, id: string): Promise<Person | null> {
  allow(actor, 'users.read')
  return personById(db(), id)
}

export async function people({ actor }: As, filter: PeopleFilter, page: number, take: number) {
  allow(actor, 'users.read')
  return listPeople(db(), filter, page, take)
}

const names = z.strictObject({
  firstName: z.string().max(100).nullable().optional(),
  lastName: z.string().max(100).nullable().optional(),
  timezone: z.string().max(64).nullable().optional(),
})

/** Names in parts; the full name follows. @throws entity.not_found, auth.forbidden */
export async function namePerson(as: As, id: string, input: z.input<typeof names>): Promise<void> {
  const given = parse(names, input)
  await transaction(async (tx) => {
    const { user } = await personToChange(tx, as, id)
    const before = user.profile as { givenName?: string; familyName?: string }
    const givenName = given.firstName === undefined ? before.givenName : given.firstName
    const familyName = given.lastName === undefined ? before.familyName : given.lastName
    const zone = given.timezone === undefined ? {} : { zoneinfo: given.timezone }
    const name = [givenName, familyName].filter(Boolean).join(' ')
    const profile = { ...before, givenName, familyName, ...zone }
    await updateUser(tx, as.ctx.now(), id, { profile: profile as object, ...(name && { name }) })
    await audit(tx, as.ctx, {
      event: 'User.Data.Updated',
      actor: auditActor(as.actor),
      userId: id,
      details: { changed: ['name'] },
    })
  })
}

/** Says of addresses that they are, or are not, the person's: an administrator vouches for them. */
export async function vouch(as: As, id: string, kinds: { email?: boolean; phone?: boolean }): Promise<void> {
  await transaction(async (tx) => {
    const { user } = await personToChange(tx, as, id)
    const at = (kind: 'email' | 'phone') =>
      kinds[kind] === undefined ? {} : { [`${kind}VerifiedAt`]: kinds[kind] && user[kind] ? new Date(as.ctx.now()) : null }
    await updateUser(tx, as.ctx.now(), id, { ...at('email'), ...at('phone') })
    await audit(tx, as.ctx, { event: 'User.Data.Updated', actor: auditActor(as.actor), userId: id, details: { vouched: kinds } })
  })
}

/** The next sign-in by password ends in another one. */
export async function demandNewPassword(as: As, id: string): Promise<void> {
  await transaction(async (tx) => {
    await personToChange(tx, as, id)
    await updateUser(tx, as.ctx.now(), id, { passwordDueAt: new Date(as.ctx.now()) })
    await audit(tx, as.ctx, { event: 'User.Password.Demanded', actor: auditActor(as.actor), userId: id })
  })
}

/** Where a code for a new password goes: the address that was wished for, or the one there is. @throws entity.not_found, auth.forbidden */
export async function beginReset(as: As, id: string, wish?: 'email' | 'sms'): Promise<Address> {
  allow(as.actor, 'users.write')
  return transaction(async (tx) => {
    const { user } = await personToChange(tx, as, id)
    const kind = wish === 'sms' || (!wish && !user.email) ? 'phone' : 'email'
    const value = user[kind]
    if (!value)
      throw new AppError('request.invalid', { problems: [{ path: 'deliveryMethod', message: 'There is no such address.' }] })
    await audit(tx, as.ctx, { event: 'User.Password.ResetSent', actor: auditActor(as.actor), userId: id })
    return { kind, value }
  })
}

/** A password that nobody chose: for one sign-in. */
export const madePassword = (): string => newSecret(15)

/** The factor that is asked for first. @throws entity.not_found */
export async function preferFor(as: As, id: string, authenticatorId: string): Promise<void> {
  await transaction(async (tx) => {
    await personToChange(tx, as, id)
    found((await prefer(tx, id, authenticatorId)) || null)
    await audit(tx, as.ctx, { event: 'Mfa.Factor.Preferred', actor: auditActor(as.actor), userId: id, target: authenticatorId })
  })
}

/** Whose factor this is: by its id, or by the number that some clients know it by. */
export async function ownerOfFactor({ actor }: As, given: string): Promise<{ id: string; userId: string } | null> {
  allow(actor, 'users.write')
  return factorByNumber(db(), given)
}

type History = { userId?: string; events?: string[]; outcome?: string; since?: number; until?: number; risky?: true }
/** The audit trail, page by page. */
export async function history({ actor }: As, filter: History, { page, limit }: { page: number; limit: number }) {
  allow(actor, 'logs.read')
  return historyOf(db(), filter, limit, (page - 1) * limit)
}
