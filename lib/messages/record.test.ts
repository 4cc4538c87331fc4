import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { db } from '@/lib/db/client'
import { configVersion } from '@/lib/db/config'
import { listMessages, reportMessage } from '@/lib/db/messages'
import { type TestDb, testDb } from '@/lib/db/testing'
import { deliver } from './deliver'
import { aConnector, aDelivery, answers, carriers, settle } from './testing'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.clear()
  await settle(['DE'])
  await aConnector('a', { priority: 1 })
  await aConnector('b', { priority: 2 })
})

const now = 1_800_000_000_000
const ctx = systemCtx({ now: () => now, ip: '203.0.113.7' })
const send = (play: Parameters<typeof carriers>[0], at = now) => {
  const { tools, asked } = carriers(play)
  return deliver({ ...ctx, now: () => at }, aDelivery({ user: { id: 'user-1' } }), tools).then(
    () => asked.map(({ id }) => id),
    () => asked.map(({ id }) => id),
  )
}
const everything = async () =>
  JSON.stringify([await db().message.findMany(), await db().auditEvent.findMany({ omit: { seq: true } })])

describe('what a send leaves behind', () => {
  it('is a row with a masked address and the way of the message', async () => {
    await send({ a: answers.config, b: answers.accepted })
    const [row] = await listMessages(db(), {}, 10)
    expect(row).toMatchObject({
      to: '+49***5678',
      country: 'DE',
      status: 'accepted',
      connectorId: 'b',
      providerId: 'carrier-1',
      segments: 1,
    })
    expect(row?.timeline.map(({ outcome }) => outcome)).toEqual(['config', 'accepted'])
  })

  it('holds neither the code nor the number, whatever the carrier says', async () => {
    const gossip = () => Response.json({ error: 'no', message: 'code 482913 to +4915112345678 refused' }, { status: 400 })
    await send({ a: gossip, b: gossip })
    expect(await everything()).not.toMatch(/482913|15112345678/)
  })

  it('tells the trail of success and failure', async () => {
    await send({ a: answers.accepted })
    await send({ a: answers.recipient })
    const rows = await db().auditEvent.findMany({ where: { event: { startsWith: 'Message.' } }, orderBy: { seq: 'asc' } })
    expect(rows.map(({ event, outcome, code }) => [event, outcome, code])).toEqual([
      ['Message.Accepted', 'success', null],
      ['Message.Failed', 'failure', 'connector.recipient_rejected'],
    ])
    expect(rows[0]?.userId).toBe('user-1')
  })
})

describe('the state of a connector', () => {
  it('is paused for as long as its carrier asks, and tried last meanwhile', async () => {
    await send({ a: answers.throttled, b: answers.accepted })
    const { pausedUntil } = await db().connector.findUniqueOrThrow({ where: { id: 'a' } })
    expect(pausedUntil?.getTime()).toBe(now + 60_000)
    expect(await send({ a: answers.accepted, b: answers.accepted }, now + 59_000)).toEqual(['b'])
    expect(await send({ a: answers.accepted, b: answers.accepted }, now + 61_000)).toEqual(['a'])
  })

  it('turns to failing and back, told once each, without making every instance read its settings again', async () => {
    const before = await configVersion()
    for (const a of [answers.config, answers.config, answers.accepted, answers.accepted]) await send({ a, b: answers.accepted })
    const rows = await db().auditEvent.findMany({
      where: { event: 'Connector.HealthChanged', target: 'a' },
      orderBy: { seq: 'asc' },
    })
    expect(rows.map(({ details }) => details)).toMatchObject([
      { from: 'unknown', to: 'failing' },
      { from: 'failing', to: 'ok' },
    ])
    expect((await db().connector.findUniqueOrThrow({ where: { id: 'a' } })).health).toMatchObject({ state: 'ok' })
    expect(await configVersion()).toBe(before)
  })
})

describe('a delivery report', () => {
  const report = (status: 'sent' | 'delivered' | 'failed') =>
    reportMessage(db(), now, { connectorId: 'a', providerId: 'carrier-1', status })

  it('moves a message forward and never back', async () => {
    await send({ a: answers.accepted })
    expect((await report('delivered'))?.status).toBe('delivered')
    expect(await report('sent')).toBeNull()
    expect(await report('failed')).toBeNull()
    const [row] = await listMessages(db(), {}, 1)
    expect(row?.timeline.map(({ outcome }) => outcome)).toEqual(['accepted', 'delivered'])
  })

  it('of an unknown message changes nothing', async () => {
    expect(await report('delivered')).toBeNull()
  })
})
