import { afterAll, beforeAll, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { aCtx, aMember, furnish } from '@/lib/flows/testing'
import { deleteUser, updateUser } from './users'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())

it('leaves one owner, however many are let go at once, and answers everybody', async () => {
  const as = { ctx: aCtx(), actor: { type: 'machine' as const, id: 'k', operator: true as const } }
  for (let round = 0; round < 5; round++) {
    await db().user.deleteMany()
    const people = [await aMember(), await aMember(), await aMember()]
    await db().user.updateMany({ data: { role: 'owner' } })
    const work = people.map(({ id }, i) => (i % 2 ? deleteUser(as, id) : updateUser(as, id, { role: null })))
    const answers = await Promise.all(work.map((done) => done.then(() => 'done').catch((error) => error.code ?? String(error))))
    expect(answers.sort()).toEqual(['done', 'done', 'entity.conflict'])
    expect(await db().user.count({ where: { role: 'owner' } })).toBe(1)
  }
})
