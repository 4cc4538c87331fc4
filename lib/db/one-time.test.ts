import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from './client'
import { consumeOneTime, createOneTime } from './one-time'
import { type TestDb, testDb } from './testing'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

const now = 1_800_000_000_000
const purpose = 'owner-setup'
const make = () => createOneTime(db(), now, { purpose, subject: 'console', ttl: 60 })

describe('a one-time token', () => {
  it('is consumed by exactly one of parallel callers', async () => {
    const token = await make()
    const won = await Promise.all(Array.from({ length: 5 }, () => consumeOneTime(db(), now, purpose, token)))
    expect(won.filter(Boolean)).toHaveLength(1)
  })

  it('is not consumed after its time, nor for another purpose', async () => {
    const token = await make()
    expect(await consumeOneTime(db(), now + 60_000, purpose, token)).toBe(false)
    expect(await consumeOneTime(db(), now, 'reset' as never, token)).toBe(false)
    expect(await consumeOneTime(db(), now + 59_999, purpose, token)).toBe(true)
  })

  it('is stored as a hash', async () => {
    const token = await make()
    expect(JSON.stringify(await db().oneTimeToken.findMany())).not.toContain(token)
  })
})
