import { describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
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
