import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { aBrowser, anApp, anIssuer, aUser, exchange, type Issuer, refresh, signIn, type TestApp, withoutSecret } from './testing'

let database: TestDb
let issuer: Issuer
beforeAll(async () => {
  database = await testDb()
  issuer = await anIssuer()
})
afterEach(() => shiftClock(0))
afterAll(async () => {
  await issuer.close()
  await database.close()
})

const offline = { scope: 'openid offline_access', prompt: 'consent' }

async function aFamily(spa = true): Promise<{ app: TestApp; first: string; access: string }> {
  const made = await anApp({ type: spa ? 'SPA' : 'Traditional' })
  const app = spa ? withoutSecret(made) : made
  const { query } = await signIn(aBrowser(issuer), app, await aUser(), offline)
  const { body } = await exchange(issuer, app, query)
  return { app, first: body.refresh_token ?? '', access: body.access_token ?? '' }
}

const alive = async (accessToken: string) =>
  (await fetch(`${issuer.base}/oidc/me`, { headers: { authorization: `Bearer ${accessToken}` } })).status === 200

describe('codes', () => {
  it('work once: of fifty at a time one gets tokens, and they die with the family', async () => {
    const app = await anApp()
    const { query } = await signIn(aBrowser(issuer), app, await aUser(), offline)
    const answers = await Promise.all(Array.from({ length: 50 }, () => exchange(issuer, app, query)))
    const good = answers.filter(({ status }) => status === 200)
    expect(good).toHaveLength(1)
    for (const { status, body } of answers) if (status !== 200) expect(body.error).toBe('invalid_grant')
    expect(await alive(good[0]?.body.access_token ?? '')).toBe(false)
    expect((await refresh(issuer, app, good[0]?.body.refresh_token ?? '')).status).toBe(400)
  })

  it('die after a minute', async () => {
    const app = await anApp()
    const { query } = await signIn(aBrowser(issuer), app, await aUser())
    shiftClock(61)
    expect((await exchange(issuer, app, query)).body.error).toBe('invalid_grant')
  })

  it('belong to one application', async () => {
    const [app, other] = [await anApp(), await anApp()]
    const { query } = await signIn(aBrowser(issuer), app, await aUser())
    expect((await exchange(issuer, other, query)).body.error).toBe('invalid_grant')
  })
})

describe('refresh tokens of public applications', () => {
  it('are new after every use; fifty refreshes at a time all get the same successor', async () => {
    const { app, first } = await aFamily()
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(issuer, app, first)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200))
    const successors = new Set(answers.map(({ body }) => body.refresh_token))
    expect(successors.size).toBe(1)
    expect(successors.has(first)).toBe(false)
    expect(await db().oidcModel.count({ where: { type: 'RefreshToken', clientId: app.id } })).toBe(2)
  })

  it('may be presented again within ten seconds; later that ends the family', async () => {
    const { app, first, access } = await aFamily()
    const second = (await refresh(issuer, app, first)).body.refresh_token ?? ''
    shiftClock(9)
    expect((await refresh(issuer, app, first)).body.refresh_token).toBe(second)
    shiftClock(11)
    expect((await refresh(issuer, app, first)).body).toMatchObject({ error: 'invalid_grant', code: 'oidc.invalid_grant' })
    expect((await refresh(issuer, app, second)).body.error).toBe('invalid_grant')
    expect(await alive(access)).toBe(false)
  })
})

describe('refresh tokens of confidential applications', () => {
  it('stay for most of their life, and change towards its end', async () => {
    const { app, first } = await aFamily(false)
    expect((await refresh(issuer, app, first)).body.refresh_token).toBe(first)
    const row = await db().oidcModel.findFirstOrThrow({ where: { type: 'RefreshToken', clientId: app.id } })
    const aged = {
      ...(row.payload as object),
      iat: Math.floor(Date.now() / 1000) - 10 * 86_400,
      exp: Math.floor(Date.now() / 1000) + 4 * 86_400,
    }
    await db().oidcModel.update({ where: { type_id: { type: row.type, id: row.id } }, data: { payload: aged } })
    expect((await refresh(issuer, app, first)).body.refresh_token).not.toBe(first)
  })

  it('never outlive ninety days in all', async () => {
    const { app, first } = await aFamily(false)
    const row = await db().oidcModel.findFirstOrThrow({ where: { type: 'RefreshToken', clientId: app.id } })
    const now = Math.floor(Date.now() / 1000)
    const aged = { ...(row.payload as object), iiat: now - 89 * 86_400, iat: now - 13 * 86_400, exp: now + 86_400 }
    await db().oidcModel.update({ where: { type_id: { type: row.type, id: row.id } }, data: { payload: aged } })
    await refresh(issuer, app, first)
    const successor = await db().oidcModel.findFirstOrThrow({
      where: { type: 'RefreshToken', clientId: app.id, consumedAt: null },
    })
    expect((successor.payload as { exp: number }).exp).toBeLessThanOrEqual(now + 86_400 + 5)
  })
})
