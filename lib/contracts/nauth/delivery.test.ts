import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { useEnv } from '@/lib/core/env'
import { findApplication, updateApplication } from '@/lib/db/applications'
import { db, transaction } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, password, settings } from '@/lib/flows/testing'
import { directSignIn } from '@/lib/policy/application'
import { aHouse, origin } from '../direct/testing'
import { nauthMount } from '.'
import { aClient, said } from './testing'

aHouse(process.env, () => testDb())
beforeAll(() => settings({ mfa: { factors: [], policy: 'NoPrompt' } }))
const page = 'https://app.example.com'
async function delivery(over: Partial<ReturnType<typeof directSignIn.parse>> = {}) {
  await transaction(async (tx) => {
    const { metadata } = (await findApplication(tx, 'account'))!
    const next = { ...directSignIn.parse({ webOrigins: [page], nativeOrigins: ['capacitor://localhost'] }), ...over }
    await updateApplication(tx, Date.now(), 'account', { metadata: { ...metadata, directSignIn: next } })
  })
}
beforeEach(() => delivery())

async function browser(from = page) {
  const client = aClient({ origin: from })
  const person = await aMember()
  const signedIn = await client.login(person.email, password)
  return { ...client, person, signedIn }
}

describe('tokens', () => {
  it('are cookies for pages of the application, and in the body for everybody else', async () => {
    const { signedIn, jar } = await browser()
    expect(signedIn.body).toMatchObject({
      accessTokenExpiresAt: expect.any(Number),
      refreshTokenExpiresAt: expect.any(Number),
      user: {},
    })
    for (const name of ['accessToken', 'refreshToken', 'deviceToken']) expect(signedIn.body).not.toHaveProperty(name)
    expect([...jar.keys()].sort()).toEqual(['nauth_access_token', 'nauth_csrf_token', 'nauth_refresh_token'])
    const lines = signedIn.headers.getSetCookie()
    for (const line of lines) expect(line).toMatch(/; Path=\/.*SameSite=Strict; Max-Age=\d+$/)
    expect(lines.filter((line) => line.includes('HttpOnly')).map((line) => line.split('=')[0])).toEqual([
      'nauth_access_token',
      'nauth_refresh_token',
    ])
    const person = await aMember()
    expect((await aClient().login(person.email, password)).body.accessToken).toBeTruthy()
    expect((await aClient({ mobile: true, origin: page }).login(person.email, password)).body.accessToken).toBeTruthy()
    const alias = await aClient({ origin: page }).post('/login/mobile', { identifier: person.email, password })
    expect([alias.body.accessToken !== undefined, alias.headers.getSetCookie()]).toEqual([true, []])
  })

  it('are named for the host on https, unless a parent domain shares them', async () => {
    useEnv({ ...process.env, PUBLIC_URL: 'https://id.example.com', SECRET_KEY: 'k'.repeat(40) })
    const { jar, signedIn } = await browser()
    expect([...jar.keys()].sort()).toEqual(['__Host-nauth_access_token', '__Host-nauth_refresh_token', 'nauth_csrf_token'])
    for (const line of signedIn.headers.getSetCookie()) expect(line).toContain('; Secure;')
    await delivery({ cookieHostPrefix: false, cookieSameSite: 'none' })
    const shared = await browser()
    expect([...shared.jar.keys()]).toContain('nauth_access_token')
    expect(shared.signedIn.headers.getSetCookie()[0]).toContain('SameSite=None')
    useEnv({ ...process.env, PUBLIC_URL: origin, TRUST_PROXY: '1' })
  })

  it('of one kind only are refused as the other', async () => {
    const { jar, person } = await browser()
    await delivery({ tokenDelivery: 'json' })
    const cookie = [...jar].map(([k, v]) => `${k}=${v}`).join('; ')
    expect(said(await aClient().call('GET', '/profile', undefined, { cookie }))).toEqual([401, 'AUTH_COOKIES_NOT_ALLOWED'])
    await delivery({ tokenDelivery: 'cookies' })
    expect(said(await aClient().call('GET', '/profile', undefined, { authorization: 'Bearer x.y.z' }))).toEqual([
      401,
      'AUTH_BEARER_NOT_ALLOWED',
    ])
    expect(said(await aClient().call('GET', '/profile', undefined, { cookie }))).toEqual([200, undefined])
    expect((await aClient().login(person.email, password)).body).not.toHaveProperty('accessToken')
  })

  it('in the header win over cookies beside them', async () => {
    const { get, call } = await browser()
    expect((await get('/profile')).status).toBe(200)
    expect(said(await call('GET', '/profile', undefined, { authorization: 'Bearer x.y.z' }))).toEqual([401, 'AUTH_TOKEN_INVALID'])
  })
})

describe('CSRF', () => {
  it('is asked for where a cookie proves a change, in the header or the body, and of this session', async () => {
    const { post, jar, call } = await browser()
    const csrf = jar.get('nauth_csrf_token')!
    expect(said(await post('/mfa/devices/7/preferred'))).toEqual([403, 'AUTH_CSRF_TOKEN_MISSING'])
    expect(said(await post('/mfa/devices/7/preferred', {}, { 'x-csrf-token': 'nonsense' }))).toEqual([
      403,
      'AUTH_CSRF_TOKEN_INVALID',
    ])
    const other = (await browser()).jar.get('nauth_csrf_token')!
    expect(said(await post('/mfa/devices/7/preferred', {}, { 'x-csrf-token': other }))).toEqual([403, 'AUTH_CSRF_TOKEN_INVALID'])
    expect(said(await post('/mfa/devices/7/preferred', {}, { 'x-csrf-token': csrf }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect(said(await post('/mfa/devices/7/preferred', { _csrf: csrf }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    // it lives as long as the session does, also where the secret is another one by then
    const own = { ...process.env, PUBLIC_URL: origin, TRUST_PROXY: '1' }
    useEnv({ ...own, SECRET_KEY: `${'n'.repeat(40)},${process.env.SECRET_KEY}` })
    expect(said(await post('/mfa/devices/7/preferred', { _csrf: csrf }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    useEnv(own)
    expect(said(await call('PUT', '/profile', { firstName: 'Eve' }))).toEqual([403, 'AUTH_CSRF_TOKEN_MISSING'])
  })

  it('comes back with the first thing that is read without it', async () => {
    const { get, jar } = await browser()
    const csrf = jar.get('nauth_csrf_token')
    jar.delete('nauth_csrf_token')
    const { headers } = await get('/profile')
    expect([headers.get('x-csrf-token'), jar.get('nauth_csrf_token')]).toEqual([csrf, csrf])
  })
})

describe('origins', () => {
  const from = (value: Record<string, string>, method = 'POST', path = '/login') =>
    aClient().call(method, path, method === 'GET' ? undefined : { identifier: 'a@example.com', password: 'x' }, value)

  it('other sites change nothing, signed in or not', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of foreign) {
      const answer = await from(headers)
      expect([...said(answer), answer.body.details.reason]).toEqual([403, 'FORBIDDEN', 'origin_not_allowed'])
      expect(said(await from(headers, 'GET', '/logout'))).toEqual([403, 'FORBIDDEN'])
    }
    const known: Record<string, string>[] = [{}, { origin }, { origin: page }, { origin: 'capacitor://localhost' }]
    for (const headers of known) expect(said(await from(headers))).toEqual([401, 'AUTH_INVALID_CREDENTIALS'])
  })

  it('are told to browsers exactly', async () => {
    const preflight = (value: string) =>
      nauthMount(
        new Request(`${origin}/auth/login`, {
          method: 'OPTIONS',
          headers: { origin: value, 'access-control-request-method': 'POST' },
        }),
      )
    const ours = await preflight(page)
    expect([
      ours.status,
      ours.headers.get('access-control-allow-origin'),
      ours.headers.get('access-control-allow-credentials'),
    ]).toEqual([204, page, 'true'])
    expect(ours.headers.get('access-control-allow-headers')).toContain('X-Client-Id')
    expect((await preflight('capacitor://localhost')).headers.get('access-control-allow-credentials')).toBeNull()
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    const answer = await from({ origin: page })
    expect(answer.headers.get('access-control-allow-origin')).toBe(page)
    expect(answer.headers.get('vary')).toContain('Origin')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

describe('refreshing and leaving', () => {
  it('gives a successor, in the way the token came', async () => {
    const client = aClient()
    const first = (await client.login((await aMember()).email, password)).body
    const next = (await client.post('/refresh', { refreshToken: first.refreshToken })).body
    expect(next).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      accessTokenExpiresAt: expect.any(Number),
      refreshTokenExpiresAt: expect.any(Number),
    })
    expect(next.refreshToken).not.toBe(first.refreshToken)
    const { post, jar } = await browser()
    expect(said(await post('/refresh'))).toEqual([403, 'AUTH_CSRF_TOKEN_MISSING'])
    const answer = await post('/refresh', { refreshToken: '' }, { 'x-csrf-token': jar.get('nauth_csrf_token')! })
    expect(answer.body).toEqual({ accessTokenExpiresAt: expect.any(Number), refreshTokenExpiresAt: expect.any(Number) })
  })

  it('kills the family when one is used again, and leaves no dead cookie', async () => {
    const client = aClient()
    const first = (await client.login((await aMember()).email, password)).body
    const parallel = await Promise.all(
      Array.from({ length: 20 }, () => client.post('/refresh', { refreshToken: first.refreshToken })),
    )
    expect(new Set(parallel.map((a) => a.body.refreshToken)).size).toBe(1)
    shiftClock(11)
    expect(said(await client.post('/refresh', { refreshToken: first.refreshToken }))).toEqual([401, 'AUTH_TOKEN_REUSE_DETECTED'])
    expect(said(await client.get('/profile'))).toEqual([401, 'AUTH_SESSION_NOT_FOUND'])
    expect(said(await client.post('/refresh', { refreshToken: 'nonsense' }))).toEqual([401, 'AUTH_TOKEN_INVALID'])
    const { post, jar, person } = await browser()
    await db().session.updateMany({ where: { userId: person.id }, data: { revokedAt: new Date() } })
    await post('/refresh', {}, { 'x-csrf-token': jar.get('nauth_csrf_token')! })
    expect(jar.size).toBe(0)
  })

  it('ends the session, with an expired token too, and takes every cookie away', async () => {
    const client = aClient()
    await client.login((await aMember()).email, password)
    shiftClock(901)
    expect(said(await client.get('/profile'))).toEqual([401, 'AUTH_TOKEN_EXPIRED'])
    expect((await client.get('/logout')).body).toEqual({ success: true })
    shiftClock(0)
    expect(said(await client.get('/profile'))).toEqual([401, 'AUTH_SESSION_NOT_FOUND'])
    expect(said(await aClient().get('/logout'))).toEqual([401, 'AUTH_TOKEN_INVALID'])
    const { post, jar } = await browser()
    expect((await post('/logout')).body).toEqual({ success: true })
    expect(jar.size).toBe(0)
  })

  it('ends every session of the person', async () => {
    const person = await aMember()
    const [a, b] = [aClient(), aClient()]
    await a.login(person.email, password)
    await b.login(person.email, password)
    expect((await a.post('/logout/all', { forgetDevices: true })).body).toMatchObject({ success: true, revokedCount: 2 })
    expect(said(await b.get('/profile'))).toEqual([401, 'AUTH_SESSION_NOT_FOUND'])
  })
})
