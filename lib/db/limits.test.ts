import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from './client'
import { forget, longestWait, seenBefore, take } from './limits'
import { type TestDb, testDb } from './testing'

describe('limits', () => {
  let database: TestDb
  beforeAll(async () => {
    database = await testDb()
  })
  afterAll(() => database.close())
  const now = Date.UTC(2026, 0, 1)

  it('lets through what the window holds, refuses the rest, and starts afresh when it ends', async () => {
    const window = { key: 'a', count: 2, window: 60 }
    const over = async (at: number) => (await take(db(), at, [window]))[0]?.over
    expect([await over(now), await over(now), await over(now + 1000)]).toEqual([false, false, true])
    expect((await take(db(), now + 20_000, [window]))[0]?.retryAfter).toBe(40)
    expect(await over(now + 60_000)).toBe(false)
  })

  it('counts several keys at once and names the longest wait', async () => {
    const windows = [
      { key: 'b', count: 0, window: 10 },
      { key: 'c', count: 0, window: 100 },
      { key: 'd', count: 5, window: 1000 },
    ]
    expect(longestWait(await take(db(), now, windows))).toBe(100)
    await forget(db(), ['b', 'c'])
    expect(await db().limit.count({ where: { key: { in: ['b', 'c'] } } })).toBe(0)
  })

  it('remembers what is seen again and again, and forgets what is not', async () => {
    const at = (seconds: number) => seenBefore(db(), now + seconds * 1000, 'device', 60)
    expect([await at(0), await at(50), await at(100), await at(159), await at(219)]).toEqual([false, true, true, true, false])
  })

  it('lets exactly as many of fifty parallel callers through as the window holds', async () => {
    const taken = await Promise.all(Array.from({ length: 50 }, () => take(db(), now, [{ key: 'race', count: 5, window: 60 }])))
    expect(taken.filter(([t]) => !t?.over)).toHaveLength(5)
  })
})
