import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { newId, seal, unseal } from '@/lib/core/crypto'
import { db, type Tx, transaction } from './client'

export type Algorithm = 'RS256' | 'ES256' | 'ES384'
/** `issuer`: published, read by anybody. `challenge`: signs what only this instance reads. */
type Purpose = 'issuer' | 'challenge'
const issuer = { purpose: 'issuer' } as const
export type SigningJwk = JWK & { kid: string; alg: Algorithm; use: 'sig' }

/** Retired keys stay in the JWKS until nothing they signed can still be valid (milliseconds). */
const overlap = 30 * 86_400_000
/** How long a key signs before the next one takes over (milliseconds). */
const keyLife = 180 * 86_400_000
const place = (id: string) => `signing_keys:${id}:sealed`

/** Made outside any transaction: a 2048-bit RSA pair takes a moment. */
async function makeKey(algorithm: Algorithm, state: 'current' | 'next', now: number, purpose: Purpose = 'issuer') {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true, modulusLength: 2048 })
  const id = newId(now)
  const name = { kid: id, alg: algorithm, use: 'sig' as const }
  return {
    id,
    purpose,
    algorithm,
    publicJwk: { ...(await exportJWK(publicKey)), ...name } as object,
    sealed: seal(place(id), JSON.stringify({ ...(await exportJWK(privateKey)), ...name })),
    state,
    createdAt: new Date(now),
  }
}

const lock = (tx: Tx) => tx.$queryRaw`SELECT pg_advisory_xact_lock(72707371)::text`

/** Makes sure each algorithm has a key that signs and one published ahead of its turn. Safe for instances that start together. */
export async function ensureSigningKeys(algorithms: Algorithm[], now: number): Promise<void> {
  const missing = await missingOf(db(), algorithms)
  if (!missing.length) return
  const keys = await Promise.all(missing.map(({ algorithm, state }) => makeKey(algorithm, state, now)))
  await transaction(async (tx) => {
    await lock(tx)
    const still = await missingOf(tx, algorithms)
    const data = keys.filter((key) => still.some((m) => m.algorithm === key.algorithm && m.state === key.state))
    await tx.signingKey.createMany({ data })
  })
}

async function missingOf(tx: Tx, algorithms: Algorithm[]) {
  const rows = await tx.signingKey.findMany({
    where: { ...issuer, state: { in: ['current', 'next'] } },
    select: { algorithm: true, state: true },
  })
  const wanted = algorithms.flatMap((algorithm) => (['current', 'next'] as const).map((state) => ({ algorithm, state })))
  return wanted.filter((w) => !rows.some((row) => row.algorithm === w.algorithm && row.state === w.state))
}

/** Private keys, those that sign first; what is in the JWKS follows from them. */
export async function signingKeys(): Promise<SigningJwk[]> {
  const rows = await db().signingKey.findMany({ where: issuer, orderBy: { createdAt: 'asc' } })
  const order = ['current', 'next', 'retired']
  return rows
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map((row) => JSON.parse(unseal(place(row.id), row.sealed)) as SigningJwk)
}

/** What changes when the set of keys does. */
export async function signingKeysVersion(): Promise<string> {
  const rows = await db().signingKey.findMany({ where: issuer, select: { id: true, state: true }, orderBy: { id: 'asc' } })
  return rows.map((row) => `${row.id}:${row.state}`).join()
}

/** The next key signs from now on, the old one goes on verifying, a new next is published. Long-retired keys go. */
export async function rotateSigningKeys(tx: Tx, now: number): Promise<Algorithm[]> {
  await lock(tx)
  const rows = await tx.signingKey.findMany({ where: { ...issuer, state: 'next' } })
  for (const next of rows) {
    const { algorithm } = next
    await tx.signingKey.updateMany({
      where: { ...issuer, algorithm, state: 'current' },
      data: { state: 'retired', retiredAt: new Date(now) },
    })
    await tx.signingKey.update({ where: { id: next.id }, data: { state: 'current' } })
  }
  await tx.signingKey.deleteMany({ where: { ...issuer, state: 'retired', retiredAt: { lt: new Date(now - overlap) } } })
  return rows.map((row) => row.algorithm as Algorithm)
}

/** Turns the keys over now, and publishes the ones after. @returns algorithms that changed hands */
export async function rotateKeys(now: number): Promise<Algorithm[]> {
  const rotated = await transaction((tx) => rotateSigningKeys(tx, now))
  await ensureSigningKeys(rotated, now)
  return rotated
}

/** The same, once the current keys have served their time; called again and again, on every instance. */
export async function rotateDueKeys(now: number): Promise<Algorithm[]> {
  const since = new Date(now - keyLife)
  // a key's time runs from when it took over: from the retirement of the one before, or from the start
  const due = async (tx: Tx) =>
    (await tx.signingKey.count({ where: { ...issuer, state: 'current', createdAt: { lt: since } } })) > 0 &&
    (await tx.signingKey.count({ where: { ...issuer, state: 'retired', retiredAt: { gte: since } } })) === 0
  if (!(await due(db()))) return []
  const rotated = await transaction(async (tx) => {
    await lock(tx)
    // another instance may have done it meanwhile
    return (await due(tx)) ? rotateSigningKeys(tx, now) : []
  })
  await ensureSigningKeys(rotated, now)
  return rotated
}

/** Private keys that tokens of tracked actions are signed with, the one that signs first; made when the first is asked for. */
export async function challengeKeys(now: number): Promise<SigningJwk[]> {
  const where = { purpose: 'challenge' }
  const read = async (tx: Tx) => tx.signingKey.findMany({ where, orderBy: { createdAt: 'desc' } })
  const made = (await db().signingKey.count({ where })) ? null : await makeKey('ES256', 'current', now, 'challenge')
  const rows = made
    ? await transaction(async (tx) => {
        await lock(tx)
        if (!(await tx.signingKey.count({ where }))) await tx.signingKey.create({ data: made })
        return read(tx)
      })
    : await read(db())
  return rows.map((row) => JSON.parse(unseal(place(row.id), row.sealed)) as SigningJwk)
}
