import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { env } from '@/lib/core/env'
import { updateApplication } from '@/lib/db/applications'
import { db, transaction } from '@/lib/db/client'
import { rotateSigningKeys } from '@/lib/db/signing-keys'
import { type TestDb, testDb } from '@/lib/db/testing'
import { bridge } from './bridge'
import { abort, resume } from './issue'
import {
  aBrowser,
  anApp,
  anIssuer,
  asked,
  aUser,
  authorizeUrl,
  exchange,
  finishAs,
  type Issuer,
  signIn,
  token,
  withoutSecret,
} from './testing'

let database: TestDb
let issuer: Issuer
beforeAll(async () => {
  database = await testDb()
  issuer = await anIssuer()
})
afterAll(async () => {
  await issuer.close()
  await database.close()
})

const api = 'http://localhost:3000/api'
const machine = { grant_type: 'client_credentials', resource: api, scope: 'all' }
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${issuer.base}/oidc${path}`, { headers })

describe('machine applications', () => {
  it('get a short JWT for the management API, with the scopes they were given', async () => {
    const app = await anApp({ type: 'MachineToMachine' }, { redirectUris: [], scopes: ['all'] })
    const { body } = await token(issuer, app, machine)
    expect(decodeProtectedHeader(body.access_token ?? '')).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(decodeJwt(body.access_token ?? '')).toMatchObject({
      aud: api,
      client_id: app.id,
      scope: 'all',
      iss: 'http://localhost:3000/oidc',
    })
    expect(body.expires_in).toBe(900)
  })

  it('get nothing they were not given, and nothing for other addresses', async () => {
    const app = await anApp({ type: 'MachineToMachine' }, { redirectUris: [] })
    expect(decodeJwt((await token(issuer, app, machine)).body.access_token ?? '')).not.toHaveProperty('scope')
    expect((await token(issuer, app, { ...machine, resource: 'https://other.example' })).body.error).toBe('invalid_target')
  })

  it('are the only ones: a person never gets the rights of an application', async () => {
    const app = await anApp({}, { scopes: ['all'] })
    const { location } = await aBrowser(issuer).go(authorizeUrl(app, { resource: api, scope: 'openid all' }))
    expect(new URL(location).searchParams.get('error')).toBe('invalid_target')
    expect((await token(issuer, app, machine)).body.error).toBe('invalid_request')
  })
})

describe('client secrets', () => {
  it('work by header and by body, any active one, and no other', async () => {
    const app = await anApp({ type: 'MachineToMachine' }, { redirectUris: [], scopes: ['all'] })
    const at = { createdAt: new Date().toISOString() }
    const secrets = [
      { id: 'a', value: 'new-secret', ...at, expiresAt: null },
      { id: 'b', value: 'old-secret', ...at, expiresAt: new Date(Date.now() + 60_000).toISOString() },
      { id: 'c', value: 'gone-secret', ...at, expiresAt: new Date(Date.now() - 60_000).toISOString() },
    ]
    await transaction((tx) => updateApplication(tx, Date.now(), app.id, { secrets }))
    const statuses = async (secret: string) => [
      (await token(issuer, { ...app, secret }, machine)).status,
      (await token(issuer, withoutSecret(app), { ...machine, client_secret: secret })).status,
    ]
    expect(await statuses('new-secret')).toEqual([200, 200])
    expect(await statuses('old-secret')).toEqual([200, 200])
    expect(await statuses('gone-secret')).toEqual([401, 401])
  })

  it('that all expired do not make a public client of the application', async () => {
    const app = await anApp()
    const { query } = await signIn(aBrowser(issuer), app, await aUser())
    await transaction((tx) => updateApplication(tx, Date.now(), app.id, { secrets: [] }))
    expect((await exchange(issuer, withoutSecret(app), query)).body).toMatchObject({
      error: 'invalid_client',
      code: 'oidc.invalid_client',
    })
    expect((await exchange(issuer, app, query)).status).toBe(401)
  })
})

describe('what SDKs rely on', () => {
  it('errors have the members they read', async () => {
    const app = await anApp()
    const { body } = await token(issuer, app, { grant_type: 'authorization_code', code: 'x', redirect_uri: app.redirectUri })
    expect(body).toMatchObject({ error: 'invalid_grant', code: 'oidc.invalid_grant', message: expect.any(String) })
    const me = await get('/me', { authorization: 'Bearer nothing' })
    expect(await me.json()).toMatchObject({ error: 'invalid_token', code: 'oidc.invalid_token', message: expect.any(String) })
  })

  it('organizations are refused before a code is used up, and dropped at the start', async () => {
    const app = await anApp()
    const browser = aBrowser(issuer)
    await browser.go(authorizeUrl(app, { resource: 'urn:logto:resource:organizations', organization_id: 'x' }))
    const { location } = await finishAs(browser, await aUser())
    const query = new URL(location).searchParams
    const refused = await exchange(issuer, app, query, { organization_id: 'x' })
    expect([refused.status, refused.body.code]).toEqual([400, 'oidc.organizations_not_supported'])
    expect((await exchange(issuer, app, query)).status).toBe(200)
  })

  it('revocation answers 200 whether or not the token was known, and frees nobody else', async () => {
    const [app, other] = [await anApp(), await anApp()]
    const { query } = await signIn(aBrowser(issuer), app, await aUser())
    const access = (await exchange(issuer, app, query)).body.access_token ?? ''
    const revoke = (by: typeof app, value: string) =>
      fetch(`${issuer.base}/oidc/token/revocation`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${by.id}:${by.secret}`).toString('base64')}` },
        body: new URLSearchParams({ token: value }),
      })
    const alive = async () => (await get('/me', { authorization: `Bearer ${access}` })).status
    expect((await revoke(other, access)).status).toBe(200)
    expect(await alive()).toBe(200)
    expect((await revoke(app, 'unknown')).status).toBe(200)
    expect((await revoke(app, access)).status).toBe(200)
    expect(await alive()).toBe(401)
  })

  it('discovery and keys are open to every origin, tokens only to those of the client', async () => {
    const app = withoutSecret(await anApp({ type: 'SPA' }, { allowedOrigins: ['https://spa.example'] }))
    for (const path of ['/.well-known/openid-configuration', '/jwks'])
      expect((await get(path, { origin: 'https://x.example' })).headers.get('access-control-allow-origin')).toBe('*')
    const from = async (origin: string) =>
      (await token(issuer, app, { grant_type: 'refresh_token', refresh_token: 'x' }, { origin })).headers.get(
        'access-control-allow-origin',
      )
    expect(await from('https://spa.example')).toBe('https://spa.example')
    expect(await from('https://app.example')).toBe('https://app.example')
    expect(await from('https://evil.example')).toBeNull()
  })

  it('discovery names the public address only, whatever Host and proxies say, and ignores a stray token', async () => {
    const answer = await get('/.well-known/openid-configuration', {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      authorization: 'Bearer stray',
    })
    const text = await answer.text()
    expect(text).not.toContain('evil.example')
    expect(text).not.toContain(new URL(issuer.base).host)
    expect(JSON.parse(text)).toMatchObject({
      end_session_endpoint: 'http://localhost:3000/oidc/session/end',
      acr_values_supported: ['mfa', 'phr'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: expect.arrayContaining(['RS256', 'ES256', 'ES384']),
    })
  })

  it('the fallback route answers like the server does', async () => {
    const response = await bridge(new Request('http://localhost:3000/oidc/.well-known/openid-configuration'))
    expect(await response.json()).toMatchObject({ issuer: 'http://localhost:3000/oidc' })
    const rsc = await bridge(new Request('http://localhost:3000/oidc/auth', { headers: { rsc: '1' } }))
    expect(rsc.status).toBe(404)
  })
})

describe('third-party applications', () => {
  const wanting = async () => {
    const app = await anApp({ isThirdParty: true })
    const user = await aUser()
    const browser = aBrowser(issuer)
    await browser.go(authorizeUrl(app))
    const { location } = await finishAs(browser, user)
    expect(location).toBe('http://localhost:3000/consent')
    return { app, user, browser, interaction: await asked(browser) }
  }

  it('get what their person approved, which is remembered', async () => {
    const { app, user, browser, interaction } = await wanting()
    expect(interaction).toMatchObject({ purpose: 'consent', userId: user })
    const { oidcUid, facts, applicationId } = interaction
    const scopes = facts.request.scopes ?? []
    expect(scopes).toEqual(['openid', 'profile', 'email'])
    const ended = { purpose: 'consent' as const, userId: user, applicationId, oidcUid, returnTo: null, request: facts.request }
    const onward = await resume({
      ...ended,
      session: null,
      bound: [],
      sessionId: null,
      trustedDevice: null,
      browser: null,
      consent: { scopes },
    })
    const { location } = await browser.go(onward)
    const { body } = await exchange(issuer, app, new URL(location).searchParams)
    expect(body.scope).toBe('openid profile email')
    const again = await browser.go(authorizeUrl(app))
    expect(new URL(again.location).searchParams.has('code')).toBe(true)
    const more = await browser.go(authorizeUrl(app, { scope: 'openid phone' }))
    expect(more.location).toBe('http://localhost:3000/consent')
  })

  it('hear access_denied when their person declines', async () => {
    const { browser, interaction } = await wanting()
    const { location } = await browser.go(await abort(interaction.oidcUid ?? '', 'access_denied'))
    expect(new URL(location).searchParams.get('error')).toBe('access_denied')
  })
})

describe('cookies', () => {
  it('are bound to this host over https, and out of reach of scripts', async () => {
    const app = await anApp()
    const before = { ...env() }
    Object.assign(env(), { SECURE: true, PUBLIC_URL: 'https://id.example' })
    delete (globalThis as { sallyportProvider?: unknown }).sallyportProvider
    const browser = aBrowser(issuer)
    const begun = await browser.go(authorizeUrl(app))
    const { location } = await finishAs(browser, await aUser())
    Object.assign(env(), before)
    delete (globalThis as { sallyportProvider?: unknown }).sallyportProvider
    expect(new URL(location).searchParams.has('code')).toBe(true)
    const lines = begun.headers.getSetCookie()
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) expect(line).toMatch(/^__(Host|Secure)-(?=.*secure)(?=.*httponly)(?=.*samesite=lax)/i)
    expect([...browser.jar.keys()]).toContain('__Host-sallyport_oidc')
  })
})

describe('signing keys', () => {
  it('change without a break: old tokens verify, new ones name the key that was published before', async () => {
    const kids = async () => ((await (await get('/jwks')).json()) as { keys: { kid: string }[] }).keys.map((key) => key.kid)
    const before = await kids()
    const next = await db().signingKey.findFirstOrThrow({ where: { state: 'next', algorithm: 'RS256' } })
    expect(before).toContain(next.id)
    await transaction((tx) => rotateSigningKeys(tx, Date.now()))
    delete (globalThis as { sallyportProvider?: unknown }).sallyportProvider
    expect(await kids()).toEqual(expect.arrayContaining(before))
    const app = await anApp()
    const { query } = await signIn(aBrowser(issuer), app, await aUser())
    expect(decodeProtectedHeader((await exchange(issuer, app, query)).body.id_token ?? '').kid).toBe(next.id)
    const dump = JSON.stringify(await db().signingKey.findMany())
    expect(dump).not.toContain('"d"')
  })
})

describe('characters that no column holds', () => {
  const names = ['nonce', 'state', 'login_hint', 'ui_locales', 'identifier', 'acr_values', 'direct_sign_in', 'organization_id']
  it.each(names)('are refused in %s, however they come', async (name) => {
    const app = await anApp()
    const url = authorizeUrl(app, { [name]: 'a\0b' })
    expect((await aBrowser(issuer).go(url)).status).toBe(400)
    const body = new URL(url, 'http://localhost').searchParams
    const headers = { authorization: `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}` }
    const posted = await fetch(`${issuer.base}/oidc/request`, { method: 'POST', headers, body })
    expect(posted.status).toBe(400)
  })

  it('are refused in claims and at sign-out', async () => {
    const app = await anApp()
    const claims = '{"id_token":{"acr":{"value":"\\u0000"}}}'
    expect((await aBrowser(issuer).go(authorizeUrl(app, { claims }))).status).toBe(400)
    expect((await aBrowser(issuer).go('/oidc/session/end?state=%00')).status).toBe(400)
  })
})
