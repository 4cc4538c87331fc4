import { seal, unseal } from '@/lib/core/crypto'
import { type FactorType, factors } from '@/lib/factors'
import type { CreatedVia } from '@/lib/interaction/types'
import type { Tx } from './client'
import type { AuthenticatorRow } from './users'

export type NewAuthenticator = {
  id: string
  userId: string
  type: FactorType
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
  const data = factor.data.parse(input.data) as Record<string, unknown>
  const stored = Object.fromEntries(
    Object.entries(data).map(([k, v]) => [k, factor.secrets.includes(k) ? seal(place(input.id, k), String(v)) : v]),
  )
  await tx.authenticator.create({
    data: {
      id: input.id,
      userId: input.userId,
      type: input.type,
      label: input.label ?? null,
      key: factor.key?.(data, input.userId) ?? null,
      data: stored as object,
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

/** A right answer clears the count of wrong ones and is remembered as the last use. */
export async function used(tx: Tx, now: number, ids: string[]): Promise<void> {
  if (ids.length)
    await tx.authenticator.updateMany({
      where: { id: { in: ids } },
      data: { failures: 0, lockedUntil: null, lastUsedAt: new Date(now) },
    })
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

/** How many people use this address as a factor already. */
export async function usersOfAddress(tx: Tx, type: FactorType, address: string): Promise<number> {
  return tx.authenticator.count({ where: { type, data: { path: ['address'], equals: address } } })
}
