import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDb, testDb } from '@/lib/db/testing'
import {
  aBrowser,
  anApp,
  anIssuer,
  asked,
  aUser,
  authorizeUrl,
  type Browser,
  exchange,
  finishAs,
  type Issuer,
  signIn,
} from './testing'

let database: TestDb
let issuer: Issuer
let browser: Browser
beforeAll(async () => {
  database = await testDb()
  issuer = await anIssuer()
})
beforeEach(() => {
  browser = aBrowser(issuer)
})
afterAll(async () => {
  await issuer.close()
  await database.close()
})

const userinfo = async (accessToken: string) =>
  (await fetch(`${issuer.base}/oidc/me`, { headers: { authorization: `Bearer ${accessToken}` } })).json()

describe('signing in', () => {
  it('says in the ID token who came, how, when and in which session, and nothing more', async () => {
    const [app, user] = [await anApp(), await aUser()]
    const authTime = Date.now()
    const { query } = await signIn(browser, app, user, {}, { amr: ['pwd', 'sms', 'mfa'], acr: 'mfa', authTime })
    expect(query.get('state')).toBe('st')
    const { status, body } = await exchange(issuer, app, query)
    expect(status).toBe(200)
    const claims = decodeJwt(body.id_token ?? '')
    expect(claims).toMatchObject({
      iss: 'http://localhost:3000/oidc',
      sub: user,
      aud: app.id,
      nonce: 'no',
      amr: ['pwd', 'sms', 'mfa'],
      acr: 'mfa',
      auth_time: Math.floor(authTime / 1000),
      sid: expect.any(String),
      name: 'Jane',
      picture: null,
      username: null,
      email: `${user}@example.com`,
      email_verified: true,
      updated_at: expect.any(Number),
    })
    expect(body).not.toHaveProperty('refresh_token')
  })

  it('claims no assurance that was not reached', async () => {
    const [app, user] = [await anApp(), await aUser()]
    const { query } = await signIn(browser, app, user)
    const claims = decodeJwt((await exchange(issuer, app, query)).body.id_token ?? '')
    expect(claims.amr).toEqual(['pwd'])
    expect(claims).not.toHaveProperty('acr')
  })

  it('drops scopes nobody knows, instead of refusing or granting them', async () => {
    const [app, user] = [await anApp(), await aUser()]
    const scope = 'openid profile email phone custom_data identities address roles urn:logto:scope:organizations whatever'
    const { query } = await signIn(browser, app, user, { scope })
    const { body } = await exchange(issuer, app, query)
    expect(body.scope?.split(' ').sort()).toEqual(['custom_data', 'email', 'identities', 'openid', 'phone', 'profile'])
    const claims = decodeJwt(body.id_token ?? '')
    for (const name of ['custom_data', 'identities', 'address', 'roles']) expect(claims).not.toHaveProperty(name)
    expect(await userinfo(body.access_token ?? '')).toMatchObject({ sub: user, custom_data: {}, identities: {} })
  })

  it('gives a refresh token when consent was prompted for, without a page for our own applications', async () => {
    const [app, user] = [await anApp(), await aUser()]
    const { query } = await signIn(browser, app, user, { scope: 'openid offline_access', prompt: 'login consent' })
    expect((await exchange(issuer, app, query)).body.refresh_token).toEqual(expect.any(String))
  })

  it('gives one always where the application says so', async () => {
    const [app, user] = [await anApp({}, { alwaysIssueRefreshToken: true }), await aUser()]
    const { query } = await signIn(browser, app, user)
    expect((await exchange(issuer, app, query)).body.refresh_token).toEqual(expect.any(String))
  })

  it('signs in silently at the next application, and never shows a page with prompt=none', async () => {
    const [app, other, user] = [await anApp(), await anApp(), await aUser()]
    const stranger = await browser.go(authorizeUrl(app, { prompt: 'none' }))
    expect(new URL(stranger.location).searchParams.get('error')).toBe('login_required')
    await signIn(browser, app, user)
    const silent = await browser.go(authorizeUrl(other, { prompt: 'none' }))
    expect(new URL(silent.location).searchParams.get('code')).toEqual(expect.any(String))
  })

  it('takes somebody else in the place of who was signed in', async () => {
    const [app, jane, joe] = [await anApp(), await aUser(), await aUser()]
    await signIn(browser, app, jane)
    await browser.go(authorizeUrl(app, { prompt: 'login' }))
    const { location } = await finishAs(browser, joe)
    const { body } = await exchange(issuer, app, new URL(location).searchParams)
    expect(decodeJwt(body.id_token ?? '').sub).toBe(joe)
  })

  it.each(['RS256', 'ES256', 'ES384'] as const)(
    'signs ID tokens with %s where the application wants it',
    async (idTokenAlgorithm) => {
      const [app, user] = [await anApp({}, { idTokenAlgorithm }), await aUser()]
      const { query } = await signIn(browser, app, user)
      const header = JSON.parse(
        Buffer.from((await exchange(issuer, app, query)).body.id_token!.split('.')[0]!, 'base64url').toString(),
      )
      expect(header.alg).toBe(idTokenAlgorithm)
    },
  )

  it('matches redirect addresses exactly, loopback ports included', async () => {
    const app = await anApp({ type: 'Native' }, { redirectUris: ['http://127.0.0.1/cb', 'com.example.app:/cb'] })
    for (const redirect_uri of [
      'http://127.0.0.1:9/cb',
      'http://127.0.0.1/cb/',
      'https://evil.example/',
      'com.example.app:/cb2',
    ]) {
      const answer = await browser.go(authorizeUrl(app, { redirect_uri }))
      expect([answer.status, answer.location]).toEqual([400, ''])
    }
    expect((await browser.go(authorizeUrl(app, { redirect_uri: 'com.example.app:/cb' }))).status).toBe(303)
  })

  it('refuses PKCE left out or plain', async () => {
    const app = await anApp()
    const wrong: Record<string, string>[] = [
      { code_challenge_method: 'plain' },
      { code_challenge: '', code_challenge_method: '' },
    ]
    for (const over of wrong) {
      const { location } = await browser.go(authorizeUrl(app, over).replace(/&code_challenge(_method)?=(?=&|$)/g, ''))
      expect(new URL(location).searchParams.get('error')).toBe('invalid_request')
    }
  })
})

describe('what the page is told', () => {
  it.each([
    [{ first_screen: 'register' }, 'register', '/register'],
    [{ first_screen: 'identifier:register' }, 'register', '/register'],
    [{ interaction_mode: 'signUp' }, 'register', '/register'],
    [{ prompt: 'create' }, 'register', '/register'],
    [{ first_screen: 'reset_password' }, 'recover', '/forgot-password'],
    [{ first_screen: 'signIn' }, 'sign-in', '/sign-in'],
    [{ first_screen: 'single_sign_on', direct_sign_in: 'social:x', one_time_token: 'y' }, 'sign-in', '/sign-in'],
  ])('%o', async (parameters, purpose, path) => {
    const app = await anApp()
    const { location } = await browser.go(authorizeUrl(app, parameters as Record<string, string>))
    expect(location).toBe(`http://localhost:3000${path}`)
    expect(await asked(browser)).toMatchObject({ purpose, applicationId: app.id })
  })

  it('hints, languages and where to start again', async () => {
    const app = await anApp()
    await browser.go(authorizeUrl(app, { login_hint: 'jane@example.com', ui_locales: 'de en' }))
    const { request } = (await asked(browser)).facts
    expect(request).toMatchObject({
      loginHint: 'jane@example.com',
      locales: ['de', 'en'],
      scopes: ['openid', 'profile', 'email'],
    })
    const again = new URL(request.startedAt ?? '', 'http://x')
    expect(again.pathname).toBe('/oidc/auth')
    expect(again.searchParams.get('client_id')).toBe(app.id)
  })
})
