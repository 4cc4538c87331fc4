import { z } from 'zod'
import { newId } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { clearLocks, clearSkips, removeAuthenticators, removeTrustedDevices, renameAuthenticator } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { createAuthenticator, removeAuthenticator, usersOfAddress } from '@/lib/db/authenticators'
import { db, type Tx, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { endEverything } from '@/lib/db/sessions'
import { asRow, type Person, personById } from '@/lib/db/users'
import { byLogtoName, type FactorType, factors, secondFactors } from '@/lib/factors'
import { keptHashes } from '@/lib/factors/kept'
import type { Row } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import { nonSkippable } from '@/lib/policy/validate'
import { notify } from './notify'
import { allow, auditActor } from './roles'
import { personToChange } from './user-access'
import { type FactorView, factorView, isSecond } from './user-view'
import { type As, found, parse } from './verb'

const label = z.string().trim().min(1).max(60).nullable()
export const newFactor = z.strictObject({
  type: z.string().max(60),
  phone: z.string().max(60).optional(),
  email: z.string().max(300).optional(),
  /** of an authenticator app, in base 32 */
  secret: z.string().max(300).optional(),
  codes: z.array(z.string().max(64)).max(100).optional(),
  label: label.optional(),
})
export const factorPatch = z.strictObject({ label })

const rowsOf = ({ authenticators }: Person, now: number): Row[] =>
  authenticators.flatMap((row) => (isSecond(row.type) ? (asRow(row, now) ?? []) : []))
const about = (row: Row) => ({ factorId: row.id, factor: factors[row.type].wire.logto, masked: row.masked })

export async function listFactors({ ctx, actor }: As, userId: string): Promise<FactorView[]> {
  allow(actor, 'users.read')
  const person = found(await personById(db(), userId))
  return rowsOf(person, ctx.now()).map((row) => factorView(row, person.user))
}

const problem = (path: string, message: string) => new AppError('request.invalid', { problems: [{ path, message }] })

/** What the row holds: an address for its owner to prove, or what they already hold elsewhere. @throws request.invalid, identifier.invalid */
async function dataOf(userId: string, type: FactorType, input: z.output<typeof newFactor>): Promise<unknown> {
  const { address: kind, bring } = factors[type]
  if (bring) return bring.data(parse(bring.input, input), { kept: (text) => keptHashes(userId, text) })
  if (!kind) throw problem('type', 'This factor cannot be set up for somebody else.')
  const given = input[kind]
  if (given === undefined) throw problem(kind, 'Fill this in.')
  const address = normalize(kind, given, (await config()).experience.branding.defaultCountry)
  if (address === null) throw new AppError('identifier.invalid', { kind })
  return { address }
}

/** @throws user.factor_already_bound, user.factor_limit_reached and the factor's own word for it */
async function expectRoom(tx: Tx, type: FactorType, rows: Row[], address: string | undefined): Promise<void> {
  const own = rows.filter((row) => row.type === type)
  const { perUser, full = 'user.factor_limit_reached' } = factors[type]
  if (address && own.some((row) => row.address?.value === address)) throw new AppError('user.factor_already_bound')
  if (own.length >= perUser) throw new AppError(full, { limit: perUser })
  const { sharedNumber } = limits.factors
  if (address && (await usersOfAddress(tx, type, address)) >= sharedNumber)
    throw new AppError('user.factor_limit_reached', { limit: sharedNumber })
}

/**
 * Sets a factor up for somebody. An address stays `pending` until its owner proves it at a sign-in; an authenticator app or backup
 * codes are brought over from another product, where their owner holds them already. Nothing is made up here, nor given back.
 * @throws request.invalid, identifier.invalid, user.factor_already_bound, user.factor_limit_reached and the factor's own word for it
 */
export async function addFactor(as: As, userId: string, input: z.input<typeof newFactor>): Promise<FactorView> {
  allow(as.actor, 'users.write')
  const { ctx } = as
  const parsed = parse(newFactor, input)
  const type = byLogtoName(parsed.type)
  if (!type) throw problem('type', 'This factor cannot be set up for somebody else.')
  const data = await dataOf(userId, type, parsed)
  const verified = !!factors[type].bring
  const event = { event: 'Mfa.Factor.Added', actor: auditActor(as.actor), userId }
  const { user, row } = await transaction(async (tx) => {
    const person = await personToChange(tx, as, userId)
    await expectRoom(tx, type, rowsOf(person, ctx.now()), factors[type].addressOf?.(data))
    const id = newId(ctx.now())
    const label = parsed.label ?? null
    const createdVia = verified ? 'Import' : 'Admin'
    await createAuthenticator(tx, ctx.now(), { id, userId, type, data, label, createdVia, verified })
    const after = found(await personById(tx, userId))
    const row = found(rowsOf(after, ctx.now()).find((candidate) => candidate.id === id))
    await audit(tx, ctx, { ...event, details: { ...about(row), status: row.status } })
    return { user: after.user, row }
  })
  // a pending address is no way in yet; what counts from now on is told
  if (verified) notify(ctx, user, 'FactorAddedNotice', { factorLabel: factors[type].title })
  return factorView(row, user)
}

export async function renameFactor(as: As, userId: string, id: string, input: z.input<typeof factorPatch>): Promise<FactorView> {
  allow(as.actor, 'users.write')
  const { label: wanted } = parse(factorPatch, input)
  return transaction(async (tx) => {
    const person = await personToChange(tx, as, userId)
    const row = found(rowsOf(person, as.ctx.now()).find((candidate) => candidate.id === id))
    await renameAuthenticator(tx, userId, id, wanted)
    await audit(tx, as.ctx, { event: 'Mfa.Factor.Renamed', actor: auditActor(as.actor), userId, details: about(row) })
    return factorView({ ...row, label: wanted }, person.user)
  })
}

/**
 * The last usable one stays while the policy is not skippable: there `resetMfa` is the way, which ends sessions.
 * @throws session.mfa.last_factor_required
 */
export async function removeFactor(as: As, userId: string, id: string): Promise<void> {
  allow(as.actor, 'users.write')
  const { ctx } = as
  const { mfa } = (await config()).experience
  const person = await transaction(async (tx) => {
    const before = await personToChange(tx, as, userId)
    const rows = rowsOf(before, ctx.now())
    const row = found(rows.find((candidate) => candidate.id === id))
    const usable = ({ status, type }: Row) =>
      (status === 'active' || status === 'paused') && !factors[type].spare && mfa.factors.includes(factors[type].wire.logto)
    const left = rows.filter((other) => other.id !== id && usable(other))
    if (usable(row) && !left.length && nonSkippable.includes(mfa.policy)) throw new AppError('session.mfa.last_factor_required')
    await removeAuthenticator(tx, userId, id)
    await removeTrustedDevices(tx, userId)
    await audit(tx, ctx, { event: 'Mfa.Factor.Removed', actor: auditActor(as.actor), userId, details: about(row) })
    return { user: before.user, row }
  })
  notify(ctx, person.user, 'FactorRemovedNotice', { factorLabel: person.row.masked })
}

/** Removes every second factor and lock, and signs the person out everywhere: they enroll afresh. */
export async function resetMfa(as: As, userId: string): Promise<{ removed: number }> {
  allow(as.actor, 'users.write')
  const { ctx } = as
  const { user, removed } = await transaction(async (tx) => {
    const { user } = await personToChange(tx, as, userId)
    await endEverything(tx, ctx.now(), userId)
    const ids = await removeAuthenticators(tx, userId, secondFactors)
    await clearLocks(tx, userId)
    await clearSkips(tx, userId)
    await audit(tx, ctx, { event: 'Mfa.Reset', actor: auditActor(as.actor), userId, details: { factorIds: ids } })
    return { user, removed: ids.length }
  })
  if (removed) notify(ctx, user, 'FactorRemovedNotice')
  return { removed }
}

/** Takes an earlier "not now" back: the next sign-in asks again. */
export async function resetSkip(as: As, userId: string): Promise<void> {
  allow(as.actor, 'users.write')
  await transaction(async (tx) => {
    await personToChange(tx, as, userId)
    await clearSkips(tx, userId)
    await audit(tx, as.ctx, { event: 'Mfa.SkipReset', actor: auditActor(as.actor), userId })
  })
}
