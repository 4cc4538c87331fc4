import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { audit } from './audit'
import { db, transaction } from './client'
import { config, raiseConfigVersion } from './config'
import { type TestDb, testDb } from './testing'

describe('the database of a test', () => {
  let database: TestDb
  beforeAll(async () => {
    database = await testDb()
  })
  afterAll(() => database.close())

  it('is migrated and takes rows', async () => {
    await transaction((tx) => audit(tx, systemCtx(), { event: 'Test.Row' }))
    expect(await db().auditEvent.count()).toBe(1)
  })

  it('starts configuration afresh when it is emptied', async () => {
    await transaction(raiseConfigVersion)
    expect((await config()).version).toBe(1)
    await database.clear()
    expect((await config()).version).toBe(0)
    expect(await db().auditEvent.count()).toBe(0)
    await transaction((tx) => audit(tx, systemCtx(), { event: 'Test.Row' }))
    await expect(db().auditEvent.deleteMany()).rejects.toThrow('append-only')
  })
})

it('what comes late finds a closed door, and the next file a new database', async () => {
  const first = await testDb()
  await first.close()
  expect(() => db().auditEvent.count()).toThrow('closed')
  const second = await testDb()
  expect(await db().auditEvent.count()).toBe(0)
  await second.close()
})
