import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectorById } from '@/lib/connectors'
import { openSecrets } from '@/lib/connectors/config'
import { samples } from '@/lib/connectors/samples'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { createConnector, getConnector, listConnectors, listFactories, updateConnector } from './connectors'
import type { As } from './verb'

const as: As = { ctx: systemCtx(), actor: { type: 'machine', id: 'key' } }
const start = { ...process.env, PUBLIC_URL: 'http://localhost:3000' }
let database: TestDb
beforeAll(async () => {
  useEnv(start)
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

/** The carrier whose destination and secret are both plain fields. */
const gateway = 'http-sms'
const config = { endpoint: 'https://gateway.example.com/sms', authorization: 'Bearer S3CRET-bearer' }
const opened = async (id: string) => {
  const row = await db().connector.findUniqueOrThrow({ where: { id } })
  return openSecrets(connectorById(row.factoryId)!.config, row.config as Record<string, unknown>, `connectors:${id}`)
}

describe.each(Object.keys(samples))('%s', (factoryId) => {
  it('never shows or stores a secret in clear, in no answer and no audit row', async () => {
    const created = await createConnector(as, { factoryId, config: samples[factoryId] })
    const updated = await updateConnector(as, created.id, { name: 'Renamed', config: {} })
    const answers = [created, updated, await getConnector(as, created.id), await listConnectors(as)]
    const kept = [await db().connector.findMany(), (await db().auditEvent.findMany()).map(({ seq: _, ...row }) => row)]
    expect(JSON.stringify([answers, kept], (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      'S3CRET',
    )
    expect(await opened(created.id)).toMatchObject(samples[factoryId]!)
  })
})

describe('secrets of a connector', () => {
  it('stay when left out or sent back as read, and go with null', async () => {
    const { id, config: view } = await createConnector(as, { factoryId: gateway, config })
    expect(view).toMatchObject({ endpoint: config.endpoint, authorization: { set: true }, signingSecret: { set: true } })
    await updateConnector(as, id, { config: view })
    expect(await opened(id)).toMatchObject(config)
    const cleared = await updateConnector(as, id, { config: { authorization: null } })
    expect(cleared.config).toMatchObject({ authorization: { set: false } })
  })

  it('are asked for again when the destination changes', async () => {
    const { id } = await createConnector(as, { factoryId: gateway, config })
    const elsewhere = { endpoint: 'https://evil.example.com/sms' }
    const refusal = { code: 'connector.secret_reentry_required', status: 422 }
    await expect(updateConnector(as, id, { config: elsewhere })).rejects.toMatchObject(refusal)
    expect(await opened(id)).toMatchObject(config)
  })
})

describe('input', () => {
  it.each([
    ['an unknown service', { factoryId: 'pigeon' }, 'request.invalid'],
    ['a channel it has not', { factoryId: gateway, channel: 'email' as const, config }, 'request.invalid'],
    ['a missing setting', { factoryId: gateway, config: {} }, 'connector.invalid_config'],
    ['a bad country', { factoryId: gateway, config, countries: { allow: ['Germany'] } }, 'request.invalid'],
  ])('refuses %s', async (_name, input, code) => {
    await expect(createConnector(as, input)).rejects.toMatchObject({ code })
    expect(await db().connector.count()).toBe(0)
  })

  it('has no inbox where the inbox is off', async () => {
    expect((await listFactories(as)).map((factory) => factory.id)).toContain('inbox-sms')
    useEnv({ ...start, INBOX: '0' })
    expect((await listFactories(as)).map((factory) => factory.id)).not.toContain('inbox-sms')
    await expect(createConnector(as, { factoryId: 'inbox-sms' })).rejects.toMatchObject({ code: 'request.invalid' })
    useEnv(start)
  })
})
