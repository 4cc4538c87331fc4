import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { audit, sealAudit, verifyAudit } from './audit'
import { db, transaction } from './client'
import { type TestDb, testDb } from './testing'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())
const write = (event: string) => transaction((tx) => audit(tx, systemCtx(), { event, details: { z: 1, a: { y: 2, b: 3 } } }))

it('chains rows in order and finds the first that was touched', async () => {
  for (const event of ['One', 'Two', 'Three']) await write(event)
  expect(await sealAudit()).toBe(3)
  await write('Four')
  expect(await verifyAudit()).toEqual({ checked: 4, broken: null })
  await db().$executeRawUnsafe('ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only')
  await db().auditEvent.updateMany({ where: { event: 'Two' }, data: { outcome: 'failure' } })
  const { checked, broken } = await verifyAudit()
  expect([checked, broken?.position]).toEqual([1, '2'])
  await db().auditEvent.updateMany({ where: { event: 'Two' }, data: { outcome: 'success' } })
  await db().$executeRawUnsafe('ALTER TABLE audit_events ENABLE TRIGGER audit_events_append_only')
})

it('refuses update, delete and truncate in the database itself', async () => {
  await expect(db().auditEvent.updateMany({ where: { event: 'One' }, data: { outcome: 'failure' } })).rejects.toThrow(
    /append-only/,
  )
  await expect(db().auditEvent.deleteMany({ where: { event: 'One' } })).rejects.toThrow(/append-only/)
  await expect(db().$executeRawUnsafe('TRUNCATE audit_events')).rejects.toThrow(/append-only/)
  expect(await verifyAudit()).toEqual({ checked: 4, broken: null })
})
