import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { mask } from '@/lib/core/mask'
import { audit } from '@/lib/db/audit'
import { lockPerson, prefer, removeAuthenticator } from '@/lib/db/authenticators'
import { db, type Tx, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { reachable } from '@/lib/db/live'
import { endSessions, type Session, sessionsOf } from '@/lib/db/sessions'
import { asSubject, type Person, personById, updateUser } from '@/lib/db/users'
import { type FactorType, factors, factorWords, isFactorType } from '@/lib/factors'
import { policySkippable } from '@/lib/interaction/enroll'
import type { Policy, Row, Subject } from '@/lib/interaction/types'
import { forPerson } from '@/lib/policy/person'
import { resolvePolicy } from '@/lib/policy/resolve'
import { mayClose, spareContact } from './account-closing'
import { type AccountField, type AccountFields, expectEditable } from './account-fields'
import { expectFresh, freshUntil } from './account-fresh'
import { deviceLabel } from './device'
import { notify } from './notices'
import { later } from './underway'

export type AccountFactor = {
  id: string
  type: FactorType
  label: string | null
  masked: string
  delivery?: Row['delivery']
  status: Row['status']
  /** only beside others */
  spare: boolean
  /** answers left, where they get used up */
  left?: number
  preferred: boolean
  createdAt: number
  lastUsedAt: number | null
}
export type AccountSession = {
  id: string
  current: boolean
  device: string
  ip: string | null
  lastSeenAt: number
  applicationId: string
}
export type Overview = {
  /** what of this the person may see and change; what they may not see is absent here already */
  fields: AccountFields
  name: string | null
  avatar: string | null
  /** language of their own choice, as a BCP 47 tag */
  locale: string | null
  identifiers: string[]
  /** addresses of the profile, masked */
  contacts: { kind: 'email' | 'phone'; masked: string | null; proven: boolean; removable: boolean }[]
  /** may delete the account themselves */
  mayClose: boolean
  factors: AccountFactor[]
  addable: FactorType[]
  sessions: AccountSession[]
  /** what the browser may be told of passkeys that still work; user handle and ids as base64url */
  passkeys: { rpId: string; userId: string; allAcceptedCredentialIds: string[] }
  passwordChangedAt: number | null
  /** changes are open until then (milliseconds); null: confirm first */
  freshUntil: number | null
  twoStepRequired: boolean
  /** the person asked for no second step at sign-in, where they may */
  skipsOnSignIn: boolean
}

export type Account = { person: Person; subject: Subject; policy: Policy }

/** What holds for everybody on these pages. Read before any transaction: the embedded database has one connection. */
export async function accountPolicy(applicationId = 'account'): Promise<Policy> {
  const settings = await config()
  const application = await settings.application(applicationId)
  if (!application) throw new Error('the built-in application is missing')
  return resolvePolicy(settings.experience, application, reachable(settings))
}

export async function account(tx: Tx, ctx: Ctx, userId: string, policy: Policy): Promise<Account> {
  const person = await personById(tx, userId)
  if (!person) throw new AppError('auth.unauthorized')
  const subject = asSubject(person, ctx.now(), false)
  return { person, subject, policy: forPerson(policy, subject) }
}

/** Somebody as the rules of an application see them. @throws entity.not_found */
export async function accountOf(ctx: Ctx, userId: string, applicationId: string): Promise<Account> {
  if (!(await personById(db(), userId))) throw new AppError('entity.not_found')
  return account(db(), ctx, userId, await accountPolicy(applicationId))
}

/** Somebody who is signed in, as the rules of their application see them. */
export async function accountAt(ctx: Ctx, session: Session): Promise<Account> {
  return account(db(), ctx, session.userId, await accountPolicy(session.applicationId))
}

const second = (rows: Row[]) => rows.filter((row) => factors[row.type].role !== 'first')
/** Everything the security page shows; addresses are masked, secrets absent. */
export async function accountOverview(ctx: Ctx, session: Session): Promise<Overview> {
  const { experience } = await config()
  const { fields } = experience.accountCenter
  const seen = <T>(field: AccountField, value: T): T | null => (fields[field] === 'Off' ? null : value)
  const may = (field: AccountField) => fields[field] === 'Edit'
  const [{ person, subject, policy }, sessions] = await Promise.all([
    account(db(), ctx, session.userId, await accountPolicy()),
    sessionsOf(db(), session.userId, ctx.now()),
  ])
  const rows = second(subject.rows).filter((row) => policy.mfa.enabled.includes(row.type))
  const passwordRow = subject.rows.find((row) => factors[row.type].role === 'first')
  return {
    fields,
    name: seen('name', person.user.name),
    avatar: seen('avatar', person.user.avatar),
    locale: person.user.locale,
    mayClose: may('account') && mayClose(person.user),
    contacts: (['email', 'phone'] as const).map((kind) => {
      const value = seen(kind, person.user[kind])
      return {
        kind,
        masked: value && mask(kind, value),
        proven: !!person.user[`${kind}VerifiedAt`],
        removable: may(kind) && spareContact(experience, person, kind),
      }
    }),
    identifiers: [person.user.email, person.user.phone, person.user.username].filter((v): v is string => !!v),
    factors:
      seen(
        'mfa',
        rows.map((row) => ({ ...row, spare: !!factors[row.type].spare })),
      ) ?? [],
    addable: (may('mfa') ? policy.mfa.factors : [])
      .filter((type) => factors[type].spare || rows.filter((row) => row.type === type).length < factors[type].perUser)
      // spares stand beside something
      .filter((type) => !factors[type].spare || rows.some((row) => !factors[row.type].spare)),
    passkeys: {
      rpId: env().DOMAIN,
      userId: Buffer.from(person.user.id).toString('base64url'),
      allAcceptedCredentialIds: person.authenticators.flatMap((row) =>
        row.key && isFactorType(row.type) && factors[row.type].rowOf ? [row.key] : [],
      ),
    },
    sessions: (seen('session', sessions) ?? []).map((s) => ({
      id: s.id,
      current: s.id === session.id,
      device: deviceLabel(s.userAgent),
      ip: s.ip,
      lastSeenAt: s.lastSeenAt,
      applicationId: s.applicationId,
    })),
    passwordChangedAt: passwordRow?.createdAt ?? null,
    freshUntil: freshUntil(session, ctx.now()),
    twoStepRequired: required(subject, policy),
    skipsOnSignIn: subject.skipsOnSignIn,
  }
}

const required = (subject: Subject, policy: Policy): boolean => !policySkippable(policy.mfa.policy) || subject.role !== null

/**
 * Removes factors, all or none. The person's row is locked first, so two parallel removals cannot take the last two.
 * @throws session.mfa.fresh_proof_required, session.mfa.last_factor_required, entity.not_found
 */
export async function removeFactor(ctx: Ctx, session: Session, ...ids: string[]): Promise<void> {
  await expectEditable('mfa')
  expectFresh(ctx, session)
  const policy = await accountPolicy()
  const { person, rows } = await transaction(async (tx) => {
    await lockPerson(tx, session.userId)
    const found = await account(tx, ctx, session.userId, policy)
    return { person: found.person, rows: await withoutFactors(tx, ctx, found, ids) }
  })
  tellRemoved(ctx, person, rows)
}

/**
 * Takes factors away from somebody whose row is locked.
 * @throws session.mfa.last_factor_required, entity.not_found
 */
export async function withoutFactors(tx: Tx, ctx: Ctx, { person, subject, policy }: Account, ids: string[]): Promise<Row[]> {
  const rows = second(subject.rows)
  const removed = rows.filter((row) => ids.includes(row.id))
  if (removed.length < ids.length) throw new AppError('entity.not_found')
  const usable = (r: Row) => r.status === 'active' && !factors[r.type].spare && policy.mfa.enabled.includes(r.type)
  const left = rows.filter((row) => !removed.includes(row) && usable(row))
  if (!left.length && removed.some(usable) && required(subject, policy)) throw new AppError('session.mfa.last_factor_required')
  const userId = person.user.id
  for (const { id, type, masked } of removed) {
    await removeAuthenticator(tx, userId, id)
    const details = { factor: factors[type].wire.logto, masked }
    await audit(tx, ctx, { event: 'Mfa.Factor.Removed', userId, target: id, details })
  }
  if (removed.length) await tx.trustedDevice.deleteMany({ where: { userId } })
  return removed
}

/** Says so to the person, at what is left and at what went. */
export function tellRemoved(ctx: Ctx, { user }: Person, rows: Row[]): void {
  for (const row of rows) {
    const label = { factorLabel: (tag: string) => `${factorWords(row.type, tag).title} ${row.masked}` }
    later(ctx, notify(ctx, user, 'FactorRemovedNotice', label, row.address && { removed: row.address }))
  }
}

/** The factor asked for first from now on. Needs no proof: it weakens nothing. @throws entity.not_found */
export async function preferFactor(ctx: Ctx, session: Session, id: string): Promise<void> {
  await expectEditable('mfa')
  const policy = await accountPolicy()
  await transaction(async (tx) => {
    const { subject } = await account(tx, ctx, session.userId, policy)
    if (!second(subject.rows).some((row) => row.id === id)) throw new AppError('entity.not_found')
    await prefer(tx, session.userId, id)
    await audit(tx, ctx, { event: 'Mfa.Factor.Preferred', userId: session.userId, target: id })
  })
}

/**
 * "Don't ask me at sign-in": the person's own wish, where the policy lets them choose.
 * @throws session.mfa.fresh_proof_required, session.mfa.mfa_policy_not_user_controlled
 */
export async function setSkipMfaOnSignIn(ctx: Ctx, session: Session, on: boolean): Promise<void> {
  await expectEditable('mfa')
  expectFresh(ctx, session)
  const policy = await accountPolicy()
  await transaction(async (tx) => {
    await lockPerson(tx, session.userId)
    const found = await account(tx, ctx, session.userId, policy)
    if (on && required(found.subject, found.policy)) throw new AppError('session.mfa.mfa_policy_not_user_controlled')
    await updateUser(tx, ctx.now(), session.userId, { skipMfaOnSignIn: on })
    await audit(tx, ctx, { event: 'Mfa.SkipOnSignIn', userId: session.userId, details: { on } })
  })
}

/** Signs one browser out, with every token that hangs on it. Other people's ids answer like unknown ones. @throws entity.not_found */
export async function signOutSession(ctx: Ctx, session: Session, id: string): Promise<void> {
  await expectEditable('session')
  await transaction(async (tx) => {
    const ended = await endSessions(tx, ctx.now(), { id, userId: session.userId })
    if (!ended.length) throw new AppError('entity.not_found')
    await audit(tx, ctx, { event: 'Session.Revoked', userId: session.userId, target: id })
  })
}
