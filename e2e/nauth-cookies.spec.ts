import type { Page } from '@playwright/test'
import type { NauthClient } from './clients/nauth'
import { api, appOrigin, base, createPerson, freshAddresses, moveClock, newestCode, settings } from './support/instance'
import { challenge, password, proven, refusal } from './support/nauth'
import { inPage } from './support/nauth-page'
import { expect, test } from './support/test'

/** contracts/nauth.md §3 and §16 in Chromium: a page of another origin that signs people in, its tokens in cookies. */
const allow = (webOrigins: string[]) => api('PATCH', '/api/applications/account', { directSignIn: { webOrigins } })
test.beforeAll(() => allow([appOrigin]))
test.afterAll(async () => {
  await moveClock(0)
  await allow([])
})
test.beforeEach(async ({ page }) => {
  await page.goto(`${appOrigin}/sign-in`)
  // the headers that tests add for every page would need a preflight's leave
  await page.context().setExtraHTTPHeaders({})
  await moveClock(0)
  await settings({ trustedDevice: { enabled: true } })
})

type Answer = Awaited<ReturnType<NauthClient['login']>>
/** Signed in by cookies: whom and until when is told, tokens are not. */
function signedIn(answer: Answer) {
  for (const secret of ['accessToken', 'refreshToken', 'deviceToken', 'challengeName']) expect(answer).not.toHaveProperty(secret)
  expect(answer).toMatchObject({
    ...{ accessTokenExpiresAt: expect.any(Number), refreshTokenExpiresAt: expect.any(Number) },
    user: { sub: answer.sub ?? '' },
  })
  return answer
}
const cookies = async (page: Page) =>
  new Map((await page.context().cookies(base)).filter((c) => c.name.startsWith('nauth_')).map((c) => [c.name, c]))

async function signedUp(page: Page) {
  const client = inPage(page)
  const person = { ...freshAddresses(), password }
  const { session } = challenge(await client.signup({ email: person.email, password }), 'VERIFY_EMAIL')
  const answer = await client.respondToChallenge(session, { type: 'VERIFY_EMAIL', code: await newestCode(person.email) })
  return { client, person, answer }
}

test('sign-up, forced second step, sign-in: tokens only in cookies that no script reads', async ({ page }) => {
  await settings({ mfa: { factors: ['EmailVerificationCode'] } })
  const { client, person, answer } = await signedUp(page)
  const forced = challenge(answer, 'MFA_SETUP_REQUIRED')
  expect(await cookies(page)).toEqual(new Map())
  const { setupData } = await client.getSetupData(forced.session, 'email')
  expect(setupData).toEqual({ autoCompleted: true, deviceId: expect.any(Number) })
  const { deviceId } = setupData
  signedIn(
    await client.respondToChallenge(forced.session, { type: 'MFA_SETUP_REQUIRED', method: 'email', setupData: { deviceId } }),
  )
  const held = await cookies(page)
  expect([...held.keys()].sort()).toEqual(['nauth_access_token', 'nauth_csrf_token', 'nauth_refresh_token'])
  for (const [name, { httpOnly, sameSite, path }] of held)
    expect([name, httpOnly, sameSite, path]).toEqual([name, name !== 'nauth_csrf_token', 'Strict', '/'])
  expect(await page.evaluate(() => [document.cookie.includes('_token='), /access|refresh/.test(document.cookie)])).toEqual([
    true,
    false,
  ])
  expect((await client.getProfile()).email).toBe(person.email)
  expect(await client.logout()).toEqual({ success: true })
  expect(await cookies(page)).toEqual(new Map())
  await refusal(client.getProfile(), 'AUTH_TOKEN_INVALID')
  const { session } = challenge(await client.login(person.email, password), 'MFA_REQUIRED')
  const code = await newestCode(person.email, 1, 'MfaVerification')
  signedIn(await client.respondToChallenge(session, { type: 'MFA_REQUIRED', method: 'email', code }))
})

test('text message, trusted device, backup codes, step-up and the end of them, by cookies', async ({ page }) => {
  await settings({ trustedDevice: { enabled: true }, mfa: { factors: ['PhoneVerificationCode', 'Totp', 'BackupCode'] } })
  const client = inPage(page)
  const person = await createPerson({ phone: true })
  const { session } = challenge(await client.login(person.email, password), 'MFA_SETUP_REQUIRED')
  await client.getSetupData(session, 'sms')
  const setupData = { code: await newestCode(person.phone) }
  signedIn(await client.respondToChallenge(session, { type: 'MFA_SETUP_REQUIRED', method: 'sms', setupData }))
  expect(await client.trustDevice()).toEqual({ trusted: true })
  expect((await cookies(page)).get('nauth_device_token')).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  expect(signedIn(await client.login(person.email, password)).trusted).toBe(true)
  const { codes } = await proven(
    () => client.generateBackupCodes(),
    async ({ session: asked }) => {
      await client.getChallengeData(asked, 'sms')
      const code = await newestCode(person.phone, 1, 'UserPermissionValidation')
      await client.respondToChallenge(asked, { type: 'MFA_REQUIRED', method: 'sms', code })
    },
  )
  expect(codes).toHaveLength(10)
  expect(await client.getMfaStatus()).toMatchObject({ enabled: true, hasBackupCodes: true, configuredMethods: ['sms'] })
  const { devices } = await client.getMfaDevices()
  expect((await client.setPreferredDevice(devices[0]?.id ?? 0)).success).toBe(true)
  expect((await refusal(client.removeMfaDevice(devices[0]?.id ?? 0), 'FORBIDDEN')).details).toEqual({
    reason: 'last_factor_required',
  })
  expect(await client.revokeTrustedDevices()).toEqual({ revokedCount: 1 })
  const asked = challenge(await client.login(person.email, password), 'MFA_REQUIRED')
  signedIn(await client.respondToChallenge(asked.session, { type: 'MFA_REQUIRED', method: 'backup', code: codes[0] ?? '' }))
})

test('renewal, profile, password, sessions, history and leaving everywhere, by cookies', async ({ page }) => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const { client, person, answer } = await signedUp(page)
  signedIn(answer)
  const before = await cookies(page)
  await moveClock(901)
  expect((await client.updateProfile({ firstName: 'Ann' })).firstName).toBe('Ann')
  const after = await cookies(page)
  expect(after.get('nauth_refresh_token')?.value).not.toBe(before.get('nauth_refresh_token')?.value)
  expect(await client.refreshTokens()).toEqual({
    ...{ accessTokenExpiresAt: expect.any(Number), refreshTokenExpiresAt: expect.any(Number) },
  })
  const next = 'an entirely new passphrase'
  await client.login(person.email, password)
  expect(await client.changePassword(password, next)).toEqual({ success: true })
  const { sessions } = await client.getSessions()
  expect(sessions).toMatchObject([{ isCurrent: true }])
  expect((await client.getAuditHistory({ limit: 5 })).data.length).toBeGreaterThan(0)
  expect(await client.logoutAll()).toMatchObject({ success: true, revokedCount: 1 })
  expect(await cookies(page)).toEqual(new Map())
})
