import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { limits } from '@/lib/policy/limits'
import { offerSetup, setUpOwner, setupWorks } from './owner'

const ctx = systemCtx()
const owner = { email: 'Ada@Example.com', password: 'correct horse battery staple' }
let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

const link = async () => String(await offerSetup(ctx))
const owners = () => db().user.findMany({ where: { role: 'owner' } })

describe('the one-time set-up link', () => {
  it('is not used up by looking, and works once', async () => {
    const token = await link()
    expect([await setupWorks(ctx, token), await setupWorks(ctx, token)]).toEqual([true, true])
    await setUpOwner(ctx, token, owner)
    expect((await owners()).map(({ email }) => email)).toEqual(['ada@example.com'])
    expect(await setupWorks(ctx, token)).toBe(false)
    await expect(setUpOwner(ctx, token, { ...owner, email: 'eve@example.com' })).rejects.toMatchObject({
      code: 'entity.not_found',
    })
  })

  it('makes one owner of parallel submits', async () => {
    const token = await link()
    const tries = ['a', 'b', 'c'].map((name) => setUpOwner(ctx, token, { ...owner, email: `${name}@example.com` }))
    const settled = await Promise.allSettled(tries)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await owners()).toHaveLength(1)
  })

  it('makes one owner of two links', async () => {
    const tokens = [await link(), await link()]
    const settled = await Promise.allSettled(
      tokens.map((token, i) => setUpOwner(ctx, token, { ...owner, email: `${i}@example.com` })),
    )
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('survives a refused password or address', async () => {
    const token = await link()
    await expect(setUpOwner(ctx, token, { ...owner, password: 'password' })).rejects.toMatchObject({ code: 'password.rejected' })
    await expect(setUpOwner(ctx, token, { ...owner, email: 'ada' })).rejects.toMatchObject({ code: 'identifier.invalid' })
    expect(await setupWorks(ctx, token)).toBe(true)
    expect(await owners()).toEqual([])
  })

  it('ends after a day, and is not offered where somebody owns the instance', async () => {
    const token = await link()
    const late = systemCtx({ now: () => ctx.now() + limits.setupLink * 1000 + 1 })
    expect(await setupWorks(late, token)).toBe(false)
    await expect(setUpOwner(late, token, owner)).rejects.toMatchObject({ code: 'entity.not_found' })
    await setUpOwner(ctx, token, owner)
    expect(await offerSetup(ctx)).toBeNull()
  })

  it('is unknown to whoever guesses', async () => {
    await link()
    for (const guess of ['', 'x', 'undefined']) expect(await setupWorks(ctx, guess)).toBe(false)
  })
})
