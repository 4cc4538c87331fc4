import { beforeEach, describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { softAuthenticator } from '@/lib/factors/passkey/testing'
import { aMember, arrived, newestCode, password, settings, wrongCode } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { aClient, said, signedIn } from './testing'

aHouse(process.env, () => testDb())
const all = ['PhoneVerificationCode', 'EmailVerificationCode', 'Totp', 'WebAuthn', 'BackupCode']
beforeEach(() => settings({ mfa: { factors: all, policy: 'NoPrompt' }, trustedDevice: { enabled: true } }))

describe('devices', () => {
  it('are one’s own, and the last one stays where a second step is demanded', async () => {
    const { get, post, call } = await signedIn({ sms: true, proven: true })
    const other = await signedIn({ sms: true, proven: true })
    const theirs = (await other.get('/mfa/devices')).body.devices[0]!
    for (const id of [theirs.id, theirs.uid, 12])
      expect(said(await call('DELETE', `/mfa/devices/${id}`))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect((await post(`/mfa/devices/${theirs.id}/preferred`)).status).toBe(404)
    await settings({ mfa: { factors: all, policy: 'Mandatory' } })
    const own = (await get('/mfa/devices')).body.devices[0]!
    const answer = await call('DELETE', `/mfa/devices/${own.uid}`)
    expect([...said(answer), answer.body.details.reason]).toEqual([403, 'FORBIDDEN', 'last_factor_required'])
    const both = await signedIn({ sms: true, mailbox: true, proven: true })
    const { devices } = (await both.get('/mfa/devices')).body
    const results = await Promise.all(devices.map(({ id }) => both.call('DELETE', `/mfa/devices/${id}`)))
    expect(results.map(({ status }) => status).sort()).toEqual([200, 403])
  })

  it('takes a wrong code for what it is, and the same one again', async () => {
    const { post, person } = await signedIn({ proven: true, phoneOnFile: true })
    await post('/mfa/setup-data', { methodName: 'sms' })
    const right = await newestCode(person.phone)
    const wrong = { methodName: 'sms', setupData: { code: wrongCode(right) } }
    expect((await post('/mfa/verify-setup', wrong)).body).toMatchObject({
      code: 'VERIFY_CODE_INVALID',
      details: { attemptsRemaining: 4 },
    })
    const { deviceId } = (await post('/mfa/verify-setup', { methodName: 'sms', setupData: { code: right } })).body
    expect(said(await post('/mfa/verify-setup', { methodName: 'sms', setupData: { code: right } }))).toEqual([
      400,
      'VERIFY_CODE_EXPIRED',
    ])
    shiftClock(40)
    await post('/mfa/setup-data', { methodName: 'sms' })
    const again = await post('/mfa/verify-setup', { methodName: 'sms', setupData: { code: await newestCode(person.phone) } })
    expect(again.body.deviceId).toBe(deviceId)
    expect(await db().authenticator.count({ where: { userId: person.id, type: 'sms' } })).toBe(1)
  })

  it('sends no second code inside the cool-down, and a new number only counts once it is proven', async () => {
    const { post, person, get } = await signedIn({ proven: true, phoneOnFile: true })
    const first = (await post('/mfa/setup-data', { methodName: 'sms' })).body.setupData
    const second = (await post('/mfa/setup-data', { methodName: 'sms' })).body.setupData
    expect([first, second]).toMatchObject([{ codeSent: true }, { codeSent: false }])
    await messagesUnderway()
    expect(await arrived(person.phone)).toHaveLength(1)
    const phoneNumber = '+12125550177'
    await post('/mfa/setup-data', { methodName: 'sms', setupData: { phoneNumber } })
    expect((await get('/profile')).body).toMatchObject({ phone: person.phone })
    const code = await newestCode(phoneNumber)
    expect((await post('/mfa/verify-setup', { methodName: 'sms', setupData: { code } })).status).toBe(200)
    expect((await get('/profile')).body).toMatchObject({ phone: phoneNumber, isPhoneVerified: true })
  })

  it('of an unknown kind, or without a number, is refused by name', async () => {
    const { post } = await signedIn({ proven: true })
    expect(said(await post('/mfa/setup-data', { methodName: 'pigeon' }))).toEqual([400, 'VALIDATION_FAILED'])
    expect(said(await post('/mfa/setup-data', { methodName: 'sms' }))).toEqual([400, 'SIGNUP_PHONE_REQUIRED'])
    const bad = { methodName: 'sms', setupData: { phoneNumber: '12' } }
    expect(said(await post('/mfa/setup-data', bad))).toEqual([400, 'VALIDATION_INVALID_PHONE'])
    expect(said(await post('/mfa/verify-setup', { methodName: 'totp', setupData: { code: 7 } }))).toEqual([
      400,
      'VALIDATION_FAILED',
    ])
  })

  it('may be a passkey, asked for and answered', async () => {
    const { post, person, login, respond } = await signedIn({ proven: true })
    const device = softAuthenticator()
    const { setupData } = (await post('/mfa/setup-data', { methodName: 'passkey' })).body
    expect(setupData.options).toMatchObject({ challenge: setupData.challenge, rp: { id: 'localhost' } })
    const credential = device.create(setupData)
    const made = await post('/mfa/verify-setup', {
      methodName: 'passkey',
      setupData: { credential, expectedChallenge: setupData.challenge },
    })
    expect(made.status).toBe(200)
    const { session, challengeParameters } = (await login(person.email, password)).body
    expect(challengeParameters).toMatchObject({ preferredMethod: 'passkey', devices: [{ type: 'passkey' }] })
    const { challengeData } = (await post('/challenge/challenge-data', { session, method: 'passkey' })).body
    const done = await respond(session, 'MFA_REQUIRED', { method: 'passkey', credential: device.get(challengeData) })
    expect(done.body.accessToken).toBeTruthy()
    const claims = JSON.parse(Buffer.from(done.body.accessToken.split('.')[1]!, 'base64url').toString())
    expect(claims.acr).toBe('phr')
  })
})

describe('trusting a device', () => {
  it('skips the second step there for thirty days and not a second longer', async () => {
    const { post, get, login, person, state } = await signedIn({ sms: true, proven: true })
    expect((await get('/is-trusted-device')).body).toEqual({ trusted: false })
    const { deviceToken } = (await post('/trust-device')).body
    expect(deviceToken).toMatch(/^[\w-]{43}$/)
    state.deviceToken = deviceToken
    const free = await login(person.email, password)
    expect(free.body).toMatchObject({ accessToken: expect.any(String), trusted: true })
    expect((await get('/is-trusted-device')).body).toEqual({ trusted: true })
    const elsewhere = await post('/login', { identifier: person.email, password }, { 'x-client-id': 'demo-app' })
    expect(elsewhere.body.challengeName).toBe('MFA_REQUIRED')
    expect(said(await post('/trust-device'))).toEqual([403, 'FORBIDDEN'])
    expect((await aClient().login(person.email, password)).body.challengeName).toBe('MFA_REQUIRED')
    const stranger = await aMember({ sms: true })
    expect((await login(stranger.email, password)).body.challengeName).toBe('MFA_REQUIRED')
    await db().trustedDevice.updateMany({ where: { userId: person.id }, data: { expiresAt: new Date(now()) } })
    expect((await login(person.email, password)).body.challengeName).toBe('MFA_REQUIRED')
  })

  it('takes a second step of this session, and is listed and ended', async () => {
    const plain = await signedIn()
    const refused = await plain.post('/trust-device')
    expect([...said(refused), refused.body.details.reason]).toEqual([403, 'FORBIDDEN', 'mfa_not_completed'])
    const { post, get, call, state } = await signedIn({ sms: true, proven: true })
    state.deviceToken = (await post('/trust-device')).body.deviceToken
    await post('/trust-device')
    const { trustedDevices } = (await get('/trusted-devices')).body
    expect(trustedDevices).toMatchObject([{ id: expect.any(Number), uid: expect.any(String), trustedUntil: expect.any(String) }])
    expect((await call('DELETE', '/trusted-devices/7')).status).toBe(404)
    expect((await call('DELETE', `/trusted-devices/${trustedDevices[0]!.id}`)).body).toEqual({ success: true })
    expect((await call('DELETE', '/trusted-devices')).body).toEqual({ revokedCount: 0 })
    await settings({ mfa: { factors: all, policy: 'NoPrompt' }, trustedDevice: { enabled: false } })
    expect((await post('/trust-device')).body.details.reason).toBe('device_trust_disabled')
  })

  it('happens by itself where the house says always, and ends with a new password', async () => {
    await settings({ mfa: { factors: all, policy: 'NoPrompt' }, trustedDevice: { enabled: true, always: true } })
    const person = await aMember({ sms: true, proven: true })
    const client = aClient()
    const { session } = (await client.login(person.email, password)).body
    const done = await client.respond(session, 'MFA_REQUIRED', { method: 'sms', code: await newestCode(person.phone) })
    client.state.deviceToken = done.body.deviceToken
    expect((await client.login(person.email, password)).body.trusted).toBe(true)
    const proof = (await client.post('/change-password', { oldPassword: password, newPassword: 'an entirely new passphrase' }))
      .body
    shiftClock(31)
    await client.post('/challenge/challenge-data', { session: proof.details.session, method: 'sms' })
    await client.respond(proof.details.session, 'MFA_REQUIRED', { method: 'sms', code: await newestCode(person.phone) })
    expect(
      (await client.post('/change-password', { oldPassword: password, newPassword: 'an entirely new passphrase' })).body,
    ).toEqual({ success: true })
    expect((await client.login(person.email, 'an entirely new passphrase')).body.challengeName).toBe('MFA_REQUIRED')
  })
})
