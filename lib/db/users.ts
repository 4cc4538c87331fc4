import { Prisma } from '@/generated/prisma/client'
import type { AuthenticatorModel, UserModel } from '@/generated/prisma/models'
import { factors, isFactorType } from '@/lib/factors'
import { nobodyAt } from '@/lib/interaction/nobody'
import type { CreatedVia, Identifier, Row, RowStatus, Subject } from '@/lib/interaction/types'
import { db, type Tx } from './client'

export type UserRow = UserModel
export type AuthenticatorRow = AuthenticatorModel
export type Person = { user: UserRow; authenticators: AuthenticatorRow[] }

const include = { authenticators: { orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }] } }
const split = ({ authenticators, ...user }: UserRow & { authenticators: AuthenticatorRow[] }): Person => ({
  user,
  authenticators,
})

export async function findPerson(tx: Tx, identifier: Identifier): Promise<Person | null> {
  const { kind, value } = identifier
  const where = kind === 'email' ? { email: value } : kind === 'phone' ? { phone: value } : { username: value }
  return personWhere(tx, where)
}

export const personById = (tx: Tx, id: string): Promise<Person | null> => personWhere(tx, { id })

async function personWhere(tx: Tx, where: Prisma.UserWhereUniqueInput): Promise<Person | null> {
  const row = await tx.user.findUnique({ where, include })
  // nobody takes as many questions as somebody
  if (!row) await tx.authenticator.findMany({ where: { userId: '' } })
  return row && split(row)
}

const ms = (date: Date | null): number | null => date?.getTime() ?? null

function status(row: AuthenticatorRow, now: number): RowStatus {
  if (row.disabledAt) return 'locked'
  if (!row.verifiedAt) return 'pending'
  return row.lockedUntil && row.lockedUntil.getTime() > now ? 'paused' : 'active'
}

/** A stored row as the rules see it, or null for a factor this build does not have. */
export function asRow(row: AuthenticatorRow, now: number): Row | null {
  if (!isFactorType(row.type)) return null
  const factor = factors[row.type]
  const data = factor.data.parse(row.data)
  const value = factor.addressOf?.(data)
  const left = factor.left?.(data)
  const delivery = factor.deliveryOf?.(data)
  return {
    id: row.id,
    type: row.type,
    label: row.label,
    masked: factor.label(data),
    ...(factor.address && value !== undefined && { address: { kind: factor.address, value } }),
    status: status(row, now),
    preferred: row.preferred,
    createdVia: row.createdVia as CreatedVia,
    createdAt: row.createdAt.getTime(),
    verifiedAt: ms(row.verifiedAt),
    lastUsedAt: ms(row.lastUsedAt),
    lockedUntil: ms(row.lockedUntil),
    ...(left !== undefined && { left }),
    ...(delivery && { delivery }),
  }
}

/** The person as the rules see them. */
export function asSubject(person: Person | null, now: number, trusted: boolean): Subject {
  if (!person) return nobodyAt(now)
  const { user, authenticators } = person
  const rows = authenticators.flatMap((row) => asRow(row, now) ?? [])
  return {
    now,
    userId: user.id,
    suspended: !!user.suspendedAt,
    profile: {
      ...(user.email && { email: user.email }),
      ...(user.phone && { phone: user.phone }),
      ...(user.username && { username: user.username }),
      ...(user.name && { name: user.name }),
    },
    proven: [
      ...(user.phone && user.phoneVerifiedAt ? [{ kind: 'phone' as const, value: user.phone }] : []),
      ...(user.email && user.emailVerifiedAt ? [{ kind: 'email' as const, value: user.email }] : []),
    ],
    rows,
    hasPassword: rows.some((row) => factors[row.type].role === 'first'),
    passwordDue: !!user.passwordDueAt,
    role: user.role,
    locale: user.locale,
    createdAt: user.createdAt.getTime(),
    mfaSkip: user.mfaSkip as Subject['mfaSkip'],
    suggestionSkipped: !!user.suggestionSkippedAt,
    passkeySkipped: !!user.passkeySkippedAt,
    override: user.mfaOverride as Subject['override'],
    skipsOnSignIn: user.skipMfaOnSignIn,
    resetProof: user.resetProof as Subject['resetProof'],
    trusted,
  }
}

export type NewUser = {
  id: string
  email?: string
  phone?: string
  username?: string
  name?: string
  emailVerified?: boolean
  phoneVerified?: boolean
  role?: string
}

/** Identifiers must be normalized already. Unique violations surface as Prisma's P2002 (`uniqueViolation`). */
export async function createUser(tx: Tx, now: number, input: NewUser): Promise<UserRow> {
  const at = new Date(now)
  const { emailVerified, phoneVerified, ...rest } = input
  return tx.user.create({
    data: {
      ...rest,
      emailVerifiedAt: emailVerified ? at : null,
      phoneVerifiedAt: phoneVerified ? at : null,
      createdAt: at,
      updatedAt: at,
    },
  })
}

/** Empties a JSON column. */
export const jsonNull = Prisma.DbNull

export async function updateUser(
  tx: Tx,
  now: number,
  id: string,
  data: Parameters<Tx['user']['update']>[0]['data'],
): Promise<UserRow> {
  return tx.user.update({ where: { id }, data: { ...data, updatedAt: new Date(now) } })
}

/** Whether an account has this identifier already. */
export async function identifierTaken(identifier: Identifier): Promise<UserRow | null> {
  return (await findPerson(db(), identifier))?.user ?? null
}
