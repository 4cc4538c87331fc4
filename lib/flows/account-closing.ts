import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { AddressKind } from '@/lib/core/mask'
import { deleteUser } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { lockPerson } from '@/lib/db/authenticators'
import { type Tx, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { endEverything, type Session } from '@/lib/db/sessions'
import { type Person, personById, type UserRow, updateUser } from '@/lib/db/users'
import { discoverable, type FactorType, knowledge } from '@/lib/factors'
import type { IdentifierKind, SignInExperience } from '@/lib/policy/schema'
import { expectEditable } from './account-fields'
import { expectFresh } from './account-fresh'
import { notify } from './notices'
import { later } from './underway'

/** What a person may take away of themselves (contracts/logto.md §7): an address, or all of it. */

/** Whether somebody could still sign in, and has what every account must have, without this address. */
export function spareContact(experience: SignInExperience, { user, authenticators }: Person, kind: AddressKind): boolean {
  if (!user[kind]) return false
  const { identifiers, secondaryIdentifiers } = experience.signUp
  const left: UserRow = { ...user, [kind]: null }
  const has = (need: string) => (need === 'emailOrPhone' ? !!(left.email || left.phone) : !!left[need as IdentifierKind])
  const complete = (!identifiers.length || identifiers.some(has)) && secondaryIdentifiers.every((s) => has(s.identifier))
  return complete && canSignIn(experience, { user: left, authenticators })
}

/** By an identifier and what goes with it here, or by a passkey that needs none. */
function canSignIn({ signIn, passkeySignIn }: SignInExperience, { user, authenticators }: Person): boolean {
  const holds = (type: FactorType) => authenticators.some((row) => row.type === type && row.verifiedAt && !row.disabledAt)
  const passkey = passkeySignIn.enabled && holds(discoverable)
  return (
    passkey ||
    signIn.methods.some(({ identifier: kind, password, verificationCode }) => {
      if (!user[kind]) return false
      return (password && holds(knowledge)) || (verificationCode && kind !== 'username' && !!user[`${kind}VerifiedAt`])
    })
  )
}

/**
 * Takes an address out of the profile. A second step that goes to it stays one: it is a way to verify, not a way to be found.
 * @throws session.mfa.fresh_proof_required, entity.not_found, user.missing_profile where it is needed to sign in
 */
export async function removeContact(ctx: Ctx, session: Session, kind: AddressKind): Promise<void> {
  await expectEditable(kind)
  expectFresh(ctx, session)
  const { experience } = await config()
  const user = await transaction(async (tx) => {
    await lockPerson(tx, session.userId)
    const person = await personById(tx, session.userId)
    return withoutContact(tx, ctx, experience, person, kind)
  })
  tellContactGone(ctx, user, kind)
}

/**
 * The same to somebody whose row is locked. @returns who they were before
 * @throws entity.not_found, user.missing_profile
 */
export async function withoutContact(
  tx: Tx,
  ctx: Ctx,
  experience: SignInExperience,
  person: Person | null,
  kind: AddressKind,
): Promise<UserRow> {
  if (!person?.user[kind]) throw new AppError('entity.not_found')
  if (!spareContact(experience, person, kind)) throw new AppError('user.missing_profile', { missingProfile: [kind] })
  const { user } = person
  await updateUser(tx, ctx.now(), user.id, { [kind]: null, [`${kind}VerifiedAt`]: null })
  await audit(tx, ctx, { event: 'User.Profile.Updated', userId: user.id, details: { removed: kind } })
  return user
}

/** Says so to the person, at what is left and at what went. */
export function tellContactGone(ctx: Ctx, before: UserRow, kind: AddressKind): void {
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
