import * as client from 'openid-client'
import { api, appOrigin, base, createPerson, newestCode, settings } from './support/instance'
import { relyingParty } from './support/relying-party'
import { expect, test } from './support/test'

test('an independent client: claims, userinfo, refresh, revocation, silent sign-in, sign-out', async ({ hosted, page }) => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const person = await createPerson()
  const request = await hosted.open({ scope: 'openid profile email offline_access', prompt: 'consent' })
  await hosted.signIn(person)
  await page.waitForURL(`${appOrigin}/callback**`)
  const tokens = await request.finish(new URL(page.url()))
  const claims = tokens.claims()
  expect(claims).toMatchObject({ sub: person.id, email: person.email, amr: ['pwd'], auth_time: expect.any(Number) })
  expect(claims).not.toHaveProperty('acr')
  const { configuration } = hosted.party
  expect(await client.fetchUserInfo(configuration, tokens.access_token, person.id)).toMatchObject({
    sub: person.id,
    email: person.email,
  })
  expect(await client.tokenIntrospection(configuration, tokens.access_token)).toMatchObject({ active: true })
  const refreshed = await client.refreshTokenGrant(configuration, String(tokens.refresh_token))
  expect(refreshed.access_token).not.toBe(tokens.access_token)

  const silent = await hosted.party.begin({ prompt: 'none' })
  await page.goto(String(silent.url))
  await page.waitForURL(`${appOrigin}/callback**`)
  expect((await silent.finish(new URL(page.url()))).claims()?.sub).toBe(person.id)

  await client.tokenRevocation(configuration, refreshed.access_token)
  expect(await client.tokenIntrospection(configuration, refreshed.access_token)).toMatchObject({ active: false })
  await page.goto(
    String(
      client.buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: `${appOrigin}/bye`,
        id_token_hint: String(tokens.id_token),
        state: 's1',
      }),
    ),
  )
  await page.waitForURL(`${appOrigin}/bye?state=s1`)
  const after = await hosted.party.begin({ prompt: 'none' })
  await page.goto(String(after.url))
  await page.waitForURL(`${appOrigin}/callback?error=login_required**`)
})

test('acr_values=mfa asks only for what is missing, and says so', async ({ hosted, page }) => {
  const person = await createPerson()
  await settings({ mfa: { policy: 'NoPrompt' } })
  const first = await hosted.open()
  await hosted.signIn(person)
  expect(await hosted.arrives(first)).not.toHaveProperty('acr')
  const stepUp = await hosted.open({ acr_values: 'mfa' })
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  expect(await hosted.arrives(stepUp)).toMatchObject({ acr: 'mfa', amr: ['pwd', 'sms', 'mfa'] })
  expect(page.url()).toContain('callback')
})

test('machines get tokens for the management API, and nothing without the scope', async () => {
  const app = await api<{ id: string; secret: string }>('POST', '/api/applications', { name: 'Deploy', type: 'MachineToMachine' })
  const form = (scope: string) => new URLSearchParams({ grant_type: 'client_credentials', resource: `${base}/api`, scope })
  const authorization = `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}`
  const token = async (scope: string) =>
    (await fetch(`${base}/oidc/token`, { method: 'POST', headers: { authorization }, body: form(scope) })).json()
  const call = async (bearer: string) =>
    (await fetch(`${base}/api/users`, { headers: { authorization: `Bearer ${bearer}` } })).status
  expect(await call(String((await token('all')).access_token))).toBe(200)
  expect([401, 403]).toContain(await call('not-a-token'))
})

test('discovery says only what works, under the public address', async () => {
  const response = await fetch(`${base}/oidc/.well-known/openid-configuration`, {
    headers: { 'x-forwarded-host': 'evil.example', authorization: 'Bearer stray' },
  })
  const document = await response.json()
  expect(document).toMatchObject({
    issuer: `${base}/oidc`,
    token_endpoint: `${base}/oidc/token`,
    userinfo_endpoint: `${base}/oidc/me`,
    code_challenge_methods_supported: ['S256'],
    acr_values_supported: ['mfa', 'phr'],
  })
  expect(JSON.stringify(document)).not.toContain('evil')
})

test('consent is asked of third-party applications, and kept', async ({ hosted, page }) => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const party = await relyingParty({ name: 'Elsewhere', isThirdParty: true })
  const person = await createPerson()
  const request = await party.begin()
  await page.goto(String(request.url))
  await hosted.signIn(person)
  await hosted.at('consent')
  await hosted.action('approve').click()
  await page.waitForURL(`${appOrigin}/callback?code**`)
  const again = await party.begin()
  await page.goto(String(again.url))
  await page.waitForURL(`${appOrigin}/callback?code**`)
  const denied = await party.begin({ prompt: 'consent' })
  await page.goto(String(denied.url))
  await hosted.at('consent')
  await hosted.action('deny').click()
  await page.waitForURL(`${appOrigin}/callback?error=access_denied**`)
})
