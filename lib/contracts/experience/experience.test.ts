import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cookieNames } from '@/lib/core/cookies'
import { useEnv } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { softAuthenticator } from '@/lib/factors/passkey/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { aMember, arrived, furnish, newestCode, password, settings, wrongCode } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aBrowser, origin } from './testing'

/** The JSON face of the ladder, driven as a browser of our own origin would. */

let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: origin, TRUST_PROXY: '1' })
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(() => settings())

const email = (value: string) => ({ type: 'email', value })

describe('signing in', () => {
  const entered = async (address: string) => {
    const browser = aBrowser()
    expect((await browser.open('SignIn')).status).toBe(200)
    expect((await browser.submit()).body.code).toBe('session.identifier_not_found')
    const proven = await browser.post('/verification/password', { identifier: email(address), password })
    expect(proven.status).toBe(200)
    return browser
  }

  it('with a password and a text message: the gate says how, and the end says where', async () => {
    const person = await aMember({ sms: true })
    const { post, submit, jar } = await entered(person.email)
    const masked = `+1***${person.phone.slice(-4)}`
    const gate = await submit()
    expect([gate.status, gate.body]).toMatchObject([
      403,
      {
        code: 'session.mfa.require_mfa_verification',
        data: {
          availableFactors: ['PhoneVerificationCode'],
          maskedIdentifiers: { PhoneVerificationCode: masked },
          factors: [{ factorId: person.sms, type: 'PhoneVerificationCode', masked, deliveries: ['sms'] }],
          preferred: person.sms,
          trustedDevice: { available: false, days: 30 },
        },
      },
    ])
    const { body } = await post('/verification/mfa-verification-code', { identifierType: 'phone' })
    const code = await newestCode(person.phone)
    const wrong = await post('/verification/mfa-verification-code/verify', { ...body, code: wrongCode(code) })
    expect([wrong.status, wrong.body]).toMatchObject([
      400,
      { code: 'verification_code.code_mismatch', data: { attemptsLeft: 4 } },
    ])
    const again = await post('/verification/mfa-verification-code', { factorId: person.sms })
    expect(again.body.verificationId).toBe(body.verificationId)
    expect(await arrived(person.phone)).toHaveLength(1)
    // an id of somebody else's is a hint at most
    const right = await post('/verification/mfa-verification-code/verify', { verificationId: 'somebody-elses', code })
    expect(right.status).toBe(200)
    const end = await submit()
    expect([end.status, end.body]).toEqual([200, { redirectTo: '/account/security' }])
    expect(jar.has(cookieNames.session())).toBe(true)
    expect(jar.has(cookieNames.interaction())).toBe(false)
    expect(await db().session.count({ where: { userId: person.id } })).toBe(1)
  })

  it('trusts this browser when asked right after the second step, and never before', async () => {
    await settings({ trustedDevice: { enabled: true } })
    const person = await aMember({ sms: true })
    const { post, submit, jar } = await entered(person.email)
    expect((await post('/profile/mfa/trusted-device')).body.code).toBe('interaction.wrong_step')
    await post('/verification/mfa-verification-code', { identifierType: 'phone' })
    await post('/verification/mfa-verification-code/verify', { code: await newestCode(person.phone) })
    expect((await post('/profile/mfa/trusted-device')).status).toBe(204)
    await submit()
    expect(jar.has(cookieNames.device())).toBe(true)
    expect(await db().trustedDevice.count({ where: { userId: person.id } })).toBe(1)
  })

  it('tells a wrong password and an unknown account alike', async () => {
    const person = await aMember()
    const answers = []
    for (const address of [person.email, 'nobody@example.com']) {
      const { open, post } = aBrowser()
      await open('SignIn')
      const { status, body } = await post('/verification/password', { identifier: email(address), password: 'not this one' })
      answers.push({ status, ...body, instance: '' })
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toMatchObject({ status: 422, code: 'session.invalid_credentials' })
  })

  it('says how long to wait, in body and header alike', async () => {
    const person = await aMember({ sms: true })
    const { post } = await entered(person.email)
    await post('/verification/mfa-verification-code', { identifierType: 'phone' })
    for (let n = 0; n < 5; n++)
      await post('/verification/mfa-verification-code/verify', { code: wrongCode(await newestCode(person.phone)) })
    const refused = await post('/verification/mfa-verification-code', { identifierType: 'phone' })
    expect([refused.status, refused.body.code]).toEqual([429, 'connector.rate_limit_exceeded'])
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.data.retryAfter))
  })

  it('asks for a factor the person does not have by name, and sends nothing', async () => {
    const person = await aMember({ sms: true })
    const { post } = await entered(person.email)
    const refused = await post('/verification/totp/verify', { code: '123456' })
    expect([refused.status, refused.body]).toMatchObject([
      400,
      { code: 'session.mfa.mfa_factor_not_enabled', data: { factor: 'Totp', reason: 'disabled_by_policy' } },
    ])
    expect(await arrived(person.phone)).toHaveLength(0)
  })

  it('with a forced app and its codes: each rung is its own answer, and no skip is stored (F10)', async () => {
    await settings({ mfa: { factors: ['Totp', 'PhoneVerificationCode', 'BackupCode'] } })
    const person = await aMember()
    const { post, submit, call } = await entered(person.email)
    const missing = await submit()
    expect([missing.status, missing.body]).toMatchObject([
      422,
      {
        code: 'user.missing_mfa',
        data: { availableFactors: ['Totp', 'PhoneVerificationCode'], skippable: false, graceEndsAt: null },
      },
    ])
    const forced = await post('/profile/mfa/mfa-skipped')
    expect([forced.status, forced.body.code]).toEqual([422, 'session.mfa.mfa_policy_not_user_controlled'])
    expect((await post('/verification/backup-code/generate')).body.code).toBe('session.mfa.backup_code_can_not_be_alone')
    const gone = await post('/verification/web-authn/registration/verify', { payload: { id: 'x', response: {} } })
    expect(gone.body.code).toBe('session.mfa.webauthn_verification_not_found')
    const { body } = await post('/verification/totp/secret')
    const code = appCode(String(body.secret), Date.UTC(2026, 0, 1))
    const now = appCode(String(body.secret), Date.now())
    const theirs = await post('/verification/totp/verify', {
      code: appCode('JBSWY3DPEHPK3PXP', Date.now()),
      secret: 'JBSWY3DPEHPK3PXP',
    })
    expect([theirs.status, theirs.body.code]).toEqual([400, 'user.totp_secret_invalid'])
    expect((await post('/verification/totp/verify', { code: now === code ? '000000' : now })).status).toBe(200)
    expect((await post('/profile/mfa', { type: 'Totp', verificationId: body.verificationId })).status).toBe(204)
    expect((await post('/profile/mfa', { type: 'WebAuthn' })).body.code).toBe('session.mfa.pending_info_not_found')
    expect((await submit()).body.code).toBe('session.mfa.backup_code_required')
    const { codes } = (await post('/verification/backup-code/generate')).body
    expect(codes).toHaveLength(10)
    expect((await submit()).body.code).toBe('session.mfa.backup_code_required')
    expect((await call('GET', '/interaction')).body).toMatchObject({ next: { code: 'session.mfa.backup_code_required' } })
    expect((await post('/profile/mfa', { type: 'BackupCode' })).status).toBe(204)
    expect((await submit()).body).toEqual({ redirectTo: '/account/security' })
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ mfaSkip: null })
    expect(await db().authenticator.count({ where: { userId: person.id, type: { in: ['totp', 'backup-codes'] } } })).toBe(2)
  })

  it('with a passkey: set up by its endpoints, then alone', async () => {
    await settings({ mfa: { factors: ['WebAuthn'] }, passkeySignIn: { enabled: true } })
    const key = softAuthenticator(origin)
    const person = await aMember()
    const { post, submit } = await entered(person.email)
    expect((await submit()).body.code).toBe('user.passkey_preferred')
    const made = (await post('/verification/web-authn/registration')).body as unknown as {
      registrationOptions: { challenge: string }
    }
    const payload = key.create(made.registrationOptions)
    expect((await post('/verification/web-authn/registration/verify', { payload })).status).toBe(200)
    expect((await submit()).body).toHaveProperty('redirectTo')
    const again = aBrowser()
    await again.open('SignIn')
    const asked = (await again.post('/verification/sign-in-passkey/authentication')).body
    const { challenge } = asked.authenticationOptions as { challenge: string }
    const answer = { payload: key.get({ challenge }) }
    expect((await again.post('/verification/sign-in-passkey/authentication/verify', answer)).status).toBe(200)
    expect((await again.submit()).status).toBe(200)
  })
})

describe('signing up and recovering', () => {
  it('proves the address, asks for a password, suggests another factor once', async () => {
    await settings({
      signUp: { identifiers: ['phone'] },
      mfa: { factors: ['PhoneVerificationCode', 'Totp'], policy: 'PromptAtSignInAndSignUp' },
    })
    const { open, post, submit } = aBrowser()
    await open('Register')
    const phone = { type: 'phone', value: '+12125557001' }
    const { body } = await post('/verification/verification-code', { identifier: phone })
    await messagesUnderway()
    const code = await newestCode('+12125557001')
    await post('/verification/verification-code/verify', { identifier: phone, ...body, code })
    expect((await submit()).body.code).toBe('user.new_password_required_in_profile')
    expect((await post('/profile', { type: 'password', value: 'short' })).body.code).toBe('password.rejected')
    await post('/profile', { type: 'password', value: password })
    const suggested = await submit()
    expect([suggested.status, suggested.body]).toMatchObject([
      422,
      {
        code: 'session.mfa.suggest_additional_mfa',
        data: {
          availableFactors: ['Totp'],
          boundFactors: ['PhoneVerificationCode'],
          maskedIdentifiers: { PhoneVerificationCode: '+1***7001' },
          mfaEnabled: true,
          skippable: true,
          suggestion: true,
        },
      },
    ])
    expect((await post('/profile/mfa/mfa-skipped')).body.code).toBe('interaction.wrong_step')
    expect((await post('/profile/mfa/mfa-suggestion-skipped')).status).toBe(204)
    expect((await submit()).status).toBe(200)
    expect(await db().user.findUnique({ where: { phone: '+12125557001' } })).toMatchObject({
      suggestionSkippedAt: expect.any(Date),
    })
  })

  it('replaces a forgotten password and signs nobody in', async () => {
    const person = await aMember()
    const { open, post, submit, jar } = aBrowser()
    await open('ForgotPassword')
    await post('/verification/verification-code', { identifier: email(person.email) })
    await messagesUnderway()
    await post('/verification/verification-code/verify', { code: await newestCode(person.email) })
    await post('/profile', { type: 'password', value: 'an entirely new passphrase' })
    expect((await submit()).body).toEqual({ redirectTo: '/sign-in' })
    expect(jar.has(cookieNames.session())).toBe(false)
    expect(await db().session.count({ where: { userId: person.id } })).toBe(0)
  })
})

it('takes a code for the address it went to, however that is written', async () => {
  const person = await aMember()
  const { open, post } = aBrowser()
  await settings({
    mfa: { factors: [], policy: 'NoPrompt' },
    signIn: { methods: [{ identifier: 'email', verificationCode: true }] },
  })
  await open('SignIn')
  await post('/verification/verification-code', { identifier: email(person.email) })
  await messagesUnderway()
  const code = await newestCode(person.email)
  const other = await post('/verification/verification-code/verify', { identifier: email('other@example.com'), code })
  expect([other.status, other.body.code]).toEqual([400, 'verification_code.email_mismatch'])
  const phone = { type: 'phone', value: '+12125550100' }
  expect((await post('/verification/verification-code/verify', { identifier: phone, code })).body.code).toBe(
    'verification_code.phone_mismatch',
  )
  const mine = await post('/verification/verification-code/verify', { identifier: email(person.email.toUpperCase()), code })
  expect(mine.status).toBe(200)
})
