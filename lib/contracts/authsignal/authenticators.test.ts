import { describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { aNumber, anApplication, aTenantHouse, aUser, browser, codesAt, refusal, sdk } from './testing'

/** contracts/authsignal.md §6.3, §10, §15.1: whose authenticators, and who may add to them. */

const here = aTenantHouse(process.env, () => testDb())

async function pass(token: string, phone: string, path = 'sms') {
  const client = browser(here.wire, token)
  await client('POST', `/challenge/${path}`)
  const [verificationCode] = await codesAt(phone)
  return (await client('POST', `/verify/${path}`, { verificationCode })).body
}
async function member() {
  const [userId, phoneNumber] = [aUser(), aNumber()]
  await here.server().enrollVerifiedAuthenticator({ userId, attributes: { verificationMethod: 'SMS' as never, phoneNumber } })
  shiftClock((now() - Date.now()) / 1000 + 60)
  return { userId, phoneNumber }
}

describe('authenticators', () => {
  it('C22: scopes of somebody enrolled sleep until they passed; what comes later does not satisfy the action', async () => {
    const { userId, phoneNumber } = await member()
    const attributes = { scope: 'add:authenticators' }
    const { token } = await here.server().track({ userId, action: 'signIn', attributes })
    const next = aNumber()
    const early = await browser(here.wire, token)('POST', '/user-authenticators/sms', { phoneNumber: next })
    expect([early.status, early.body.error]).toEqual([403, 'insufficient_scope'])
    expect(await codesAt(next)).toEqual([])
    const passed = await pass(token, phoneNumber)
    const added = await browser(here.wire, passed.accessToken)('POST', '/user-authenticators/sms', { phoneNumber: next })
    expect(added.body).toEqual({ userAuthenticatorId: expect.any(String), userId })
    expect((await here.server().getAuthenticators({ userId })).map((one) => one.phoneNumber)).toEqual([phoneNumber])
    const [verificationCode] = await codesAt(next)
    const proven = await browser(here.wire, passed.accessToken)('POST', '/verify/sms', { verificationCode })
    expect(proven.body).toMatchObject({ isVerified: true, userAuthenticator: { phoneNumber: `*******${next.slice(-4)}` } })
    // a track token: the new number proves itself, not the action
    expect(await here.server().validateChallenge({ token: proven.body.accessToken })).toMatchObject({ isValid: false })
    expect((await here.server().getAuthenticators({ userId })).map((one) => one.phoneNumber)).toEqual([next])
    expect(await here.server().getUser({ userId })).toMatchObject({ phoneNumber: next, phoneNumberVerified: true })
  })

  it('C22: a token from before somebody enrolled adds nothing once they have', async () => {
    const [userId, phoneNumber] = [aUser(), aNumber()]
    const early = (await here.server().track({ userId, action: 'signIn', attributes: { phoneNumber } })).token
    await here.server().enrollVerifiedAuthenticator({ userId, attributes: { verificationMethod: 'SMS' as never, phoneNumber } })
    const late = await browser(here.wire, early)('POST', '/user-authenticators/sms', { phoneNumber: aNumber() })
    expect([late.status, late.body.error]).toEqual([403, 'insufficient_scope'])
  })

  it('six codes in ten minutes, to however many numbers', async () => {
    const { token } = await here.server().track({ userId: aUser(), action: 'signIn', attributes: { phoneNumber: aNumber() } })
    const client = browser(here.wire, token)
    const said = []
    for (let n = 0; n < 7; n++) said.push((await client('POST', '/user-authenticators/sms', { phoneNumber: aNumber() })).status)
    expect(said).toEqual([200, 200, 200, 200, 200, 200, 429])
  })

  it('are vouched for, listed and removed by the server', async () => {
    const { userId, phoneNumber } = await member()
    const attributes = { verificationMethod: 'SMS' as never, phoneNumber }
    const { authenticator } = await here.server().enrollVerifiedAuthenticator({ userId, attributes })
    expect(authenticator).toMatchObject({ userId, verificationMethod: 'SMS', phoneNumber })
    const other = { ...attributes, phoneNumber: aNumber() }
    expect(await refusal(here.server().enrollVerifiedAuthenticator({ userId, attributes: other }))).toBe(
      '409 authenticator_exists',
    )
    const userAuthenticatorId = authenticator.userAuthenticatorId!
    const remove = (id: string) => refusal(here.server().deleteAuthenticator({ userId, userAuthenticatorId: id }))
    expect([await remove(userAuthenticatorId), await remove(userAuthenticatorId)]).toEqual(['fine', 'fine'])
    expect(await remove('never')).toBe('404 not_found')
    expect(await here.server().getAuthenticators({ userId })).toEqual([])
    expect(await codesAt(phoneNumber)).toEqual([])
  })

  it('are of one application: another sees and touches none', async () => {
    const { userId, phoneNumber } = await member()
    const there = sdk(here.wire, (await anApplication()).secret)
    const userAuthenticatorId = (await here.server().getAuthenticators({ userId }))[0]?.userAuthenticatorId ?? ''
    expect(await there.getUser({ userId })).toMatchObject({ isEnrolled: false })
    expect(await refusal(there.deleteAuthenticator({ userId, userAuthenticatorId }))).toBe('404 not_found')
    await there.deleteUser({ userId })
    expect((await here.server().getUser({ userId })).phoneNumber).toBe(phoneNumber)
  })

  it('by mail: a code to the tracked mailbox, and to no other', async () => {
    here.app = await anApplication({ methods: ['EMAIL_OTP'] })
    const [userId, email] = [aUser(), `${aUser()}@example.com`]
    const { token } = await here.server().track({ userId, action: 'signIn', attributes: { email } })
    const { accessToken, userAuthenticator } = await pass(token, email, 'email-otp')
    expect(userAuthenticator).toMatchObject({ verificationMethod: 'EMAIL_OTP', email: `${email[0]}***@example.com` })
    expect(await here.server().validateChallenge({ token: accessToken })).toMatchObject({
      isValid: true,
      verificationMethod: 'EMAIL_OTP',
    })
    expect(await here.server().getUser({ userId })).toMatchObject({ email, emailVerified: true })
    const denied = await browser(here.wire, token)('POST', '/challenge/sms')
    expect([denied.status, denied.body.error]).toEqual([400, 'invalid_request'])
  })

  it('an authenticator app: its secret told once, each code good once, no message', async () => {
    here.app = await anApplication({ methods: ['AUTHENTICATOR_APP', 'SMS'] })
    const userId = aUser()
    const { token } = await here.server().track({ userId, action: 'signIn', attributes: { phoneNumber: aNumber() } })
    const client = browser(here.wire, token)
    expect((await client('POST', '/verify/totp', { verificationCode: '123456' })).body.failureReason).toBe(
      'CODE_INVALID_OR_EXPIRED',
    )
    const first = (await client('POST', '/user-authenticators/totp')).body
    const app = (await client('POST', '/user-authenticators/totp')).body
    expect(app).toMatchObject({
      userId,
      uri: expect.stringMatching(/^otpauth:\/\/totp\//),
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
    })
    const stale = await client('POST', '/verify/totp', { verificationCode: appCode(first.secret, now()) })
    expect(stale.body.isVerified).toBe(false)
    const verificationCode = appCode(app.secret, now())
    const passed = (await client('POST', '/verify/totp', { verificationCode })).body
    expect(passed).toMatchObject({ isVerified: true, userAuthenticator: { verificationMethod: 'AUTHENTICATOR_APP' } })
    expect(await here.server().validateChallenge({ token: passed.accessToken })).toMatchObject({ isValid: true })
    const next = await here.server().track({ userId, action: 'signIn' })
    expect(next).toMatchObject({ isEnrolled: true, enrolledVerificationMethods: ['AUTHENTICATOR_APP'] })
    const again = browser(here.wire, next.token)
    expect((await again('POST', '/verify/totp', { verificationCode })).body.failureReason).toBe('CODE_INVALID_OR_EXPIRED')
    shiftClock((now() - Date.now()) / 1000 + 31)
    const fresh = await again('POST', '/verify/totp', { verificationCode: appCode(app.secret, now()) })
    expect(fresh.body.isVerified).toBe(true)
    const third = browser(here.wire, (await here.server().track({ userId, action: 'signIn' })).token)
    const replayed = await third('POST', '/verify/totp', { verificationCode: appCode(app.secret, now()) })
    expect(replayed.body).toEqual({ isVerified: false, failureReason: 'CODE_INVALID_OR_EXPIRED' })
    expect(JSON.stringify(await db().actionChallenge.findMany())).not.toContain(app.secret)
    expect(JSON.stringify(await db().authenticator.findMany())).not.toContain(app.secret)
  })

  it('what a page begins with, and what it may list', async () => {
    const { userId, phoneNumber } = await member()
    const { token } = await here.server().track({ userId, action: 'signIn', attributes: { phoneNumber: aNumber() } })
    const client = browser(here.wire, token)
    expect((await client('POST', '/init', {})).body).toEqual({
      challengeOptions: {
        token,
        defaultVerificationMethod: 'SMS',
        verificationMethods: ['SMS'],
        user: { phoneNumber: `*******${phoneNumber.slice(-4)}` },
      },
    })
    const listed = (await client('GET', '/user-authenticators')).body
    expect(listed).toMatchObject([{ verificationMethod: 'SMS', phoneNumber: `*******${phoneNumber.slice(-4)}` }])
    expect('userId' in listed[0]).toBe(false)
  })

  it('fifty wrong answers in a row switch one off', async () => {
    const { userId } = await member()
    const own = { user: { stepUp: { externalId: userId } } }
    await db().authenticator.updateMany({ where: own, data: { failures: 49 } })
    const { token } = await here.server().track({ userId, action: 'signIn' })
    const client = browser(here.wire, token)
    await client('POST', '/challenge/sms')
    await client('POST', '/verify/sms', { verificationCode: 'none' })
    expect((await db().authenticator.findFirst({ where: own }))?.disabledAt).not.toBeNull()
    const later = await browser(here.wire, (await here.server().track({ userId, action: 'signIn' })).token)(
      'POST',
      '/challenge/sms',
    )
    expect([later.status, later.body.error]).toEqual([400, 'authenticator_disabled'])
    expect(await here.server().getUser({ userId })).toMatchObject({ isEnrolled: true, enrolledVerificationMethods: [] })
  })
})
