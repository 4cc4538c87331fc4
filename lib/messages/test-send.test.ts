import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { db } from '@/lib/db/client'
import { listInbox } from '@/lib/db/inbox'
import { type TestDb, testDb } from '@/lib/db/testing'
import { testSend } from './test-send'
import { aConnector, answers, carriers, settle } from './testing'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.clear()
  await settle(['DE'])
})

const ctx = systemCtx({ now: () => 1_800_000_000_000 })
const test = { to: '+4915112345678', usageType: 'BindMfa', actor: { type: 'admin' as const, id: 'admin-1' } }

describe('a test send', () => {
  it('answers in the shape of the contract, and of a typed host tells the status alone', async () => {
    const connector = await aConnector('a')
    const { tools, asked } = carriers({ a: () => Response.json({ id: 'x', message: 'hello from inside' }, { status: 201 }) })
    const result = await testSend(ctx, { ...test, connector }, tools)
    expect(result).toMatchObject({
      outcome: 'accepted',
      provider: { httpStatus: 201, code: null, message: null, messageId: null },
      rendered: {
        text: '000000 is your code to add this phone to Sallyport.\n\n@localhost #000000',
        encoding: 'GSM-7',
        segments: 1,
      },
    })
    expect(asked[0]?.body).toMatchObject({ type: 'BindMfa', payload: { code: '000000' } })
    expect((await db().message.findUniqueOrThrow({ where: { id: result.deliveryId } })).status).toBe('accepted')
    const rows = await db().auditEvent.findMany({ where: { event: 'Connector.Tested' } })
    expect(rows).toMatchObject([{ actorId: 'admin-1', target: 'a', outcome: 'success' }])
  })

  it('answers a failure too, and the connector’s health follows', async () => {
    const connector = await aConnector('a')
    const result = await testSend(ctx, { ...test, connector }, carriers({ a: answers.config }).tools)
    expect(result).toMatchObject({ outcome: 'config', provider: { httpStatus: 401 } })
    expect((await db().connector.findUniqueOrThrow({ where: { id: 'a' } })).health).toMatchObject({ state: 'failing' })
  })

  it('with settings that are not saved says nothing of the stored ones', async () => {
    const connector = await aConnector('a')
    const config = { endpoint: 'https://b.example.com/send', signingSecret: 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=' }
    const { tools, asked } = carriers({ b: answers.config })
    expect((await testSend(ctx, { ...test, connector, config }, tools)).outcome).toBe('config')
    expect(asked.map(({ id }) => id)).toEqual(['b'])
    expect((await db().connector.findUniqueOrThrow({ where: { id: 'a' } })).health).toEqual({ state: 'unknown' })
  })

  it('goes to no country that was not chosen', async () => {
    const connector = await aConnector('a')
    const { tools, asked } = carriers({ a: answers.accepted })
    await expect(testSend(ctx, { ...test, to: '+33612345678', connector }, tools)).rejects.toMatchObject({
      code: 'connector.destination_blocked',
    })
    expect(asked).toEqual([])
  })

  it('shows a notice with made-up facts, by mail', async () => {
    const connector = await aConnector('i', { factoryId: 'inbox-email', channel: 'email' })
    const mail = { ...test, to: 'jane@example.com', usageType: 'NewDeviceNotice', connector }
    const { outcome, rendered } = await testSend(ctx, mail, carriers({}).tools)
    expect(outcome).toBe('accepted')
    expect(rendered.subject).toBe('New sign-in to your Sallyport account')
    expect(rendered.html).toContain('Chrome on Mac')
    expect(await listInbox(db(), {})).toMatchObject([{ connectorId: 'i', code: null }])
  })
})
