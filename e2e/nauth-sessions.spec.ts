import { api, appOrigin, base, createPerson, freshNetwork, moveClock, settings } from './support/instance'
import {
  aClient,
  challenge,
  introspection,
  password,
  refusal,
  signInByText,
  signUp,
  tokens,
  userinfo,
  withPhone,
} from './support/nauth'
import { inPage } from './support/nauth-page'
import { relyingParty } from './support/relying-party'
import { expect, test } from './support/test'

/** contracts/nauth.md §3, §4 and §9 from outside: what comes after signing in, and how it ends. */
test.beforeEach(async () => {
  await moveClock(0)
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
})
test.afterAll(() => moveClock(0))

test('a trusted device is asked for no second step, until it is forgotten', async () => {
  await settings({ trustedDevice: { enabled: true } })
  const client = aClient()
  const person = await withPhone(client)
  expect(await client.isTrustedDevice()).toMatchObject({ trusted: false })
  await signInByText(client, person)
  const { deviceToken } = await client.trustDevice()
  expect(client.store.deviceToken).toBe(deviceToken)
  expect(tokens(await client.login(person.email, person.password)).trusted).toBe(true)
  expect((await client.getTrustedDevices()).trustedDevices).toHaveLength(1)
  // the same token on somebody else's account is nothing
  const stranger = aClient({ store: { deviceToken } })
  challenge(await stranger.login((await withPhone()).email, password), 'MFA_REQUIRED')
  expect(await client.logout(true)).toEqual({ success: true })
  challenge(await client.login(person.email, person.password), 'MFA_REQUIRED')
})

test('an access token that is over is replaced once, and the call is made again', async () => {
  const client = aClient()
  await signUp(client)
  const before = { ...client.store }
  await moveClock(901)
  client.asked.length = 0
  expect((await client.getProfile()).isEmailVerified).toBe(true)
  expect(client.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /auth/profile',
    'POST /auth/refresh',
    'GET /auth/profile',
  ])
  expect(client.store.accessToken).not.toBe(before.accessToken)
  expect(client.store.refreshToken).not.toBe(before.refreshToken)
})

test('tabs that refresh at once get one successor; what comes back late ends the family', async () => {
  const client = aClient()
  await signUp(client)
  const { refreshToken } = client.store
  const tabs = Array.from({ length: 10 }, () => aClient({ store: { refreshToken } }))
  const renewed = await Promise.all(tabs.map((tab) => tab.refreshTokens()))
  expect(new Set(renewed.map((tab) => tab.refreshToken)).size).toBe(1)
  const [live] = tabs
  await moveClock(11)
  await refusal(aClient({ store: { refreshToken } }).refreshTokens(), 'AUTH_TOKEN_REUSE_DETECTED')
  await refusal(live!.getProfile(), 'AUTH_SESSION_NOT_FOUND')
  await refusal(live!.refreshTokens(), 'AUTH_TOKEN_INVALID')
})

test('signing out ends the session everywhere; from all, every one', async () => {
  const client = aClient()
  const { person } = await signUp(client)
  const held = { ...client.store }
  expect(await userinfo(String(held.accessToken))).toHaveProperty('sub')
  expect(await client.logout()).toEqual({ success: true })
  await refusal(aClient({ store: { ...held } }).getProfile(), 'AUTH_SESSION_NOT_FOUND')
  await refusal(aClient({ store: { ...held } }).refreshTokens(), 'AUTH_TOKEN_INVALID')
  expect(await userinfo(String(held.accessToken))).not.toHaveProperty('sub')
  for (const token of [held.accessToken, held.refreshToken]) expect(await introspection(String(token))).toEqual({ active: false })

  const [one, two] = [aClient(), aClient()]
  for (const each of [one, two]) tokens(await each.login(person.email, password))
  const { sessions } = await one.getSessions()
  expect(sessions.filter((session) => session.isCurrent)).toHaveLength(1)
  expect(await one.logoutAll()).toMatchObject({ success: true, revokedCount: 2 })
  await refusal(two.getProfile(), 'AUTH_SESSION_NOT_FOUND')
})

test('in a page of the application the browser keeps the tokens, and no script sees them', async ({ page }) => {
  const directSignIn = { webOrigins: [appOrigin], cookieSameSite: 'lax' }
  await api('PATCH', '/api/applications/account', { directSignIn })
  try {
    const person = await createPerson()
    await page.goto(`${appOrigin}/sign-in`)
    // the headers that tests add for every page would need a preflight's leave
    await page.context().setExtraHTTPHeaders({})
    const client = inPage(page)
    const answer = await client.login(person.email, person.password)
    expect(answer).toMatchObject({ sub: person.id, accessTokenExpiresAt: expect.any(Number) })
    for (const name of ['accessToken', 'refreshToken']) expect(answer).not.toHaveProperty(name)
    expect((await client.getProfile()).email).toBe(person.email)
    expect(await client.updateProfile({ firstName: 'Ada' })).toMatchObject({ firstName: 'Ada' })
    expect(await page.evaluate(() => document.cookie)).not.toMatch(/access|refresh/)
    const kept = (await page.context().cookies(base)).filter(({ name }) => name.startsWith('nauth_'))
    expect(kept.map(({ name, httpOnly }) => [name, httpOnly]).sort()).toEqual([
      ['nauth_access_token', true],
      ['nauth_csrf_token', false],
      ['nauth_refresh_token', true],
    ])
    // without the token of its session a page changes nothing
    const bare = await page.evaluate(async (to) => {
      const response = await fetch(to, {
        method: 'PUT',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      })
      return [response.status, (await response.json()).code]
    }, `${base}/auth/profile`)
    expect(bare).toEqual([403, 'AUTH_CSRF_TOKEN_MISSING'])
    await moveClock(901)
    expect((await client.getProfile()).firstName).toBe('Ada')
    expect(await client.logout()).toEqual({ success: true })
    expect((await page.context().cookies(base)).filter(({ name }) => name.startsWith('nauth_'))).toEqual([])
  } finally {
    await api('PATCH', '/api/applications/account', { directSignIn: { webOrigins: [], cookieSameSite: 'strict' } })
  }
})

test('a page of nobody’s is told nothing', async ({ page }) => {
  await page.goto(`${appOrigin}/sign-in`)
  await page.context().setExtraHTTPHeaders({})
  const person = await createPerson()
  await expect(inPage(page).login(person.email, person.password)).rejects.toThrow(/Failed to fetch/)
  expect(await page.context().cookies(base)).toEqual([])
})

test('a token of one application is none of another', async () => {
  const [one, two] = await Promise.all([relyingParty(), relyingParty()])
  const from = (id: string, store = {}) => aClient({ store, headers: { 'x-client-id': id, 'x-forwarded-for': freshNetwork() } })
  const client = from(one.id)
  await signUp(client)
  expect((await client.getProfile()).email).toBeTruthy()
  await refusal(from(two.id, { ...client.store }).refreshTokens(), 'AUTH_TOKEN_INVALID')
})
