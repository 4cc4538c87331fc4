import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { env } from '@/lib/core/env'
import { apiKeyOf } from '@/lib/db/api-keys'
import { db } from '@/lib/db/client'
import { readExperience } from '@/lib/db/config'
import { type TestDb, testDb } from '@/lib/db/testing'
import { demoPassword, seedDemo } from '@/prisma/seed'
import { boot } from './boot'

let database: TestDb
let before: ReturnType<typeof env>
const key = 'a-bootstrap-key-of-at-least-32-characters'
beforeAll(async () => {
  database = await testDb()
  before = { ...env() }
})
beforeEach(() => database.clear())
afterEach(() =>
  Object.assign(env(), { ...before, BOOTSTRAP_API_KEY: undefined, ADMIN_EMAIL: undefined, ADMIN_PASSWORD: undefined }),
)
afterAll(() => database.close())

const start = () => boot({ password: demoPassword, seed: seedDemo })
const counts = async () => ({
  people: await db().user.count(),
  applications: (await db().application.findMany({ orderBy: { id: 'asc' } })).map((app) => app.id),
  connectors: (await db().connector.findMany({ orderBy: { factoryId: 'asc' } })).map((row) => row.factoryId),
  keys: await db().signingKey.count(),
})
const whole = {
  people: 5,
  applications: ['account', 'console', 'demo-app'],
  connectors: ['inbox-email', 'inbox-sms'],
  keys: 6,
}

describe('starting an instance', () => {
  it('makes everything once, also when instances start together and again', async () => {
    await Promise.all([start(), start(), start()])
    expect(await counts()).toEqual(whole)
    const { version } = await readExperience(db())
    await start()
    expect(await counts()).toEqual(whole)
    expect((await readExperience(db())).version).toBe(version)
  })

  it('offers a link to the first owner, and none once there is one', async () => {
    expect((await start()).join('\n')).toMatch(/console\/setup\?token=[\w-]{43}/)
    Object.assign(env(), { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'a long enough passphrase' })
    const lines = (await start()).join('\n')
    expect(lines).toContain('ada@example.com')
    expect(lines).not.toContain('token=')
    expect(await db().user.count({ where: { role: 'owner' } })).toBe(1)
    Object.assign(env(), { ADMIN_EMAIL: 'eve@example.com' })
    await start()
    expect(await db().user.count({ where: { role: 'owner' } })).toBe(1)
  })

  it('warns where codes lie open to everybody', async () => {
    expect((await start()).join('\n')).not.toContain('Warning')
    Object.assign(env(), { PUBLIC: true })
    expect((await start()).join('\n')).toMatch(/Warning {3}APP_ENV=evaluation/)
  })

  it('takes the management key of the environment, and forgets it when it is gone', async () => {
    Object.assign(env(), { BOOTSTRAP_API_KEY: key })
    await start()
    expect((await apiKeyOf(key, Date.now()))?.scopes).toEqual(['all'])
    Object.assign(env(), { BOOTSTRAP_API_KEY: undefined })
    await start()
    expect(await apiKeyOf(key, Date.now())).toBeNull()
  })

  it('seeds nobody where it is told not to, nor into a database that has people', async () => {
    Object.assign(env(), { SEED: 'none' })
    await start()
    expect((await counts()).people).toBe(0)
    expect((await counts()).applications).toEqual(['account', 'console'])
  })

  it('keeps the addresses of its own applications in step with the public one', async () => {
    await start()
    Object.assign(env(), { PUBLIC_URL: 'http://localhost:4000' })
    await start()
    const app = await db().application.findUniqueOrThrow({ where: { id: 'console' } })
    expect((app.metadata as { redirectUris: string[] }).redirectUris[0]).toBe('http://localhost:4000/api/auth/callback/sallyport')
  })
})
