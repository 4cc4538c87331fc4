import type { AuthenticatorModel, StepUpUserModel, UserModel } from '@/generated/prisma/models'
import { keyedHash, newId } from '@/lib/core/crypto'
import { type FactorType, factors } from '@/lib/factors'
import { createAuthenticator, lockPerson } from './authenticators'
import type { Tx } from './client'

/** Users of the step-up API: known by the id their application has for them (contracts/authsignal.md §5). */

export type StepUpProfile = {
  email: string | null
  emailVerified: boolean
  phone: string | null
  phoneVerified: boolean
  username: string | null
  displayName: string | null
  locale: string | null
  custom: Record<string, unknown>
}
export type StepUpUser = StepUpProfile & {
  id: string
  applicationId: string
  externalId: string
  disabled: boolean
  createdAt: number
  authenticators: AuthenticatorModel[]
}

type Row = StepUpUserModel & { user: UserModel & { authenticators: AuthenticatorModel[] } }
const include = {
  user: { include: { authenticators: { orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }] } } },
}

const asUser = ({ user, userId, ...row }: Row): StepUpUser => ({
  ...row,
  id: userId,
  displayName: user.name,
  locale: user.locale,
  custom: user.customData as Record<string, unknown>,
  disabled: !!user.suspendedAt,
  createdAt: user.createdAt.getTime(),
  authenticators: user.authenticators,
})

export async function stepUpUser(tx: Tx, applicationId: string, externalId: string): Promise<StepUpUser | null> {
  const row = await tx.stepUpUser.findUnique({ where: { applicationId_externalId: { applicationId, externalId } }, include })
  return row && asUser(row)
}

export async function stepUpUserById(tx: Tx, userId: string): Promise<StepUpUser | null> {
  const row = await tx.stepUpUser.findUnique({ where: { userId }, include })
  return row && asUser(row)
}

export type UserQuery = { email?: string; phone?: string; username?: string; externalId?: string }
/** All that is named must fit, exactly; an email in any case. By their ids, from after one on. */
export async function findStepUpUsers(
  tx: Tx,
  applicationId: string,
  { email, ...exact }: UserQuery,
  take: number,
  after?: string,
): Promise<StepUpUser[]> {
  const named = Object.fromEntries(Object.entries(exact).filter(([, value]) => value !== undefined))
  const rows = await tx.stepUpUser.findMany({
    where: {
      applicationId,
      ...named,
      ...(email !== undefined && { email: { equals: email, mode: 'insensitive' as const } }),
      ...(after !== undefined && { AND: { externalId: { gt: after } } }),
    },
    include,
    orderBy: { externalId: 'asc' },
    take,
  })
  return rows.map(asUser)
}

/** Makes the user where there is none; of any number of callers at once one does. @returns whether this call made it */
export async function ensureStepUpUser(tx: Tx, now: number, applicationId: string, externalId: string): Promise<boolean> {
  const [id, at] = [newId(now), new Date(now)]
  // both rows or none: the second is there already when another call was first
  const made = await tx.$executeRaw`
    WITH mine AS (
      INSERT INTO users (id, created_at, updated_at) SELECT ${id}, ${at}, ${at}
      WHERE NOT EXISTS (SELECT 1 FROM step_up_users WHERE application_id = ${applicationId} AND external_id = ${externalId})
      RETURNING id
    )
    INSERT INTO step_up_users (user_id, application_id, external_id)
    SELECT id, ${applicationId}, ${externalId} FROM mine ON CONFLICT (application_id, external_id) DO NOTHING`
  // the user of a call that came second is nobody's
  if (!made) await tx.user.deleteMany({ where: { id } })
  return made === 1
}

/** Only what is named changes. */
export async function updateStepUpUser(tx: Tx, now: number, userId: string, change: Partial<StepUpProfile>): Promise<void> {
  const { displayName, locale, custom, ...contact } = change
  if (Object.keys(contact).length) await tx.stepUpUser.update({ where: { userId }, data: contact })
  await tx.user.update({
    where: { id: userId },
    data: {
      ...(displayName !== undefined && { name: displayName }),
      ...(locale !== undefined && { locale }),
      ...(custom !== undefined && { customData: custom as object }),
      updatedAt: new Date(now),
    },
  })
}

/** Removes the user with authenticators; what was tracked keeps a pseudonym, and its tokens are dead. @returns 0 for nobody */
export async function deleteStepUpUser(tx: Tx, applicationId: string, externalId: string): Promise<number> {
  const row = await tx.stepUpUser.findUnique({ where: { applicationId_externalId: { applicationId, externalId } } })
  if (!row) return 0
  const subject = `deleted:${keyedHash('subject', `${applicationId}:${row.userId}`)}`
  await tx.actionChallenge.deleteMany({ where: { action: { userId: row.userId } } })
  await tx.action.updateMany({ where: { userId: row.userId }, data: { userId: null, subject } })
  await tx.user.delete({ where: { id: row.userId } })
  return 1
}

type Pending = { type: FactorType; method: string; data: object }
/** The user's row for this very thing, made unproven where there is none. Of things without a key the newest unproven one stays. */
export async function pendingAuthenticator(
  tx: Tx,
  now: number,
  userId: string,
  { type, method, data }: Pending,
): Promise<AuthenticatorModel> {
  const key = factors[type].key?.(factors[type].data.parse(data), userId)
  await lockPerson(tx, userId)
  const found = key && (await tx.authenticator.findUnique({ where: { type_key: { type, key } } }))
  if (found) return found
  if (!key) await tx.authenticator.deleteMany({ where: { userId, type, verifiedAt: null } })
  const id = newId(now)
  await createAuthenticator(tx, now, { id, userId, type, method, data, createdVia: 'StepUp', verified: false })
  return tx.authenticator.findUniqueOrThrow({ where: { id } })
}

/** From now on it counts, in place of those that are named. */
export async function proveAuthenticator(tx: Tx, now: number, row: AuthenticatorModel, replaces: string[]): Promise<void> {
  const at = new Date(now)
  if (replaces.length) await tx.authenticator.deleteMany({ where: { userId: row.userId, id: { in: replaces } } })
  await tx.authenticator.update({
    where: { id: row.id },
    data: { verifiedAt: row.verifiedAt ?? at, lastUsedAt: at, failures: 0, lockedUntil: null, disabledAt: null },
  })
}
