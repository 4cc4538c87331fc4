import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { createApplication as createRow } from '@/lib/db/applications'
import { db, transaction } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { applicationMetadata } from '@/lib/policy/application'
import { createApplication, getApplication, updateApplication } from './applications'
import { lostCookies } from './direct-sign-in'
import type { As } from './verb'

const as: As = { ctx: systemCtx(), actor: { type: 'machine', id: 'key' } }
const given = { ...process.env }
const reachedAt = (PUBLIC_URL: string) => useEnv({ ...given, PUBLIC_URL, APP_ENV: 'evaluation' })

let database: TestDb
beforeAll(async () => {
  reachedAt('http://localhost:3000')
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.clear()
  reachedAt('http://localhost:3000')
})

const builtIn = (id: string) =>
  transaction((tx) =>
    createRow(tx, Date.now(), { id, name: id, type: 'FirstParty', builtIn: true, metadata: applicationMetadata.parse({}) }),
  )
const web = { name: 'Web', type: 'SPA' as const }
const problem = (path: string, message: unknown = expect.any(String)) => ({
  code: 'request.invalid',
  data: { problems: [{ path, message }] },
})

describe('sign-in over the API', () => {
  it('starts with tokens in JSON for everybody', async () => {
    const { directSignIn } = await createApplication(as, web)
    expect(directSignIn).toEqual({
      tokenDelivery: 'hybrid',
      webOrigins: [],
      nativeOrigins: [],
      cookieHostPrefix: true,
      cookieSameSite: 'strict',
      cookieRefreshDays: 7,
      jsonRefreshDays: 7,
      headless: false,
      resetPageUrl: '',
    })
  })

  it('keeps what a change does not name, and the log says that it changed', async () => {
    const { id } = await createApplication(as, { ...web, directSignIn: { webOrigins: ['https://app.example.com'] } })
    const { directSignIn } = await updateApplication(as, id, { directSignIn: { jsonRefreshDays: 30 } })
    expect(directSignIn).toMatchObject({ webOrigins: ['https://app.example.com'], jsonRefreshDays: 30, cookieRefreshDays: 7 })
    const { details } = await db().auditEvent.findFirstOrThrow({ where: { event: 'Application.Updated' } })
    expect(details).toEqual({ changed: ['directSignIn'] })
  })

  it.each([
    ['webOrigins.0', { webOrigins: ['https://app.example.com/'] }],
    ['webOrigins.1', { webOrigins: ['https://app.example.com', 'https://app.example.com/sign-in'] }],
    ['webOrigins.0', { webOrigins: ['*'] }],
    ['webOrigins.0', { webOrigins: ['https://*.example.com'] }],
    ['webOrigins.0', { webOrigins: ['null'] }],
    ['webOrigins.0', { webOrigins: ['HTTPS://App.Example.com'] }],
    ['nativeOrigins.0', { nativeOrigins: ['capacitor'] }],
    ['tokenDelivery', { tokenDelivery: 'header' }],
    ['jsonRefreshDays', { jsonRefreshDays: 91 }],
    ['resetPageUrl', { resetPageUrl: 'javascript:alert(1)' }],
    ['shared', { shared: true }],
  ])('refuses %s of %j', async (path, change) => {
    const { id } = await createApplication(as, web)
    await expect(updateApplication(as, id, { directSignIn: change as object })).rejects.toMatchObject(
      problem(`directSignIn.${path}`),
    )
    await expect(createApplication(as, { ...web, directSignIn: change as object })).rejects.toMatchObject({
      code: 'request.invalid',
    })
  })

  it('takes cookies for other sites only where this instance is reached over https', async () => {
    const { id } = await createApplication(as, web)
    const change = { directSignIn: { cookieSameSite: 'none' as const } }
    await expect(updateApplication(as, id, change)).rejects.toMatchObject(problem('directSignIn.cookieSameSite'))
    await expect(createApplication(as, { ...web, ...change })).rejects.toMatchObject(problem('directSignIn.cookieSameSite'))
    reachedAt('https://auth.example.com')
    expect((await updateApplication(as, id, change)).directSignIn.cookieSameSite).toBe('none')
  })

  it.each([
    ['a third party', { name: 'Theirs', type: 'SPA' as const, isThirdParty: true }],
    ['a machine', { name: 'Robot', type: 'MachineToMachine' as const }],
  ])('is not for %s', async (_, application) => {
    const change = { directSignIn: { tokenDelivery: 'json' as const } }
    await expect(createApplication(as, { ...application, ...change })).rejects.toMatchObject(problem('directSignIn'))
    const { id } = await createApplication(as, application)
    await expect(updateApplication(as, id, change)).rejects.toMatchObject(problem('directSignIn'))
  })

  it('is not for one that becomes a third party’s with the same change', async () => {
    const { id } = await createApplication(as, web)
    await expect(updateApplication(as, id, { isThirdParty: true, directSignIn: {} })).rejects.toMatchObject(
      problem('directSignIn'),
    )
  })

  it('of callers who name no application can be changed, though the rest of it is ours', async () => {
    await builtIn('account')
    await builtIn('console')
    const change = { directSignIn: { tokenDelivery: 'cookies' as const, webOrigins: ['https://www.example.com'] } }
    await updateApplication(as, 'account', change)
    expect((await getApplication(as, 'account')).directSignIn).toMatchObject(change.directSignIn)
    await expect(updateApplication(as, 'account', { isThirdParty: true })).rejects.toMatchObject({ code: 'auth.forbidden' })
    await expect(updateApplication(as, 'console', change)).rejects.toMatchObject(problem('directSignIn'))
  })
})

describe('cookies that would never come back', () => {
  const of = (change: object) => lostCookies({ ...applicationMetadata.parse({}).directSignIn, ...change })
  const webOrigins = ['https://app.example.com', 'https://example.com', 'https://app.example.org', 'http://app.example.com']
  it('are those of pages on another site', () => {
    reachedAt('https://auth.example.com')
    expect(of({ webOrigins })).toEqual(['https://app.example.org', 'http://app.example.com'])
    expect(of({ webOrigins, cookieSameSite: 'none' })).toEqual([])
    expect(of({ webOrigins, tokenDelivery: 'json' })).toEqual([])
  })

  it('are none between ports of one machine', () => {
    expect(of({ webOrigins: ['http://localhost:5173'] })).toEqual([])
    reachedAt('http://127.0.0.1:3000')
    expect(of({ webOrigins: ['http://127.0.0.1:5173', 'http://127.0.0.2:5173'] })).toEqual(['http://127.0.0.2:5173'])
  })
})
