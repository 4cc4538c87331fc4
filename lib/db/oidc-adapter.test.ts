import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { newSecret } from '@/lib/core/crypto'
import { db } from './client'
import { oidcAdapter } from './oidc-adapter'
import { type TestDb, testDb } from './testing'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())

const models = ['AuthorizationCode', 'RefreshToken', 'AccessToken', 'Session', 'Grant', 'Interaction'] as const
const make = (type: string, id: string, more = {}) =>
  oidcAdapter(type).upsert(id, { jti: id, kind: type, grantId: type === 'Grant' ? undefined : 'g1', ...more }, 60)

describe('the store of the OpenID provider', () => {
  it.each(models)('finds a %s by its id, with that id inside', async (type) => {
    const id = newSecret()
    await make(type, id)
    expect(await oidcAdapter(type).find(id)).toMatchObject({ jti: id, kind: type })
  })

  it('keeps no bearer value in clear', async () => {
    const secrets = Object.fromEntries(models.slice(0, 4).map((type) => [type, newSecret()]))
    for (const [type, id] of Object.entries(secrets)) await make(type, id)
    await make('Interaction', 'known', { session: { accountId: 'a', uid: 'u', cookie: secrets.Session } })
    const dump = JSON.stringify(await db().oidcModel.findMany())
    for (const id of Object.values(secrets)) expect(dump).not.toContain(id)
  })

  it('finds a session by its uid, and the session knows its own id', async () => {
    const id = newSecret()
    await make('Session', id, { uid: 'u1' })
    expect(await oidcAdapter('Session').findByUid('u1')).toMatchObject({ jti: id })
  })

  it('lets exactly one of fifty use a code up, and the others cost the family its life', async () => {
    const id = newSecret()
    await make('AuthorizationCode', id, { grantId: 'raced' })
    await oidcAdapter('Grant').upsert('raced', { jti: 'raced', kind: 'Grant' }, 60)
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => oidcAdapter('AuthorizationCode').consume(id)))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    expect(await oidcAdapter('Grant').find('raced')).toBeUndefined()
    expect(await oidcAdapter('AuthorizationCode').find(id)).toBeUndefined()
  })

  it('counts a refresh token as used only after the grace, and never twice as fresh', async () => {
    const id = newSecret()
    await make('RefreshToken', id, { grantId: 'g2' })
    await oidcAdapter('RefreshToken').consume(id)
    expect(await oidcAdapter('RefreshToken').find(id)).not.toHaveProperty('consumed')
    await oidcAdapter('RefreshToken').consume(id)
    shiftClock(11)
    expect(await oidcAdapter('RefreshToken').find(id)).toHaveProperty('consumed')
    await expect(oidcAdapter('RefreshToken').consume(id)).rejects.toThrow('invalid_grant')
    shiftClock(0)
    expect(await oidcAdapter('RefreshToken').find(id)).toBeUndefined()
  })

  it('does not make a used successor fresh again when a parallel refresh writes it once more', async () => {
    const id = newSecret()
    await make('RefreshToken', id, { grantId: 'g3' })
    await oidcAdapter('RefreshToken').consume(id)
    await make('RefreshToken', id, { grantId: 'g3' })
    shiftClock(11)
    expect(await oidcAdapter('RefreshToken').find(id)).toHaveProperty('consumed')
    shiftClock(0)
  })

  it('forgets what expired', async () => {
    const id = newSecret()
    await make('AccessToken', id)
    shiftClock(61)
    expect(await oidcAdapter('AccessToken').find(id)).toBeUndefined()
    shiftClock(0)
  })
})
