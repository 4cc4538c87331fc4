import { beforeEach, describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { testDb } from '@/lib/db/testing'
import { aMember, arrived, newestCode, password, settings } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { aClient } from './testing'

aHouse(process.env, () => testDb())

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The two guides differ in names only. */
const guides = [
  { method: 'sms', factor: 'PhoneVerificationCode', masked: 'maskedPhone', medium: 'SMS', seen: /^\+1\*\*\*\d{4}$/ },
  { method: 'email', factor: 'EmailVerificationCode', masked: 'maskedEmail', medium: 'EMAIL', seen: /^m\*\*\*@example\.com$/ },
] as const

describe.each(guides)('the guide of the $method method, as written', ({ method, factor, masked, medium, seen }) => {
  beforeEach(() => settings({ mfa: { factors: [factor], policy: 'NoPrompt' }, trustedDevice: { enabled: true } }))
  const address = (person: { email: string; phone: string }) => (method === 'sms' ? person.phone : person.email)
  const member = (enrolled = false) =>
    aMember({ proven: true, phoneOnFile: true, ...(enrolled && (method === 'sms' ? { sms: true } : { mailbox: true })) })

  it('sets it up after signing in, and is challenged the next time', async () => {
    const person = await member()
    const { login, post, get, call } = aClient()
    expect((await login(person.email, password)).status).toBe(200)
    expect((await get('/mfa/status')).body).toEqual({
      enabled: false,
      required: false,
      configuredMethods: [],
      methods: [],
      availableMethods: [method],
      hasBackupCodes: false,
      mfaExempt: false,
      mfaExemptReason: null,
      mfaExemptGrantedAt: null,
      enforcement: 'OPTIONAL',
      gracePeriod: 0,
      rememberDevices: 'user_opt_in',
      rememberDeviceDays: 30,
      bypassMFAForTrustedDevices: true,
    })
    const begun = await post('/mfa/setup-data', { methodName: method })
    expect(begun.status).toBe(200)
    expect(begun.body.setupData).toMatchObject({
      [masked]: expect.stringMatching(seen),
      destination: expect.stringMatching(seen),
      deliveryMedium: medium,
      codeSent: true,
    })
    const verified = await post('/mfa/verify-setup', {
      methodName: method,
      setupData: { code: await newestCode(address(person)) },
    })
    expect(verified).toMatchObject({ status: 200, body: { deviceId: expect.any(Number) } })
    const { deviceId } = verified.body
    expect(Number.isSafeInteger(deviceId)).toBe(true)
    const { devices } = (await get('/mfa/devices')).body
    expect(devices).toMatchObject([{ id: deviceId, type: method, isPreferred: true, isActive: true }])
    expect((await post(`/mfa/devices/${deviceId}/preferred`)).body).toEqual({
      message: 'Preferred MFA device updated',
      success: true,
    })
    shiftClock(31)
    const challenged = (await login(person.email, password)).body
    expect(challenged).toMatchObject({
      challengeName: 'MFA_REQUIRED',
      session: expect.stringMatching(uuid4),
      challengeParameters: {
        availableMethods: [method],
        preferredMethod: method,
        destination: expect.stringMatching(seen),
        deliveryMedium: medium,
        [masked]: expect.stringMatching(seen),
        codeSent: true,
        codeLength: 6,
        expiresIn: 300,
        resendAt: expect.stringMatching(isoTime),
        retryAfter: 30,
      },
    })
    const body = { session: challenged.session, type: 'MFA_REQUIRED', method, code: await newestCode(address(person)) }
    const done = await post('/respond-challenge', body)
    expect(done).toMatchObject({
      status: 200,
      body: {
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        accessTokenExpiresAt: expect.any(Number),
        refreshTokenExpiresAt: expect.any(Number),
        user: { sub: person.id, email: person.email },
        sub: person.id,
        userSub: person.id,
        authMethod: 'password',
        trusted: false,
      },
    })
    const removed = await call('DELETE', `/mfa/devices/${deviceId}`)
    expect(removed.body).toEqual({ removedDeviceId: deviceId, removedMethod: method, mfaDisabled: true, success: true })
    expect((await call('DELETE', `/mfa/devices/${deviceId}`)).status).toBe(404)
  })

  it('sends a new code on request; the old one is refused, and soon after there is none', async () => {
    const person = await member(true)
    const { login, post, respond } = aClient()
    const { session } = (await login(person.email, password)).body
    const first = await newestCode(address(person))
    const early = await post('/challenge/resend', { session })
    expect(early).toMatchObject({ status: 429, body: { code: 'RATE_LIMIT_RESEND', details: { retryAfter: expect.any(Number) } } })
    expect(early.headers.get('retry-after')).toBe(String(early.body.details.retryAfter))
    shiftClock(31)
    const again = await post('/challenge/resend', { session })
    expect(again).toMatchObject({
      status: 200,
      body: { destination: expect.stringMatching(seen), deliveryMedium: medium, codeSent: true, retryAfter: 60 },
    })
    const second = await newestCode(address(person))
    const old = await respond(session, 'MFA_REQUIRED', { method, code: first })
    if (first !== second)
      expect(old).toMatchObject({ status: 400, body: { code: 'VERIFY_CODE_INVALID', details: { attemptsRemaining: 4 } } })
    expect((await respond(session, 'MFA_REQUIRED', { method, code: second })).body.accessToken).toBeTruthy()
  })

  it('is set up by a word where the address was proven and setting up is demanded', async () => {
    await settings({ mfa: { factors: [factor], policy: 'Mandatory' } })
    const person = await member()
    const { login, post } = aClient()
    const { session, ...challenge } = (await login(person.email, password)).body
    expect(challenge).toMatchObject({
      challengeName: 'MFA_SETUP_REQUIRED',
      challengeParameters: { allowedMethods: [method], instructions: expect.any(String) },
    })
    const ready = await post('/challenge/setup-data', { session, method })
    expect(ready.body).toEqual({ setupData: { autoCompleted: true, deviceId: expect.any(Number) } })
    expect((await post('/challenge/setup-data', { session, method })).body).toEqual(ready.body)
    await messagesUnderway()
    expect(await arrived(address(person))).toHaveLength(0)
    const { deviceId } = ready.body.setupData
    const wrong = await post('/respond-challenge', {
      session,
      type: 'MFA_SETUP_REQUIRED',
      method,
      setupData: { deviceId: deviceId + 1 },
    })
    expect(wrong).toMatchObject({ status: 400, body: { code: 'VERIFY_CODE_INVALID', details: { attemptsRemaining: 4 } } })
    const done = await post('/respond-challenge', { session, type: 'MFA_SETUP_REQUIRED', method, setupData: { deviceId } })
    expect(done.body).toMatchObject({ accessToken: expect.any(String), user: { sub: person.id } })
  })

  it('is set up by a code where it was not', async () => {
    await settings({ mfa: { factors: [factor], policy: 'Mandatory' } })
    const person = await aMember({ phoneOnFile: true })
    const { login, post, get } = aClient()
    const { session } = (await login(person.email, password)).body
    const begun = await post('/challenge/setup-data', { session, method })
    expect(begun.body.setupData).toMatchObject({ [masked]: expect.stringMatching(seen), codeSent: true })
    const code = await newestCode(address(person))
    const done = await post('/respond-challenge', { session, type: 'MFA_SETUP_REQUIRED', method, setupData: { code } })
    expect(done.body).toMatchObject({ accessToken: expect.any(String), user: { sub: person.id } })
    expect((await get('/mfa/status')).body).toMatchObject({
      enabled: true,
      required: true,
      configuredMethods: [method],
      enforcement: 'REQUIRED',
    })
  })
})
