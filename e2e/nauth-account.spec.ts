import { moveClock, newestCode, settings, waitForMessages } from './support/instance'
import { aClient, challenge, claimsOf, password, refusal, signInByText, signUp, tokens, withPhone } from './support/nauth'
import { expect, test } from './support/test'

/** contracts/nauth.md §16 from outside: what people see, change and end once they are signed in. */
test.beforeEach(async () => {
  await moveClock(0)
  await settings()
})
test.afterAll(() => moveClock(0))

const noSecondStep = () => settings({ mfa: { policy: 'NoPrompt', factors: [] } })
const next = 'an entirely new passphrase'

test('a trusted device skips the second step, and not a second too long', async () => {
  await settings({ trustedDevice: { enabled: true, durationDays: 1 } })
  const client = aClient()
  const person = await withPhone(client)
  await signInByText(client, person)
  expect(await client.isTrustedDevice()).toEqual({ trusted: false })
  expect(await client.trustDevice()).toEqual({ trusted: true, deviceToken: expect.any(String) })
  expect(await client.isTrustedDevice()).toEqual({ trusted: true })
  const { trustedDevices } = await client.getTrustedDevices()
  expect(trustedDevices).toMatchObject([{ id: expect.any(Number), uid: expect.any(String) }])
  const until = Date.parse(trustedDevices[0]?.trustedUntil ?? '')
  expect(tokens(await client.login(person.email, password)).trusted).toBe(true)
  challenge(await aClient().login(person.email, password), 'MFA_REQUIRED')
  await moveClock(Math.floor((until - Date.now()) / 1000) - 20)
  expect((await client.login(person.email, password)).trusted).toBe(true)
  await moveClock(Math.ceil((until - Date.now()) / 1000))
  challenge(await client.login(person.email, password), 'MFA_REQUIRED')
})

test('trust is listed, ended one by one and all at once, by leaving for good, and by a new password', async () => {
  await settings({ trustedDevice: { enabled: true } })
  const client = aClient()
  const person = await withPhone(client)
  const trust = async () => {
    await client.trustDevice()
    return (await client.getTrustedDevices()).trustedDevices[0]?.id ?? 0
  }
  const id = await trust()
  expect(await client.revokeTrustedDevice(id)).toEqual({ success: true })
  expect((await refusal(client.revokeTrustedDevice(id), 'RESOURCE_NOT_FOUND')).statusCode).toBe(404)
  await trust()
  expect(await client.revokeTrustedDevices()).toEqual({ revokedCount: 1 })
  await trust()
  await client.changePassword(password, next)
  challenge(await client.login(person.email, next), 'MFA_REQUIRED')
  await signInByText(client, { ...person, password: next }, 2)
  await trust()
  expect(await client.logout(true)).toEqual({ success: true })
  challenge(await client.login(person.email, next), 'MFA_REQUIRED')
})

test('an access token that is over is renewed once for all calls that need it', async () => {
  await noSecondStep()
  const client = aClient()
  const { answer } = await signUp(client)
  await moveClock(901)
  const [profile, { sessions }, status] = await Promise.all([client.getProfile(), client.getSessions(), client.getMfaStatus()])
  expect([profile.sub, sessions.length, status.enabled]).toEqual([answer.sub, 1, false])
  expect(client.asked.filter(({ path }) => path === '/auth/refresh')).toHaveLength(1)
  expect(await client.refreshTokens()).toEqual({
    ...{ accessToken: expect.any(String), refreshToken: expect.any(String) },
    ...{ accessTokenExpiresAt: expect.any(Number), refreshTokenExpiresAt: expect.any(Number) },
  })
})

test('sessions are seen and ended: another one, this one, all of them', async () => {
  await noSecondStep()
  const [here, there, everywhere] = [aClient(), aClient(), aClient()]
  const { person } = await signUp(here)
  for (const client of [there, everywhere]) tokens(await client.login(person.email, password))
  const { sessions } = await here.getSessions()
  expect(sessions.filter(({ isCurrent }) => isCurrent)).toHaveLength(1)
  const { sid } = claimsOf(String(there.store.accessToken))
  expect(await here.revokeSession(String(sid))).toEqual({ success: true, wasCurrentSession: false })
  await refusal(there.getProfile(), 'AUTH_SESSION_NOT_FOUND')
  const left = here.store.refreshToken
  expect(await here.logout()).toEqual({ success: true })
  await refusal(aClient({ store: { refreshToken: left } }).refreshTokens(), 'AUTH_TOKEN_INVALID')
  await refusal(here.getProfile(), 'AUTH_TOKEN_INVALID')
  tokens(await there.login(person.email, password))
  expect(await everywhere.logoutAll()).toMatchObject({ success: true, message: expect.any(String), revokedCount: 2 })
  await refusal(there.getProfile(), 'AUTH_SESSION_NOT_FOUND')
})

test('the profile takes names at once, and an address once its mailbox is proven; both are in the history', async () => {
  await noSecondStep()
  const client = aClient()
  const { person } = await signUp(client)
  expect(await client.updateProfile({ firstName: 'Ann', timezone: 'Asia/Tokyo', role: 'owner' })).toMatchObject({
    ...{ firstName: 'Ann', timezone: 'Asia/Tokyo', email: person.email },
  })
  const email = `moved-${person.email}`
  const { verification, ...pending } = await client.updateProfile({ email })
  expect(pending).toMatchObject({ email: person.email, pendingEmail: email })
  expect(client.getMaskedDestination(verification ?? {})).toBe('m***@example.com')
  const code = await newestCode(email)
  await client.respondToChallenge(String(verification?.session), { type: 'VERIFY_EMAIL', code })
  const profile = await client.getProfile()
  expect(profile).toMatchObject({ email, isEmailVerified: true, mfaEnabled: false })
  expect(profile).not.toHaveProperty('pendingEmail')
  await waitForMessages(person.email, 1, 'ContactChangedNotice')
  const history = await client.getAuditHistory({ limit: 2 })
  expect(history).toMatchObject({ page: 1, limit: 2, total: expect.any(Number), totalPages: Math.ceil(history.total / 2) })
  const [{ eventType } = { eventType: '' }] = history.data
  const only = await client.getAuditHistory({ eventTypes: [eventType], limit: 100 })
  expect(new Set(only.data.map((row) => row.eventType))).toEqual(new Set([eventType]))
})

test('a password is changed by the old one, and reset by a code that signs nobody in', async () => {
  await noSecondStep()
  const [client, other] = [aClient(), aClient()]
  const { person } = await signUp(client)
  await other.login(person.email, password)
  expect((await refusal(client.changePassword('wrong', next), 'PASSWORD_INCORRECT')).statusCode).toBe(400)
  const weak = await refusal(client.changePassword(password, 'short'), 'SIGNUP_WEAK_PASSWORD')
  expect(weak.details.errors).toEqual([expect.any(String)])
  expect(await client.changePassword(password, next)).toEqual({ success: true })
  await refusal(other.getProfile(), 'AUTH_SESSION_NOT_FOUND')
  expect(await other.forgotPassword(person.email)).toEqual({
    ...{ success: true, destination: 'p***@example.com', deliveryMedium: 'email', expiresIn: 600 },
  })
  const code = await newestCode(person.email, 1, 'ForgotPassword')
  await refusal(
    other.confirmForgotPassword(person.email, code === '000000' ? '111111' : '000000', password),
    'PASSWORD_RESET_CODE_INVALID',
  )
  const third = 'yet another long passphrase'
  expect(await other.confirmForgotPassword(person.email, code, third)).toEqual({ success: true, mustChangePassword: false })
  await refusal(client.getProfile(), 'AUTH_SESSION_NOT_FOUND')
  await refusal(client.login(person.email, next), 'AUTH_INVALID_CREDENTIALS')
  tokens(await client.login(person.email, third))
})
