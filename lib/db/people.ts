import type { Tx } from './client'
import type { Person } from './users'

type Compared = { operator: 'gt' | 'gte' | 'lt' | 'lte' | 'eq'; value: Date }
export type PeopleFilter = {
  email?: string
  phone?: string
  emailVerified?: boolean
  phoneVerified?: boolean
  suspended?: boolean
  mfa?: boolean
  createdAt?: Compared
  updatedAt?: Compared
  sortBy?: 'createdAt' | 'updatedAt' | 'email' | 'phone' | 'username'
  descending?: boolean
}

const contains = (text: string | undefined) => text && { contains: text, mode: 'insensitive' as const }
const present = (name: string, wanted: boolean | undefined) =>
  wanted === undefined ? {} : { [name]: wanted ? { not: null } : null }
const compared = (name: string, rule: Compared | undefined) =>
  rule ? { [name]: rule.operator === 'eq' ? rule.value : { [rule.operator]: rule.value } } : {}

function where(f: PeopleFilter, second: string[]) {
  const enrolled = { authenticators: { some: { type: { in: second }, verifiedAt: { not: null }, disabledAt: null } } }
  return {
    stepUp: null,
    ...(f.email && { email: contains(f.email) }),
    ...(f.phone && { phone: contains(f.phone) }),
    ...present('emailVerifiedAt', f.emailVerified),
    ...present('phoneVerifiedAt', f.phoneVerified),
    ...present('suspendedAt', f.suspended),
    ...compared('createdAt', f.createdAt),
    ...compared('updatedAt', f.updatedAt),
    ...(f.mfa !== undefined && (f.mfa ? enrolled : { NOT: enrolled })),
  }
}

/** People with everything on file, page by page. @param page counted from 1 */
export async function listPeople(tx: Tx, filter: PeopleFilter & { second?: string[] }, page: number, take: number) {
  const clause = where(filter, filter.second ?? [])
  const { sortBy = 'createdAt', descending = true } = filter
  const [rows, total] = await Promise.all([
    tx.user.findMany({
      where: clause,
      include: { authenticators: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] } },
      orderBy: [{ [sortBy]: descending ? 'desc' : 'asc' }, { id: 'desc' }],
      skip: (page - 1) * take,
      take,
    }),
    tx.user.count({ where: clause }),
  ])
  const people = rows.map(({ authenticators, ...user }): Person => ({ user, authenticators }))
  return { people, total }
}

/** A factor by its id, or by the last 52 bits of it as a decimal number. */
export async function factorByNumber(tx: Tx, given: string): Promise<{ id: string; userId: string } | null> {
  if (!/^\d{1,16}$/.test(given)) return tx.authenticator.findUnique({ where: { id: given }, select: { id: true, userId: true } })
  const end = BigInt(given).toString(16).padStart(13, '0')
  const rows = await tx.$queryRaw<{ id: string; userId: string }[]>`
    SELECT id, user_id AS "userId" FROM authenticators WHERE right(replace(id, '-', ''), 13) = ${end}
      AND user_id NOT IN (SELECT user_id FROM step_up_users) LIMIT 1`
  return rows[0] ?? null
}
