import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { AddressKind } from '@/lib/core/mask'
import { deleteUser } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { lockPerson } from '@/lib/db/authenticators'
import { transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { endEverything, type Session } from '@/lib/db/sessions'
import { personById, type UserRow, updateUser } from '@/lib/db/users'
import type { SignInExperience } from '@/lib/policy/schema'
import { expectEditable } from './account-fields'
import { expectFresh } from './account-fresh'
import { notify } from './notices'
import { later } from './underway'

/** What a person may take away of themselves (contracts/logto.md §7): an address, or all of it. */

type Names = Pick<UserRow, 'email' | 'phone' | 'username'>

/** Whether somebody could still say who they are, and has what every account must have, without this address. */
export function spareContact({ signIn, signUp }: SignInExperience, user: Names, kind: AddressKind): boolean {
  if (!user[kind]) return false
  const left: Names = { ...user, [kind]: null }
  const has = (need: string) => (need === 'emailOrPhone' ? !!(left.email || left.phone) : !!left[need as keyof Names])
  const found = signIn.methods.some((m) => has(m.identifier)) && (!signUp.identifiers.length || signUp.identifiers.some(has))
  return found && signUp.secondaryIdentifiers.every((s) => has(s.identifier))
}

/**
 * Takes an address out of the profile. A second step that goes to it stays one: it is a way to verify, not a way to be found.
 * @throws session.mfa.fresh_proof_required, entity.not_found, user.missing_profile where it is needed to sign in
 */
export async function removeContact(ctx: Ctx, session: Session, kind: AddressKind): Promise<void> {
  await expectEditable(kind)
  expectFresh(ctx, session)
  const { experience } = await config()
  const before = await transaction(async (tx) => {
    await lockPerson(tx, session.userId)
    const user = (await personById(tx, session.userId))?.user
    if (!user?.[kind]) throw new AppError('entity.not_found')
    if (!spareContact(experience, user, kind)) throw new AppError('user.missing_profile', { missingProfile: [kind] })
    await updateUser(tx, ctx.now(), user.id, { [kind]: null, [`${kind}VerifiedAt`]: null })
    await audit(tx, ctx, { event: 'User.Profile.Updated', userId: user.id, details: { removed: kind } })
    return user
  })
  const removed = before[`${kind}VerifiedAt`] && { kind, value: before[kind]! }
  if (removed) later(ctx, notify(ctx, before, 'ContactChangedNotice', {}, { removed }))
}

/** People of the console are let go by an owner: the last one must not be able to leave. */
export const mayClose = ({ role }: Pick<UserRow, 'role'>): boolean => role === null

/**
 * Deletes the account of whoever is signed in, with everything that hangs on it; audit rows stay. A last word goes to them.
 * @throws session.mfa.fresh_proof_required, auth.forbidden for people of the console
 */
export async function deleteAccount(ctx: Ctx, session: Session): Promise<void> {
  await expectEditable('account')
  expectFresh(ctx, session)
  const user = await transaction(async (tx) => {
    await lockPerson(tx, session.userId)
    const user = (await personById(tx, session.userId))?.user
    if (!user) throw new AppError('entity.not_found')
    if (!mayClose(user)) throw new AppError('auth.forbidden')
    await endEverything(tx, ctx.now(), user.id)
    await deleteUser(tx, user.id)
    await audit(tx, ctx, { event: 'User.Deleted', userId: user.id })
    return user
  })
  later(ctx, notify(ctx, user, 'AccountDeletedNotice'))
}
