import { seal, unseal } from '@/lib/core/crypto'
import { type FactorType, factors } from '@/lib/factors'
import type { CreatedVia } from '@/lib/interaction/types'
import type { Tx } from './client'
import type { AuthenticatorRow } from './users'

export type NewAuthenticator = {
  id: string
  userId: string
  type: FactorType
  /** its name on the step-up wire, for users of that API */
  method?: string
  data: unknown
  createdVia: CreatedVia
  label?: string | null
  /** false: an address somebody else entered, unusable until proven */
  verified: boolean
  preferred?: boolean
  lastUsedAt?: number
}

const place = (id: string, field: string) => `authenticators:${id}:${field}`

/** A row's data, opened and parsed by its factor. */
export function openData(row: AuthenticatorRow): unknown {
  const factor = factors[row.type as FactorType]
  const stored = row.data as Record<string, unknown>
  const open = Object.fromEntries(
    Object.entries(stored).map(([k, v]) => [k, factor.secrets.includes(k) ? unseal(place(row.id, k), String(v)) : v]),
  )
  return factor.data.parse(open)
}

export async function createAuthenticator(tx: Tx, now: number, input: NewAuthenticator): Promise<void> {
  const factor = factors[input.type]
  const data = factor.data.parse(input.data)
  await tx.authenticator.create({
    data: {
      id: input.id,
      userId: input.userId,
      type: input.type,
      method: input.method ?? null,
      label: input.label ?? null,
      key: factor.key?.(data, input.userId) ?? null,
      data: storedData(input.type, input.id, data),
      createdVia: input.createdVia,
      verifiedAt: input.verified ? new Date(now) : null,
      lastUsedAt: input.lastUsedAt ? new Date(input.lastUsedAt) : null,
      preferred: input.preferred ?? false,
      createdAt: new Date(now),
    },
  })
}

/** Replaces the person's password row. @param hash PHC string made outside the transaction */
export async function replacePassword(
  tx: Tx,
  now: number,
  userId: string,
  type: FactorType,
  id: string,
  hash: string,
): Promise<void> {
  await tx.authenticator.deleteMany({ where: { userId, type } })
  await createAuthenticator(tx, now, { id, userId, type, data: { hash }, createdVia: 'Interaction', verified: true })
}

/**
 * A right answer clears the count of wrong ones and is remembered as the last use.
 * @param row as it was read @param data what the row holds from now on, for factors whose answers count once
 * @returns false when the same answer was taken elsewhere meanwhile: then this one is none
 */
export async function used(tx: Tx, now: number, row: AuthenticatorRow, data?: unknown): Promise<boolean> {
  const next = data === undefined ? undefined : storedData(row.type as FactorType, row.id, data, row)
  const { count } = await tx.authenticator.updateMany({
    where: { id: row.id, ...(next && { data: { equals: row.data as object } }) },
    data: { failures: 0, lockedUntil: null, lastUsedAt: new Date(now), ...(next && { data: next }) },
  })
  return count === 1
}

/** Data as it is stored: secret fields sealed, one that did not change as it was. */
function storedData(type: FactorType, id: string, input: unknown, before?: AuthenticatorRow): object {
  const { data: schema, secrets } = factors[type]
  const data = schema.parse(input) as Record<string, unknown>
  const open = before ? (openData(before) as Record<string, unknown>) : {}
  const sealed = (k: string, v: unknown) =>
    before && open[k] === v ? (before.data as Record<string, unknown>)[k] : seal(place(id, k), String(v))
  return Object.fromEntries(Object.entries(data).map(([k, v]) => [k, secrets.includes(k) ? sealed(k, v) : v]))
}

/** A row that follows another address from now on; one that is there already stays alone. */
export async function moveAuthenticator(tx: Tx, userId: string, type: FactorType, from: unknown, to: unknown): Promise<void> {
  const [before, after] = [from, to].map((data) => factors[type].key?.(data, userId) ?? null)
  if (!before || !after) return
  // one that never counted, or counts no more, makes room
  await tx.authenticator.deleteMany({
    where: { userId, type, key: after, OR: [{ verifiedAt: null }, { disabledAt: { not: null } }] },
  })
  const taken = await tx.authenticator.count({ where: { type, key: after } })
  if (taken) await tx.authenticator.deleteMany({ where: { userId, type, key: before } })
  const row = await tx.authenticator.findUnique({ where: { type_key: { type, key: before } } })
  if (row?.userId !== userId) return
  const data = { ...(row.data as object), ...(to as object) }
  await tx.authenticator.update({ where: { id: row.id }, data: { key: after, data } })
}

export async function removeAuthenticator(tx: Tx, userId: string, id: string): Promise<number> {
  return (await tx.authenticator.deleteMany({ where: { id, userId } })).count
}

export async function prefer(tx: Tx, userId: string, id: string): Promise<number> {
  await tx.authenticator.updateMany({ where: { userId, preferred: true }, data: { preferred: false } })
  return (await tx.authenticator.updateMany({ where: { id, userId }, data: { preferred: true } })).count
}

/** Serializes changes to one person's factors, so that two removals cannot both believe the other one stays. */
export async function lockPerson(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId} FOR UPDATE`
}

/** The row of a credential that is unique over all people. */
export async function authenticatorByKey(tx: Tx, type: FactorType, key: string): Promise<AuthenticatorRow | null> {
  return tx.authenticator.findUnique({ where: { type_key: { type, key } } })
}

/** How many people use this address as a factor already; users of an application's own are none of them. */
export async function usersOfAddress(tx: Tx, type: FactorType, address: string): Promise<number> {
  return tx.authenticator.count({ where: { type, data: { path: ['address'], equals: address }, user: { stepUp: null } } })
}
