import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verificationKeys } from './api-keys'
import { db } from './client'
import { type Algorithm, ensureSigningKeys, rotateDueKeys, rotateKeys, signingKeys, signingKeysVersion } from './signing-keys'
import { type TestDb, testDb } from './testing'

let database: TestDb
const all: Algorithm[] = ['RS256', 'ES256', 'ES384']
const now = Date.UTC(2026, 0, 1)
const day = 86_400_000
beforeAll(async () => {
  database = await testDb()
})
beforeEach(() => database.clear())
afterAll(() => database.close())

const states = async () => (await db().signingKey.findMany()).map(({ algorithm, state }) => `${algorithm} ${state}`).sort()
const fresh = ['ES256 current', 'ES256 next', 'ES384 current', 'ES384 next', 'RS256 current', 'RS256 next']

describe('signing keys', () => {
  it('are made once, however many instances start together', async () => {
    await Promise.all(Array.from({ length: 5 }, () => ensureSigningKeys(all, now)))
    expect(await states()).toEqual(fresh)
    const version = await signingKeysVersion()
    await ensureSigningKeys(all, now)
    expect(await signingKeysVersion()).toBe(version)
  })

  it('are sealed at rest, open with their place only, and public halves stay public', async () => {
    await ensureSigningKeys(['ES256'], now)
    const [row, other] = await db().signingKey.findMany()
    expect(JSON.stringify([row?.publicJwk, row?.sealed])).not.toMatch(/"d":/)
    for (const key of await verificationKeys()) expect(key).not.toHaveProperty('d')
    await db().signingKey.update({ where: { id: row!.id }, data: { sealed: other!.sealed } })
    await expect(signingKeys()).rejects.toThrow()
  })

  it('take over from one another: the one that signs was published before, the one that signed still verifies', async () => {
    await ensureSigningKeys(['ES256'], now)
    const [current, next] = await signingKeys()
    expect(await rotateKeys(now + day)).toEqual(['ES256'])
    const after = await signingKeys()
    expect(after[0]?.kid).toBe(next?.kid)
    expect(after.at(-1)?.kid).toBe(current?.kid)
    expect(await states()).toEqual(['ES256 current', 'ES256 next', 'ES256 retired'])
  })

  it('turn over by themselves when due, once for all instances, and are forgotten long after', async () => {
    await ensureSigningKeys(['ES256'], now)
    expect(await rotateDueKeys(now + 179 * day)).toEqual([])
    const turned = await Promise.all([rotateDueKeys(now + 181 * day), rotateDueKeys(now + 181 * day)])
    expect(turned.flat()).toEqual(['ES256'])
    expect(await rotateDueKeys(now + 182 * day)).toEqual([])
    const retired = await db().signingKey.count({ where: { state: 'retired' } })
    expect(retired).toBe(1)
    await rotateKeys(now + 212 * day)
    expect(await db().signingKey.count({ where: { state: 'retired' } })).toBe(1)
  })
})
