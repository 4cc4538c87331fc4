import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from './client'
import { clearInbox, listInbox, storeInbox } from './inbox'
import { type TestDb, testDb } from './testing'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

const at = 1_800_000_000_000
const store = (second: number, over: Record<string, string> = {}) =>
  storeInbox(db(), at + second * 1000, {
    channel: 'sms',
    to: '+4915112345678',
    usageType: 'MfaVerification',
    locale: 'en',
    subject: null,
    text: String(second),
    html: null,
    code: null,
    link: null,
    connectorId: 'inbox',
    status: 'delivered',
    ...over,
  })
const texts = async (...args: Parameters<typeof listInbox> extends [unknown, ...infer Rest] ? Rest : never) =>
  (await listInbox(db(), ...args)).map(({ text }) => text)

describe('the inbox', () => {
  it('lists the newest first, by every filter', async () => {
    await store(1)
    await store(2, { channel: 'email', to: 'a@example.com' })
    await store(3, { usageType: 'SignIn' })
    expect(await texts({})).toEqual(['3', '2', '1'])
    expect(await texts({ to: '+4915112345678' })).toEqual(['3', '1'])
    expect(await texts({ channel: 'email' })).toEqual(['2'])
    expect(await texts({ usageType: 'SignIn' })).toEqual(['3'])
    expect(await texts({ since: at + 2000 })).toEqual(['3', '2'])
    expect(await texts({}, 1)).toEqual(['3'])
  })

  it('keeps the newest five hundred', async () => {
    const row = (n: number) => ({
      id: `old-${String(n).padStart(4, '0')}`,
      channel: 'sms',
      to: '+1',
      usageType: 'SignIn',
      locale: 'en',
      text: String(n),
      connectorId: 'i',
      status: 'delivered',
      createdAt: new Date(at + n),
    })
    await db().inboxMessage.createMany({ data: Array.from({ length: 502 }, (_, n) => row(n)) })
    await store(60)
    const kept = await texts({}, 1000)
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([500, '60', '3'])
  })

  it('is emptied', async () => {
    await store(1)
    expect(await clearInbox(db())).toBe(1)
    expect(await texts({})).toEqual([])
  })
})
