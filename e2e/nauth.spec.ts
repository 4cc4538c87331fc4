import { softAuthenticator } from '../lib/factors/passkey/testing'
import { appCode } from '../lib/factors/totp/testing'
import type { NauthClient } from './clients/nauth'
import { getMaskedDestination } from './clients/nauth'
import type { Method } from './clients/nauth-types'
import { base, createPerson, freshAddresses, freshNetwork, messages, moveClock, newestCode, settings } from './support/instance'
import {
  aClient,
  challenge,
  claimsOf,
  introspection,
  password,
  proven,
  refusal,
  signInByText,
  signUp,
  tokens,
  userinfo,
  withPhone,
} from './support/nauth'
import { relyingParty } from './support/relying-party'
import { expect, test } from './support/test'

/** contracts/nauth.md §16 from outside: signing in, as an application with its own pages does it. */
test.beforeEach(async () => {
  await moveClock(0)
  await settings()
})
test.afterAll(() => moveClock(0))

const wrong = (code: string) => (code === '000000' ? '111111' : '000000')

test('a sign-up is proven by its code, and then signs in', async () => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const client = aClient()
  const { email } = freshAddresses()
  const begun = challenge(await client.signup({ email, password, firstName: 'Jane', lastName: 'Doe' }), 'VERIFY_EMAIL')
  expect(client.getMaskedDestination(begun)).toBe('p***@example.com')
  expect(begun.challengeParameters).toMatchObject({ codeSent: true, codeLength: 6, deliveryMedium: 'EMAIL' })
  const early = await refusal(client.resendCode(begun.session), 'RATE_LIMIT_RESEND')
  expect([early.statusCode, early.details]).toMatchObject([429, { retryAfter: expect.any(Number) }])
  await refusal(aClient().login(email, 'not the password'), 'AUTH_INVALID_CREDENTIALS')
  const code = await newestCode(email)
  const missed = await refusal(
    client.respondToChallenge(begun.session, { type: 'VERIFY_EMAIL', code: wrong(code) }),
    'VERIFY_CODE_INVALID',
  )
  expect(missed.details).toEqual({ attemptsRemaining: 4 })
  const done = tokens(await client.respondToChallenge(begun.session, { type: 'VERIFY_EMAIL', code }))
  expect(done.user).toMatchObject({ email, firstName: 'Jane', lastName: 'Doe', isEmailVerified: true })
  tokens(await aClient().login(email.toUpperCase(), password))
})

test('a forced second step is completed by the mailbox just proven, and asked for the next time', async () => {
  await settings({ mfa: { factors: ['EmailVerificationCode'] } })
  const client = aClient()
  const { person, answer } = await signUp(client)
  const forced = challenge(answer, 'MFA_SETUP_REQUIRED')
  expect(forced.challengeParameters).toMatchObject({ allowedMethods: ['email'], instructions: expect.any(String) })
  const { setupData } = await client.getSetupData(forced.session, 'email')
  expect(setupData).toEqual({ autoCompleted: true, deviceId: expect.any(Number) })
  const done = await client.respondToChallenge(forced.session, {
    ...{ type: 'MFA_SETUP_REQUIRED', method: 'email' },
    setupData: { deviceId: setupData.deviceId },
  })
  tokens(done)
  expect((await client.getMfaDevices()).devices).toMatchObject([{ id: setupData.deviceId, type: 'email', isActive: true }])
  const again = challenge(await client.login(person.email, password), 'MFA_REQUIRED')
  expect(getMaskedDestination(again)).toBe('p***@example.com')
  const code = await newestCode(person.email, 1, 'MfaVerification')
  tokens(await client.respondToChallenge(again.session, { type: 'MFA_REQUIRED', method: 'email', code }))
})

test('a forced second step on a number nobody proved takes a code, and is asked for the next time', async () => {
  const client = aClient()
  const person = await createPerson({ phone: true })
  const forced = challenge(await client.login(person.email, person.password), 'MFA_SETUP_REQUIRED')
  const { setupData } = await client.getSetupData(forced.session, 'sms')
  const masked = `+1***${person.phone.slice(-4)}`
  expect(setupData).toMatchObject({ maskedPhone: masked, destination: masked, deliveryMedium: 'SMS', codeSent: true })
  const answer = { type: 'MFA_SETUP_REQUIRED', method: 'sms', setupData: { code: await newestCode(person.phone) } } as const
  const done = tokens(await client.respondToChallenge(forced.session, answer))
  expect(done.sub).toBe(person.id)
  await refusal(client.respondToChallenge(forced.session, answer), 'CHALLENGE_ALREADY_COMPLETED')
  expect(await client.getMfaStatus()).toMatchObject({
    ...{ enabled: true, required: true, configuredMethods: ['sms'], methods: ['sms'], enforcement: 'REQUIRED' },
    ...{ rememberDevices: 'never', mfaExempt: false },
  })
  expect(claimsOf(done.accessToken)).toMatchObject({ iss: `${base}/oidc`, sub: person.id, acr: 'mfa', client_id: 'account' })
  const { accessToken } = await signInByText(aClient(), person)
  expect(claimsOf(accessToken).amr).toEqual(['pwd', 'sms', 'mfa'])
})

/** Sets a method up after signing in; what it takes to answer with it at the next sign-in. */
type Proof = { code: string } | { credential: object }
type SetUp = (client: NauthClient, person: { email: string; phone: string }) => Promise<(session: string) => Promise<Proof>>
const byMessage =
  (method: 'sms' | 'email'): SetUp =>
  async (client, person) => {
    const to = method === 'sms' ? person.phone : person.email
    const { setupData } = await client.setupMfa(method, method === 'sms' ? { phoneNumber: to } : undefined)
    expect(setupData.destination).toMatch(method === 'sms' ? /^\+1\*\*\*\d{4}$/ : /^p\*\*\*@example\.com$/)
    const made = await client.verifyMfaSetup(method, { code: await newestCode(to, 1, 'BindMfa') })
    expect(made).toEqual({ deviceId: expect.any(Number), uid: expect.any(String) })
    return async () => ({ code: await newestCode(to, 1, 'MfaVerification') })
  }
const setUps: Record<Exclude<Method, 'backup'>, SetUp> = {
  sms: byMessage('sms'),
  email: byMessage('email'),
  totp: async (client) => {
    const { setupData } = await client.setupMfa('totp')
    expect(setupData).toMatchObject({ secret: expect.stringMatching(/^[A-Z2-7]{32}$/), qrCode: expect.stringMatching(/^data:/) })
    await client.verifyMfaSetup('totp', { code: appCode(String(setupData.secret), Date.now()), secret: setupData.secret })
    // the code of a step is good once: the next sign-in is half a minute later
    await moveClock(31)
    return async () => ({ code: appCode(String(setupData.secret), Date.now() + 31_000) })
  },
  passkey: async (client) => {
    const key = softAuthenticator(base)
    const { challenge: toSign = '' } = (await client.setupMfa('passkey')).setupData
    await client.verifyMfaSetup('passkey', { credential: key.create({ challenge: toSign }), expectedChallenge: toSign })
    return async (session) => {
      const { challengeData } = await client.getChallengeData(session, 'passkey')
      expect(challengeData).toMatchObject({ allowCredentials: [{ id: key.id }], options: expect.any(Object) })
      return { credential: key.get(challengeData as { challenge: string }) }
    }
  },
}
const factorOf = { sms: 'PhoneVerificationCode', email: 'EmailVerificationCode', totp: 'Totp', passkey: 'WebAuthn' } as const

for (const method of ['sms', 'email', 'totp', 'passkey'] as const)
  test(`${method}: set up after signing in, asked for at the next, opens everything, and goes again`, async () => {
    await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
    const client = aClient()
    const { person } = await signUp(client)
    await settings({ mfa: { policy: 'NoPrompt', factors: [factorOf[method]] } })
    expect(await client.getAvailableMethods()).toEqual({ availableMethods: [method] })
    const prove = await setUps[method](client, person)
    const { devices } = await client.getMfaDevices()
    expect(devices).toMatchObject([{ type: method, isPreferred: true, isActive: true }])
    const id = devices[0]?.id ?? 0
    expect(await client.setPreferredDevice(id)).toEqual({ message: 'Preferred MFA device updated', success: true })

    const asked = challenge(await client.login(person.email, password), 'MFA_REQUIRED')
    expect(asked.challengeParameters).toMatchObject({ availableMethods: [method], preferredMethod: method })
    const sent = method === 'sms' || method === 'email'
    expect(getMaskedDestination(asked) !== null).toBe(sent)
    if (sent) expect(getMaskedDestination(asked)).toBe(asked.challengeParameters.codeDeliveryDestination)
    const proof = await prove(asked.session)
    const done = tokens(
      await client.respondToChallenge(asked.session, { type: 'MFA_REQUIRED', method, ...proof } as Parameters<
        NauthClient['respondToChallenge']
      >[1]),
    )
    expect(await client.getMfaStatus()).toMatchObject({ enabled: true, preferredMethod: method })
    expect(claimsOf(done.accessToken).acr).toBe({ sms: 'mfa', email: undefined, totp: 'mfa', passkey: 'phr' }[method])
    expect(await client.removeMfaDevice(id)).toEqual({
      ...{ removedDeviceId: id, removedMethod: method, mfaDisabled: true, success: true },
    })
    expect((await refusal(client.removeMfaDevice(id), 'RESOURCE_NOT_FOUND')).statusCode).toBe(404)
    tokens(await client.login(person.email, password))
  })

test('a backup code signs in once, in any spelling', async () => {
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'BackupCode'] } })
  const client = aClient()
  const person = await withPhone(client)
  const { codes } = await client.generateBackupCodes()
  expect(codes).toHaveLength(10)
  const [code = ''] = codes
  const { session, challengeParameters } = challenge(await client.login(person.email, person.password), 'MFA_REQUIRED')
  expect(challengeParameters.availableMethods).toEqual(['sms', 'backup'])
  const spelled = `${code.slice(0, 5).toLowerCase()}-${code.slice(5)}`
  tokens(await client.respondToChallenge(session, { type: 'MFA_REQUIRED', method: 'backup', code: spelled }))
  expect((await refusal(client.trustDevice(), 'FORBIDDEN')).details.reason).toBeTruthy()
  const next = challenge(await client.login(person.email, person.password), 'MFA_REQUIRED')
  await refusal(client.respondToChallenge(next.session, { type: 'MFA_REQUIRED', method: 'backup', code }), 'VERIFY_CODE_INVALID')
})

test('a new code voids the old one; inside the cool-down there is none and the old one is good', async () => {
  const person = await withPhone()
  const client = aClient()
  const { session } = challenge(await client.login(person.email, person.password), 'MFA_REQUIRED')
  const first = await newestCode(person.phone, 1, 'MfaVerification')
  const early = await refusal(client.resendCode(session), 'RATE_LIMIT_RESEND')
  expect(early.details).toMatchObject({ retryAfter: expect.any(Number), resendDelay: expect.any(Number) })
  await moveClock(31)
  expect(await client.resendCode(session)).toMatchObject({
    ...{ destination: `+1***${person.phone.slice(-4)}`, deliveryMedium: 'SMS', codeSent: true, retryAfter: 60 },
  })
  const second = await newestCode(person.phone, 2, 'MfaVerification')
  const old = { type: 'MFA_REQUIRED', method: 'sms', code: first } as const
  if (first !== second) await refusal(client.respondToChallenge(session, old), 'VERIFY_CODE_INVALID')
  tokens(await client.respondToChallenge(session, { ...old, code: second }))
  const inside = challenge(await client.login(person.email, person.password), 'MFA_REQUIRED')
  const good = await newestCode(person.phone, 3, 'MfaVerification')
  await refusal(client.resendCode(inside.session), 'RATE_LIMIT_RESEND')
  tokens(await client.respondToChallenge(inside.session, { ...old, code: good }))
})

test('two sign-ins moments apart complete each its own; past the limit of the number it still answers', async () => {
  const person = await withPhone()
  const [one, two] = [aClient(), aClient()]
  const first = challenge(await one.login(person.email, person.password), 'MFA_REQUIRED')
  const firstCode = await newestCode(person.phone, 1, 'MfaVerification')
  await moveClock(5)
  const second = challenge(await two.login(person.email, person.password), 'MFA_REQUIRED')
  const secondCode = await newestCode(person.phone, 2, 'MfaVerification')
  expect(second.session).not.toBe(first.session)
  tokens(await two.respondToChallenge(second.session, { type: 'MFA_REQUIRED', method: 'sms', code: secondCode }))
  tokens(await one.respondToChallenge(first.session, { type: 'MFA_REQUIRED', method: 'sms', code: firstCode }))
  for (let sent = 3; sent < 5; sent++)
    expect((await aClient().login(person.email, person.password)).challengeParameters?.codeSent).toBe(true)
  const silent = challenge(await aClient().login(person.email, person.password), 'MFA_REQUIRED')
  expect(silent.challengeParameters).toMatchObject({
    codeSent: false,
    retryAfter: expect.any(Number),
    resendAt: expect.any(String),
  })
  expect(await messages(person.phone, 'MfaVerification')).toHaveLength(4)
})

/** The two of contracts/nauth.md §4: one issuer for all. */
async function expectOneIssuer(client: NauthClient) {
  const { accessToken, refreshToken, sub } = (await signUp(client)).answer
  const seen = await Promise.all([accessToken, refreshToken].map((token) => introspection(String(token))))
  expect(seen).toMatchObject([
    { active: true, sub },
    { active: true, sub },
  ])
  expect(await userinfo(String(accessToken))).toMatchObject({ sub })
}

test('tokens of an application open the issuer too', async () => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const { id } = await relyingParty()
  await expectOneIssuer(aClient({ headers: { 'x-client-id': id, 'x-forwarded-for': freshNetwork() } }))
})

test('tokens of the built-in application open the issuer too', async () => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  await expectOneIssuer(aClient())
})

test('five wrong codes are looked at; after them the right one is refused too', async () => {
  const person = await withPhone()
  const client = aClient()
  const { session } = challenge(await client.login(person.email, person.password), 'MFA_REQUIRED')
  const code = await newestCode(person.phone, 1, 'MfaVerification')
  for (const attemptsRemaining of [4, 3, 2, 1, 0]) {
    const answer = { type: 'MFA_REQUIRED', method: 'sms', code: wrong(code) } as const
    const { details } = await refusal(client.respondToChallenge(session, answer), 'VERIFY_CODE_INVALID')
    expect(details).toEqual({ attemptsRemaining })
  }
  for (const late of [code, wrong(code)]) {
    const answer = { type: 'MFA_REQUIRED', method: 'sms', code: late } as const
    const { details } = await refusal(client.respondToChallenge(session, answer), 'CHALLENGE_MAX_ATTEMPTS')
    expect(details).toEqual({ maxAttempts: 5, currentAttempts: 5 })
  }
})

test('a number that is wanted is collected, proven by its code, and shown masked', async () => {
  await settings({
    mfa: { policy: 'NoPrompt', factors: [] },
    signUp: { ...{ identifiers: ['email'], password: true, verify: true }, secondaryIdentifiers: [{ identifier: 'phone' }] },
  })
  const client = aClient()
  const { person, answer } = await signUp(client)
  const asked = challenge(answer, 'VERIFY_PHONE')
  expect(asked.challengeParameters).toMatchObject({ requiresPhoneCollection: 'true', instructions: expect.any(String) })
  const sent = challenge(
    await client.respondToChallenge(asked.session, { type: 'VERIFY_PHONE', phone: person.phone }),
    'VERIFY_PHONE',
  )
  expect(sent.session).toBe(asked.session)
  expect(getMaskedDestination(sent)).toBe(`+1***${person.phone.slice(-4)}`)
  const code = await newestCode(person.phone)
  const done = tokens(await client.respondToChallenge(sent.session, { type: 'VERIFY_PHONE', code }))
  expect(done.user).toMatchObject({ phone: person.phone, isPhoneVerified: true })
})

test('after ten minutes a change asks for the strongest factor, and then the same call passes', async () => {
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'Totp'] } })
  const client = aClient()
  const person = await withPhone(client)
  await moveClock(660)
  const { setupData } = await proven(
    () => client.setupMfa('totp'),
    async ({ session, preferredMethod }) => {
      expect(preferredMethod).toBe('sms')
      expect(await messages(person.phone, 'UserPermissionValidation')).toHaveLength(0)
      const { challengeData } = await client.getChallengeData(session, 'sms')
      expect(challengeData).toBe(`+1***${person.phone.slice(-4)}`)
      const code = await newestCode(person.phone, 1, 'UserPermissionValidation')
      const answer = await client.respondToChallenge(session, { type: 'MFA_REQUIRED', method: 'sms', code })
      expect(Object.keys(answer).sort()).toEqual(['authMethod', 'sub', 'trusted', 'user'])
    },
  )
  expect(setupData.secret).toBeTruthy()
})
