import { AppError } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { type ActionQuery, type ActionRow, actionsOf } from '@/lib/db/actions'
import { audit } from '@/lib/db/audit'
import { prefer, removeAuthenticator } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import {
  deleteStepUpUser,
  ensureStepUpUser,
  findStepUpUsers,
  pendingAuthenticator,
  proveAuthenticator,
  type StepUpProfile,
  type StepUpUser,
  stepUpUser,
  type UserQuery,
  updateStepUpUser,
} from '@/lib/db/step-up-users'
import type { AuthenticatorRow } from '@/lib/db/users'
import { factors } from '@/lib/factors'
import type { StepUpMethod } from '@/lib/policy/step-up'
import type { Server } from './callers'
import { addressOf, methodOf, verified, wayOf } from './methods'
import { tellAdded, tellRemoved } from './notices'

/** What an application's server may do with its users: contracts/authsignal.md §5, §10. */

const by = ({ key }: Server) => ({ applicationId: key.applicationId, actor: { type: 'application' as const, id: key.id } })

export const readUser = ({ key }: Server, externalId: string): Promise<StepUpUser | null> =>
  stepUpUser(db(), key.applicationId, externalId)

/** All that is named must fit. @param limit 1 to 100 */
export async function findUsers({ key }: Server, query: UserQuery, limit: number, after?: string): Promise<StepUpUser[]> {
  return findStepUpUsers(db(), key.applicationId, query, limit, after)
}

/** What was tracked of a user; nothing for nobody. */
export async function actionsOfUser(server: Server, externalId: string, query: ActionQuery): Promise<ActionRow[]> {
  const user = await readUser(server, externalId)
  return user ? actionsOf(db(), user.id, query) : []
}

/** Makes the user where there is none. A contact that changes without its flag is proven no more; authenticators stay as they are. */
export async function changeUser(server: Server, externalId: string, change: Partial<StepUpProfile>): Promise<StepUpUser> {
  const { ctx, key } = server
  return transaction(async (tx) => {
    await ensureStepUpUser(tx, ctx.now(), key.applicationId, externalId)
    const before = (await stepUpUser(tx, key.applicationId, externalId))!
    const fallen = {
      ...(change.email !== undefined && change.email !== before.email && { emailVerified: false }),
      ...(change.phone !== undefined && change.phone !== before.phone && { phoneVerified: false }),
    }
    const custom = change.custom && merged(before.custom, change.custom)
    await updateStepUpUser(tx, ctx.now(), before.id, { ...fallen, ...change, ...(custom && { custom }) })
    await audit(tx, ctx, { ...by(server), event: 'user.updated', userId: before.id, details: { fields: Object.keys(change) } })
    return (await stepUpUser(tx, key.applicationId, externalId))!
  })
}

/** Shallow; null takes a name away. */
const merged = (before: Record<string, unknown>, change: Record<string, unknown>) =>
  Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== null))

export async function removeUser(server: Server, externalId: string): Promise<void> {
  const { ctx, key } = server
  await transaction(async (tx) => {
    const gone = await deleteStepUpUser(tx, key.applicationId, externalId)
    if (gone) await audit(tx, ctx, { ...by(server), event: 'user.deleted' })
  })
}

/**
 * An authenticator that the application vouches for; nothing is sent. The same contact again is the one that is there.
 * @param first asked before all others from now on
 * @throws identifier.invalid, authenticator.exists for another contact
 */
export async function vouch(
  server: Server,
  externalId: string,
  method: StepUpMethod,
  contact: string,
  first = false,
): Promise<AuthenticatorRow> {
  const { ctx, key } = server
  const { factor: type } = wayOf(method)
  const kind = factors[type].address!
  const address = normalize(kind, contact, (await config()).experience.branding.defaultCountry)
  if (!address) throw new AppError('identifier.invalid', { kind })
  const { user, row, added } = await transaction(async (tx) => {
    await ensureStepUpUser(tx, ctx.now(), key.applicationId, externalId)
    const user = (await stepUpUser(tx, key.applicationId, externalId))!
    const own = verified(user).filter((one) => methodOf(one) === method)
    const same = own.find((one) => addressOf(one) === address)
    if (same && first) await prefer(tx, user.id, same.id)
    if (same) return { user, row: same, added: false }
    if (own.length) throw new AppError('authenticator.exists')
    const row = await pendingAuthenticator(tx, ctx.now(), user.id, { type, method, data: { address } })
    await proveAuthenticator(tx, ctx.now(), row, [])
    if (first) await prefer(tx, user.id, row.id)
    if (!user[kind]) await updateStepUpUser(tx, ctx.now(), user.id, { [kind]: address, [`${kind}Verified`]: true })
    await audit(tx, ctx, { ...by(server), event: 'authenticator.created', userId: user.id, target: row.id, details: { method } })
    return { user, row: { ...row, verifiedAt: new Date(ctx.now()) }, added: true }
  })
  if (added) tellAdded(ctx, user, row)
  return row
}

/** @throws entity.not_found for one that never was; one that is gone already is gone */
export async function removeOwn(server: Server, externalId: string, id: string): Promise<void> {
  const { ctx, key } = server
  const user = await stepUpUser(db(), key.applicationId, externalId)
  const row = user?.authenticators.find((one) => one.id === id)
  if (!user || !row) return expectGone(key.applicationId, id)
  await transaction(async (tx) => {
    await removeAuthenticator(tx, user.id, id)
    const details = { method: methodOf(row) }
    await audit(tx, ctx, { ...by(server), event: 'authenticator.deleted', userId: user.id, target: id, details })
  })
  if (row.verifiedAt) tellRemoved(ctx, user, row)
}

/** The trail knows what was there. */
async function expectGone(applicationId: string, target: string): Promise<void> {
  const where = { applicationId, target, event: 'authenticator.deleted' }
  if (!(await db().auditEvent.findFirst({ where, select: { id: true } }))) throw new AppError('entity.not_found')
}
