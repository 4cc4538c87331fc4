import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { env } from '@/lib/core/env'
import { db, transaction } from '@/lib/db/client'
import { readExperience, writeExperience } from '@/lib/db/config'
import { type TestDb, testDb } from '@/lib/db/testing'
import { signInExperience } from '@/lib/policy/schema'
import {
  aBrowser,
  anApp,
  anIssuer,
  aUser,
  authorizeUrl,
  type Browser,
  exchange,
  type Issuer,
  refresh,
  signIn,
  type TestApp,
} from './testing'

let database: TestDb
let issuer: Issuer
let listener: Server
let heard: string[] = []
let browser: Browser
let app: TestApp
let user: string
const bye = 'https://app.example/bye'

beforeAll(async () => {
  database = await testDb()
  issuer = await anIssuer()
  listener = createServer((req, res) => {
    let body = ''
    req.on('data', (chunk) => {
      body += chunk
    })
    req.on('end', () => {
      heard.push(new URLSearchParams(body).get('logout_token') ?? '')
      res.end()
    })
  })
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  const { port } = listener.address() as AddressInfo
  Object.assign(env(), { OUTBOUND_ALLOW: ['127.0.0.1'] })
  app = await anApp({}, { backchannelLogoutUri: `http://127.0.0.1:${port}/logout` })
})
beforeEach(async () => {
  browser = aBrowser(issuer)
  user = await aUser()
  heard = []
})
afterAll(async () => {
  listener.close()
  await issuer.close()
  await database.close()
})

async function aSignedIn(of: TestApp = app): Promise<Record<string, string>> {
  const { query, sessionId } = await signIn(browser, of, user, { scope: 'openid offline_access', prompt: 'consent' })
  return { ...(await exchange(issuer, of, query)).body, sessionId }
}

const end = (query: Record<string, string>) => browser.go(`/oidc/session/end?${new URLSearchParams(query)}`)
const own = (of: TestApp = app) => ({ client_id: of.id, post_logout_redirect_uri: bye })

async function press(html: string) {
  const value = (name: string) => new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(html)?.[1] ?? ''
  return browser.go('/oidc/session/end/confirm', {
    method: 'POST',
    body: new URLSearchParams({ xsrf: value('xsrf'), logout: value('logout') }),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
}

async function expectOver({ access_token, refresh_token, sessionId }: Record<string, string | undefined>) {
  const me = await fetch(`${issuer.base}/oidc/me`, { headers: { authorization: `Bearer ${access_token}` } })
  expect(me.status).toBe(401)
  expect((await refresh(issuer, app, refresh_token ?? '')).body.error).toBe('invalid_grant')
  expect((await db().session.findUniqueOrThrow({ where: { id: sessionId! } })).revokedAt).not.toBeNull()
  const silent = await browser.go(authorizeUrl(app, { prompt: 'none' }))
  expect(new URL(silent.location).searchParams.get('error')).toBe('login_required')
}

describe('signing out at the issuer', () => {
  it('asks nothing with a hint of the current person, and ends everything of that session', async () => {
    const signedIn = await aSignedIn()
    const answer = await end({ ...own(), id_token_hint: signedIn.id_token ?? '', state: 's1' })
    expect([answer.status, answer.location]).toEqual([303, `${bye}?state=s1`])
    await expectOver(signedIn)
    expect(heard).toHaveLength(1)
    expect(decodeJwt(heard[0] ?? '')).toMatchObject({ sub: user, aud: app.id, sid: decodeJwt(signedIn.id_token ?? '').sid })
  })

  it('asks with one button when there is no hint, and works without scripts', async () => {
    const signedIn = await aSignedIn()
    const page = await end({ ...own(), state: 's2' })
    expect(page.status).toBe(200)
    expect(page.text.match(/<button/g)).toHaveLength(1)
    expect(page.text).not.toContain('<script')
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    const answer = await press(page.text)
    expect(answer.location).toBe(`${bye}?state=s2`)
    await expectOver(signedIn)
    expect(heard).toHaveLength(1)
  })

  it('speaks the browser’s language only where the administrator lets it', async () => {
    await aSignedIn()
    const spoken = async (autoDetect: boolean) => {
      const document = signInExperience.parse({ languageInfo: { autoDetect } })
      await transaction(async (tx) => writeExperience(tx, document, (await readExperience(tx)).version))
      const query = new URLSearchParams(own())
      const page = await browser.go(`/oidc/session/end?${query}`, { headers: { 'accept-language': 'ar' } })
      return /<html lang="(\w+)" dir="(\w+)"/.exec(page.text)?.slice(1)
    }
    expect(await spoken(false)).toEqual(['en', 'ltr'])
    expect(await spoken(true)).toEqual(['ar', 'rtl'])
  })

  it('asks when the hint is of somebody else', async () => {
    const { id_token } = await aSignedIn()
    browser = aBrowser(issuer)
    user = await aUser()
    await aSignedIn()
    expect((await end({ ...own(), id_token_hint: id_token ?? '' })).status).toBe(200)
  })

  it('skips the question only for a first-party application that says so', async () => {
    const skip = await anApp({}, { logoutWithoutConfirmation: true })
    const foreign = await anApp({ isThirdParty: true }, { logoutWithoutConfirmation: true })
    await aSignedIn()
    expect((await end(own(foreign))).status).toBe(200)
    expect((await end(own(skip))).location).toBe(bye)
  })

  it('leads a person who is not signed in straight on, never to an address that is not registered', async () => {
    expect((await end({ ...own(), state: 's3' })).location).toBe(`${bye}?state=s3`)
    for (const uri of ['https://evil.example/', `${bye}/..`, '//evil.example']) {
      const answer = await end({ client_id: app.id, post_logout_redirect_uri: uri })
      expect([answer.status, answer.location]).toEqual([400, ''])
    }
    expect((await end({ post_logout_redirect_uri: 'https://evil.example/' })).location).toBe(
      'http://localhost:3000/oidc/session/end/success',
    )
  })

  it.each([true, false])('ends refresh tokens too, unless the application keeps offline access (%s)', async (keeps) => {
    const offline = await anApp({}, { keepOfflineAccessAfterLogout: keeps })
    const { id_token, access_token, refresh_token } = await aSignedIn(offline)
    await end({ ...own(offline), id_token_hint: id_token ?? '' })
    const me = await fetch(`${issuer.base}/oidc/me`, { headers: { authorization: `Bearer ${access_token}` } })
    expect(me.status).toBe(401)
    expect((await refresh(issuer, offline, refresh_token ?? '')).status).toBe(keeps ? 200 : 400)
  })

  it('leaves sessions in other browsers alone', async () => {
    const signedIn = await aSignedIn()
    const elsewhere = aBrowser(issuer)
    await signIn(elsewhere, app, user)
    await end({ ...own(), id_token_hint: signedIn.id_token ?? '' })
    const silent = await elsewhere.go(authorizeUrl(app, { prompt: 'none' }))
    expect(new URL(silent.location).searchParams.has('code')).toBe(true)
  })
})
