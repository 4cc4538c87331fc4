import { beforeEach, describe, expect, it } from 'vitest'
import { now } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { aMember, newestCode, password, settings } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { aClient, said } from './testing'

aHouse(process.env, () => testDb())
beforeEach(() => settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode', 'Totp', 'BackupCode'] } }))

const sms = (code: string) => ({ method: 'sms', code })

describe('what a sign-in asks for besides', () => {
  it('a number, where settings want one: collected, corrected, proven', async () => {
    await settings({
      mfa: { factors: [], policy: 'NoPrompt' },
      signUp: { secondaryIdentifiers: [{ identifier: 'phone' }] },
    })
    const person = await aMember()
    const { login, respond } = aClient()
    const asked = (await login(person.email, password)).body
    expect(asked).toMatchObject({ challengeName: 'VERIFY_PHONE', challengeParameters: { requiresPhoneCollection: 'true' } })
    expect(said(await respond(asked.session, 'VERIFY_PHONE', { phone: '12' }))).toEqual([400, 'VALIDATION_INVALID_PHONE'])
    const sent = (await respond(asked.session, 'VERIFY_PHONE', { phone: '+1 212 555 7788' })).body
    expect(sent).toMatchObject({
      challengeName: 'VERIFY_PHONE',
      session: asked.session,
      challengeParameters: { phone: '+1***7788', destination: '+1***7788', deliveryMedium: 'SMS', codeSent: true },
    })
    await messagesUnderway()
    const done = await respond(asked.session, 'VERIFY_PHONE', { code: await newestCode('+12125557788') })
    expect(done.body).toMatchObject({ accessToken: expect.any(String), user: { phone: '+12125557788', isPhoneVerified: true } })
    expect((await login(person.email, password)).body.accessToken).toBeTruthy()
  })

  it('somebody else’s number is told only to who can read its messages', async () => {
    await settings({ mfa: { factors: [], policy: 'NoPrompt' }, signUp: { secondaryIdentifiers: [{ identifier: 'phone' }] } })
    const owner = await aMember({ sms: true, proven: true })
    const person = await aMember()
    const { login, respond } = aClient()
    const { session } = (await login(person.email, password)).body
    expect((await respond(session, 'VERIFY_PHONE', { phone: owner.phone })).body.challengeName).toBe('VERIFY_PHONE')
    await messagesUnderway()
    const code = await newestCode(owner.phone)
    expect(said(await respond(session, 'VERIFY_PHONE', { code }))).toEqual([409, 'SIGNUP_PHONE_EXISTS'])
  })

  it('another password, where an administrator gave this one', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
    const person = await aMember({ sms: true })
    await db().user.update({ where: { id: person.id }, data: { passwordDueAt: new Date() } })
    const { login, respond } = aClient()
    const first = (await login(person.email, password)).body
    const forced = (await respond(first.session, 'MFA_REQUIRED', sms(await newestCode(person.phone)))).body
    expect(forced).toMatchObject({
      challengeName: 'FORCE_CHANGE_PASSWORD',
      challengeParameters: { instructions: expect.any(String) },
    })
    expect(forced.session).not.toBe(first.session)
    expect(said(await respond(first.session, 'MFA_REQUIRED', sms('123456')))).toEqual([400, 'CHALLENGE_ALREADY_COMPLETED'])
    const { session } = forced
    expect(said(await respond(session, 'FORCE_CHANGE_PASSWORD', { newPassword: 'short' }))).toEqual([400, 'SIGNUP_WEAK_PASSWORD'])
    expect(said(await respond(session, 'FORCE_CHANGE_PASSWORD', { newPassword: password }))).toEqual([400, 'PASSWORD_REUSED'])
    const next = 'an entirely new passphrase'
    expect((await respond(session, 'FORCE_CHANGE_PASSWORD', { newPassword: next })).body.accessToken).toBeTruthy()
    expect((await login(person.email, next)).body.challengeName).toBe('MFA_REQUIRED')
    expect((await db().user.findUnique({ where: { id: person.id } }))?.passwordDueAt).toBeNull()
  })

  it('a word from the address on file, where a password alone set up something else', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode', 'Totp'], policy: 'Mandatory' } })
    const person = await aMember({ proven: true, phoneOnFile: true })
    const { login, respond, post } = aClient()
    const { session } = (await login(person.email, password)).body
    const { setupData } = (await post('/challenge/setup-data', { session, method: 'totp' })).body
    const code = appCode(setupData.secret, now())
    const asked = (await respond(session, 'MFA_SETUP_REQUIRED', { method: 'totp', setupData: { code } })).body
    expect(asked).toMatchObject({ challengeName: 'VERIFY_PHONE', challengeParameters: { codeSent: true } })
    expect(await db().authenticator.count({ where: { userId: person.id, type: 'totp' } })).toBe(0)
    expect(said(await respond(asked.session, 'VERIFY_PHONE', { phone: '+12125550000' }))).toEqual([403, 'FORBIDDEN'])
    await messagesUnderway()
    const done = await respond(asked.session, 'VERIFY_PHONE', { code: await newestCode(person.phone) })
    expect(done.body.accessToken).toBeTruthy()
    expect(await db().authenticator.count({ where: { userId: person.id, type: 'totp' } })).toBe(1)
  })

  it('never another number than the one that was proven', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'Mandatory' } })
    const person = await aMember({ proven: true, phoneOnFile: true })
    const { login, post } = aClient()
    const { session } = (await login(person.email, password)).body
    const other = { session, method: 'sms', setupData: { phoneNumber: '+12125550000' } }
    const answer = await post('/challenge/setup-data', other)
    expect([...said(answer), answer.body.details.reason]).toEqual([403, 'FORBIDDEN', 'phone_locked'])
  })
})
