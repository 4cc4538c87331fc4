import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, arrived, newestCode, password, settings, wrongCode } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { type Answer, aClient, said } from './testing'

aHouse(process.env, () => testDb())
beforeEach(() => settings({ mfa: { factors: [], policy: 'NoPrompt' } }))

let people = 0
const fresh = () => `new${++people}@example.com`

describe('signing up', () => {
  it('is pending until the address is proven, and then signs in', async () => {
    const email = fresh()
    const { post, respond, get } = aClient()
    const given = {
      ...{ email: ` ${email.toUpperCase()}`, password, firstName: 'Jane', lastName: 'van Doe', username: `Jane_${people}` },
      ...{ timezone: 'Europe/Dublin', locale: 'en-GB', phone: '+1 212 555 0199', metadata: { plan: 'pro' } },
    }
    const begun = await post('/signup', given)
    expect(begun).toMatchObject({
      status: 201,
      body: {
        challengeName: 'VERIFY_EMAIL',
        challengeParameters: {
          email: 'n***@example.com',
          destination: 'n***@example.com',
          deliveryMedium: 'EMAIL',
          codeSent: true,
        },
      },
    })
    for (const name of ['user', 'sub', 'accessToken']) expect(begun.body).not.toHaveProperty(name)
    expect(await db().user.count({ where: { email } })).toBe(0)
    await messagesUnderway()
    const code = await newestCode(email)
    const { session } = begun.body
    expect(said(await respond(session, 'VERIFY_EMAIL', { code: wrongCode(code) }))).toEqual([400, 'VERIFY_CODE_INVALID'])
    const done = await respond(session, 'VERIFY_EMAIL', { code })
    expect(done).toMatchObject({
      status: 200,
      body: {
        accessToken: expect.any(String),
        user: {
          email,
          firstName: 'Jane',
          lastName: 'van Doe',
          isEmailVerified: true,
          timezone: 'Europe/Dublin',
          locale: 'en-GB',
          phone: null,
        },
      },
    })
    expect((await get('/profile')).body).toMatchObject({
      username: `jane_${people}`,
      pendingPhone: '+12125550199',
      hasPasswordHash: true,
    })
    expect((await db().user.findUnique({ where: { email } }))?.customData).toEqual({ metadata: { plan: 'pro' } })
  })

  it('is led back to its code by its credentials, and so is who only thinks it is theirs', async () => {
    const taken = (await aMember({ proven: true })).email
    const free = fresh()
    const mine = 'a password of my own'
    for (const email of [free, taken]) {
      const { post, login } = aClient()
      const signedUp = await post('/signup', { email, password: mine })
      expect(said(signedUp)).toEqual([201, undefined])
      expect(said(await login(email, 'another one'))).toEqual([401, 'AUTH_INVALID_CREDENTIALS'])
      const back = await login(email, mine)
      // the code that is out stays good, and no other went out
      expect(back).toMatchObject({
        status: 200,
        body: { challengeName: 'VERIFY_EMAIL', challengeParameters: { codeSent: false } },
      })
      expect(back.body.session).not.toBe(signedUp.body.session)
    }
  })

  it('looks the same for an address that is taken; its owner is told, once a day', async () => {
    const owner = await aMember({ proven: true })
    const stripped = ({ status, body }: Answer) => {
      const { email, destination, codeDeliveryDestination, resendAt, ...rest } = body.challengeParameters
      return [status, body.challengeName, rest]
    }
    const [a, b] = [
      await aClient().post('/signup', { email: fresh(), password }),
      await aClient().post('/signup', { email: owner.email, password }),
    ]
    expect(stripped(b)).toEqual(stripped(a))
    await aClient().post('/signup', { email: owner.email, password })
    await messagesUnderway()
    expect((await arrived(owner.email)).map((m) => m.usageType)).toEqual(['AccountExistsNotice'])
    const { respond } = aClient()
    for (const code of ['000000', '111111'])
      expect(said(await respond(b.body.session, 'VERIFY_EMAIL', { code }))).toEqual([400, 'VERIFY_CODE_INVALID'])
  })

  it('says that it is taken where an administrator wants that', async () => {
    const owner = await aMember({ proven: true })
    await settings({ mfa: { factors: [], policy: 'NoPrompt' }, discloseExistence: true })
    expect(said(await aClient().post('/signup', { email: owner.email, password }))).toEqual([409, 'SIGNUP_EMAIL_EXISTS'])
  })

  it('tells of a taken name only to who proved the mailbox', async () => {
    const owner = await aMember()
    await db().user.update({ where: { id: owner.id }, data: { username: 'taken' } })
    const email = fresh()
    const { post, respond } = aClient()
    const { session } = (await post('/signup', { email, password, username: 'Taken' })).body
    await messagesUnderway()
    expect(said(await respond(session, 'VERIFY_EMAIL', { code: await newestCode(email) }))).toEqual([
      409,
      'SIGNUP_USERNAME_EXISTS',
    ])
  })

  it('proves a number too, where settings want one', async () => {
    await settings({ mfa: { factors: [], policy: 'NoPrompt' }, signUp: { secondaryIdentifiers: [{ identifier: 'phone' }] } })
    const email = fresh()
    const { post, respond } = aClient()
    const { session } = (await post('/signup', { email, password })).body
    await messagesUnderway()
    for (const attemptsRemaining of [4, 3, 2]) {
      const wrong = await respond(session, 'VERIFY_EMAIL', { code: wrongCode(await newestCode(email)) })
      expect(wrong.body.details).toEqual({ attemptsRemaining })
    }
    const next = (await respond(session, 'VERIFY_EMAIL', { code: await newestCode(email) })).body
    expect(next).toMatchObject({ challengeName: 'VERIFY_PHONE', challengeParameters: { requiresPhoneCollection: 'true' } })
    const sent = (await respond(next.session, 'VERIFY_PHONE', { phone: '+12125550144' })).body
    expect(sent).toMatchObject({ session: next.session, challengeParameters: { destination: '+1***0144', codeSent: true } })
    await messagesUnderway()
    const right = await newestCode('+12125550144')
    // one chain, one count: the right code before gave back no more than its own
    const wrong = await respond(next.session, 'VERIFY_PHONE', { code: wrongCode(right) })
    expect(wrong.body.details).toEqual({ attemptsRemaining: 1 })
    const done = await respond(next.session, 'VERIFY_PHONE', { code: right })
    expect(done.body.user).toMatchObject({ phone: '+12125550144', isPhoneVerified: true })
  })

  it('goes on with a forced second step, completed by the mailbox that was just proven', async () => {
    await settings({ mfa: { factors: ['EmailVerificationCode'], policy: 'Mandatory' } })
    const email = fresh()
    const { post, respond } = aClient()
    const { session } = (await post('/signup', { email, password })).body
    await messagesUnderway()
    const forced = (await respond(session, 'VERIFY_EMAIL', { code: await newestCode(email) })).body
    expect(forced).toMatchObject({ challengeName: 'MFA_SETUP_REQUIRED', challengeParameters: { allowedMethods: ['email'] } })
    const { setupData } = (await post('/challenge/setup-data', { session: forced.session, method: 'email' })).body
    expect(setupData).toEqual({ autoCompleted: true, deviceId: expect.any(Number) })
    const body = { method: 'email', setupData: { deviceId: setupData.deviceId } }
    expect((await respond(forced.session, 'MFA_SETUP_REQUIRED', body)).body.accessToken).toBeTruthy()
  })

  it.each([
    [{ email: 'x', password }, 400, 'VALIDATION_INVALID_EMAIL'],
    [{ email: 'p@example.com', password, phone: '12' }, 400, 'VALIDATION_INVALID_PHONE'],
    [{ email: 'p@example.com', password: 'short' }, 400, 'SIGNUP_WEAK_PASSWORD'],
    [{ email: 'p@example.com', password: 'password' }, 400, 'SIGNUP_WEAK_PASSWORD'],
    [{ email: 'p@example.com', password, username: 'a b' }, 400, 'VALIDATION_FAILED'],
    [{ email: 'p@example.com' }, 400, 'VALIDATION_FAILED'],
    [{ email: 7, password }, 400, 'VALIDATION_FAILED'],
  ])('refuses %j', async (body, status, code) => {
    const answer = await aClient().post('/signup', body)
    expect(said(answer)).toEqual([status, code])
    if (code === 'SIGNUP_WEAK_PASSWORD') expect(answer.body.details).toMatchObject({ errors: [expect.any(String)] })
  })

  it('is closed where the settings say so, and wants a number where they go by numbers', async () => {
    await settings({ mfa: { factors: [], policy: 'NoPrompt' }, signInMode: 'SignIn' })
    expect(said(await aClient().post('/signup', { email: fresh(), password }))).toEqual([403, 'SIGNUP_DISABLED'])
    await settings({ mfa: { factors: [], policy: 'NoPrompt' }, signUp: { identifiers: ['phone'] } })
    expect(said(await aClient().post('/signup', { email: fresh(), password }))).toEqual([400, 'SIGNUP_PHONE_REQUIRED'])
    const phone = (await aClient().post('/signup', { email: fresh(), password, phone: '+12125550155' })).body
    expect(phone).toMatchObject({ challengeName: 'VERIFY_PHONE', challengeParameters: { destination: '+1***0155' } })
  })
})
