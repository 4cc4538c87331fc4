import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { type ActionState, actionStates, mayMove } from '@/lib/policy/step-up'
import { aHouse } from '../direct/testing'
import { aNumber, anApplication, aWire, browser, codesAt, page, sdk, type Wire } from './testing'

/** contracts/authsignal.md §5 to §7, §10, §15.1: what servers may do, and what holders of a token may not. */

aHouse(process.env, () => testDb())
let wire: Wire
let app: { id: string; secret: string }
beforeAll(async () => {
  wire = await aWire()
})
afterAll(() => wire.close())
beforeEach(async () => {
  app = await anApplication()
})

let users = 0
const aUser = () => {
  users += 1
  return `person-${users}`
}
const server = () => sdk(wire, app.secret)
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'fine',
    (error: { statusCode: number; errorCode: string }) => `${error.statusCode} ${error.errorCode}`,
  )

async function pass(token: string, phone: string, path = 'sms') {
  const client = browser(wire, token)
  await client('POST', `/challenge/${path}`)
  const [verificationCode] = await codesAt(phone)
  return (await client('POST', `/verify/${path}`, { verificationCode })).body
}
async function member() {
  const [userId, phoneNumber] = [aUser(), aNumber()]
  await server().enrollVerifiedAuthenticator({ userId, attributes: { verificationMethod: 'SMS' as never, phoneNumber } })
  shiftClock((now() - Date.now()) / 1000 + 60)
  return { userId, phoneNumber }
}

describe('actions', () => {
  it('C18: every row of the table, and no other', async () => {
    const { userId } = await member()
    for (const from of actionStates)
      for (const to of actionStates) {
        const { idempotencyKey } = await server().track({ userId, action: 'signIn' })
        await db().action.updateMany({ where: { idempotencyKey }, data: { state: from } })
        const move = server().updateAction({ userId, action: 'signIn', idempotencyKey, attributes: { state: to as never } })
        const legal = from === to || mayMove(from as ActionState, to as ActionState, 'application')
        expect([from, to, await refusal(move)]).toEqual([from, to, legal ? 'fine' : '400 invalid_state_transition'])
        const { state } = (await server().getAction({ userId, action: 'signIn', idempotencyKey }))!
        expect(state).toBe(legal ? to : from)
      }
    expect(mayMove('CHALLENGE_REQUIRED', 'CHALLENGE_SUCCEEDED', 'application')).toBe(false)
  })

  it('a decided action is open no more', async () => {
    const { userId, phoneNumber } = await member()
    const { token, idempotencyKey } = await server().track({ userId, action: 'signIn' })
    const client = browser(wire, token)
    await client('POST', '/challenge/sms')
    const [verificationCode] = await codesAt(phoneNumber)
    await server().updateAction({ userId, action: 'signIn', idempotencyKey, attributes: { state: 'BLOCK' as never } })
    for (const [path, body] of [
      ['/challenge/sms', undefined],
      ['/verify/sms', { verificationCode }],
    ] as const) {
      const answer = await client('POST', path, body)
      expect([answer.status, answer.body.error]).toEqual([403, 'action_closed'])
    }
    expect(await server().validateChallenge({ token })).toMatchObject({ isValid: false, state: 'BLOCK' })
  })

  it('ten wrong answers decide it, over any number of codes', async () => {
    const { userId, phoneNumber } = await member()
    const { token, idempotencyKey } = await server().track({ userId, action: 'signIn' })
    const client = browser(wire, token)
    for (let round = 0; round < 2; round++) {
      expect((await client('POST', '/challenge/sms')).body.sent).toBe(true)
      const [code] = await codesAt(phoneNumber)
      const verificationCode = code === '000000' ? '111111' : '000000'
      const said = []
      for (let n = 0; n < 5; n++) said.push((await client('POST', '/verify/sms', { verificationCode })).body.failureReason)
      expect(said).toEqual([...Array(4).fill('CODE_INVALID_OR_EXPIRED'), 'MAX_ATTEMPTS_EXCEEDED'])
      shiftClock((now() - Date.now()) / 1000 + 40)
    }
    expect((await server().getAction({ userId, action: 'signIn', idempotencyKey }))?.state).toBe('CHALLENGE_FAILED')
    expect((await client('POST', '/verify/sms', { verificationCode: '123456' })).body.failureReason).toBe('MAX_ATTEMPTS_EXCEEDED')
    expect((await client('POST', '/challenge/sms')).body.error).toBe('action_closed')
  })

  it('the same key is the same action, about the same', async () => {
    const userId = aUser()
    const attributes = { idempotencyKey: 'order-1', phoneNumber: aNumber(), custom: { amount: 5, to: 'ann' } }
    const first = await server().track({ userId, action: 'signIn', attributes })
    const again = await server().track({
      userId,
      action: 'signIn',
      attributes: { ...attributes, custom: { to: 'ann', amount: 5 } },
    })
    expect([again.idempotencyKey, again.state]).toEqual([first.idempotencyKey, first.state])
    expect(await db().action.count({ where: { applicationId: app.id } })).toBe(1)
    for (const change of [{ custom: { amount: 6, to: 'ann' } }, { phoneNumber: aNumber() }, { scope: 'add:authenticators' }]) {
      const other = server().track({ userId, action: 'signIn', attributes: { ...attributes, ...change } })
      expect(await refusal(other)).toBe('409 idempotency_conflict')
    }
    const all = await Promise.all(
      Array.from({ length: 10 }, () =>
        server().track({ userId: `${userId}-2`, action: 'signIn', attributes: { idempotencyKey: 'x' } }),
      ),
    )
    expect(new Set(all.map(({ state }) => state)).size).toBe(1)
    expect(await db().stepUpUser.count({ where: { externalId: `${userId}-2` } })).toBe(1)
    expect(await db().user.count({ where: { stepUp: null } })).toBe(0)
  })

  it('decides by the table of §7.3', async () => {
    const { userId } = await member()
    const fresh = () => ({ userId: aUser(), attributes: { phoneNumber: aNumber() } })
    const outcome = async (code: string, defaultOutcome: string, requireEnrollment = false) =>
      db().actionConfig.create({
        data: { applicationId: app.id, code, defaultOutcome, requireEnrollment, createdAt: new Date(), updatedAt: new Date() },
      })
    await outcome('review', 'REVIEW')
    await outcome('block', 'BLOCK')
    await outcome('enrol', 'CHALLENGE', true)
    const state = async (action: string, given: { userId: string; attributes?: object }) =>
      (await server().track({ action, ...given } as never)).state
    expect(await state('unheard', { userId })).toBe('ALLOW')
    expect(await state('review', { userId })).toBe('REVIEW_REQUIRED')
    expect(await state('block', { userId })).toBe('BLOCK')
    expect(await state('signIn', { userId })).toBe('CHALLENGE_REQUIRED')
    expect(await state('signIn', fresh())).toBe('CHALLENGE_REQUIRED')
    expect(await state('signIn', { userId: aUser() })).toBe('ALLOW')
    expect(await state('enrol', { userId: aUser() })).toBe('CHALLENGE_REQUIRED')
    await db().authenticator.updateMany({ where: { user: { stepUp: { externalId: userId } } }, data: { disabledAt: new Date() } })
    expect(await state('signIn', { userId })).toBe('CHALLENGE_REQUIRED')
    await db().user.updateMany({ where: { stepUp: { externalId: userId } }, data: { suspendedAt: new Date() } })
    expect(await state('signIn', { userId })).toBe('BLOCK')
    await db().application.update({ where: { id: app.id }, data: { metadata: { stepUp: { methods: [] } } } })
    await db().setting.updateMany({ data: { version: { increment: 1 } } })
    expect(await refusal(server().track({ userId: aUser(), action: 'signIn' }))).toBe('400 invalid_configuration')
  })

  it('C17: a page to go back to is on the list, whatever its query', async () => {
    const track = (redirectUrl: string) =>
      refusal(server().track({ userId: aUser(), action: 'signIn', attributes: { redirectUrl } }))
    expect(await track(`${page}/back?order=7`)).toBe('fine')
    for (const bad of [
      `${page}/other`,
      `${page}/back#x`,
      'https://evil.example/back',
      'javascript:alert(1)',
      `http://a:b@localhost:4000/back`,
    ])
      expect([bad, await track(bad)]).toEqual([bad, '400 invalid_request'])
  })
})

describe('authenticators', () => {
  it('C22: scopes of somebody enrolled sleep until they passed; what comes later does not satisfy the action', async () => {
    const { userId, phoneNumber } = await member()
    const attributes = { scope: 'add:authenticators' }
    const { token } = await server().track({ userId, action: 'signIn', attributes })
    const next = aNumber()
    const early = await browser(wire, token)('POST', '/user-authenticators/sms', { phoneNumber: next })
    expect([early.status, early.body.error]).toEqual([403, 'insufficient_scope'])
    expect(await codesAt(next)).toEqual([])
    const passed = await pass(token, phoneNumber)
    const added = await browser(wire, passed.accessToken)('POST', '/user-authenticators/sms', { phoneNumber: next })
    expect(added.body).toEqual({ userAuthenticatorId: expect.any(String), userId })
    expect((await server().getAuthenticators({ userId })).map((one) => one.phoneNumber)).toEqual([phoneNumber])
    const [verificationCode] = await codesAt(next)
    const proven = await browser(wire, passed.accessToken)('POST', '/verify/sms', { verificationCode })
    expect(proven.body).toMatchObject({ isVerified: true, userAuthenticator: { phoneNumber: `*******${next.slice(-4)}` } })
    // a track token: the new number proves itself, not the action
    expect(await server().validateChallenge({ token: proven.body.accessToken })).toMatchObject({ isValid: false })
    expect((await server().getAuthenticators({ userId })).map((one) => one.phoneNumber)).toEqual([next])
    expect(await server().getUser({ userId })).toMatchObject({ phoneNumber: next, phoneNumberVerified: true })
  })

  it('are vouched for, listed and removed by the server', async () => {
    const { userId, phoneNumber } = await member()
    const attributes = { verificationMethod: 'SMS' as never, phoneNumber }
    const { authenticator } = await server().enrollVerifiedAuthenticator({ userId, attributes })
    expect(authenticator).toMatchObject({ userId, verificationMethod: 'SMS', phoneNumber })
    const other = { ...attributes, phoneNumber: aNumber() }
    expect(await refusal(server().enrollVerifiedAuthenticator({ userId, attributes: other }))).toBe('409 authenticator_exists')
    const userAuthenticatorId = authenticator.userAuthenticatorId!
    const remove = (id: string) => refusal(server().deleteAuthenticator({ userId, userAuthenticatorId: id }))
    expect([await remove(userAuthenticatorId), await remove(userAuthenticatorId)]).toEqual(['fine', 'fine'])
    expect(await remove('never')).toBe('404 not_found')
    expect(await server().getAuthenticators({ userId })).toEqual([])
    expect(await codesAt(phoneNumber)).toEqual([])
  })

  it('are of one application: another sees and touches none', async () => {
    const { userId, phoneNumber } = await member()
    const there = sdk(wire, (await anApplication()).secret)
    const userAuthenticatorId = (await server().getAuthenticators({ userId }))[0]?.userAuthenticatorId ?? ''
    expect(await there.getUser({ userId })).toMatchObject({ isEnrolled: false })
    expect(await refusal(there.deleteAuthenticator({ userId, userAuthenticatorId }))).toBe('404 not_found')
    await there.deleteUser({ userId })
    expect((await server().getUser({ userId })).phoneNumber).toBe(phoneNumber)
  })

  it('by mail: a code to the tracked mailbox, and to no other', async () => {
    app = await anApplication({ methods: ['EMAIL_OTP'] })
    const [userId, email] = [aUser(), `${aUser()}@example.com`]
    const { token } = await server().track({ userId, action: 'signIn', attributes: { email } })
    const { accessToken, userAuthenticator } = await pass(token, email, 'email-otp')
    expect(userAuthenticator).toMatchObject({ verificationMethod: 'EMAIL_OTP', email: `${email[0]}***@example.com` })
    expect(await server().validateChallenge({ token: accessToken })).toMatchObject({
      isValid: true,
      verificationMethod: 'EMAIL_OTP',
    })
    expect(await server().getUser({ userId })).toMatchObject({ email, emailVerified: true })
    const denied = await browser(wire, token)('POST', '/challenge/sms')
    expect([denied.status, denied.body.error]).toEqual([400, 'invalid_request'])
  })

  it('fifty wrong answers in a row switch one off', async () => {
    const { userId } = await member()
    const own = { user: { stepUp: { externalId: userId } } }
    await db().authenticator.updateMany({ where: own, data: { failures: 49 } })
    const { token } = await server().track({ userId, action: 'signIn' })
    const client = browser(wire, token)
    await client('POST', '/challenge/sms')
    await client('POST', '/verify/sms', { verificationCode: 'none' })
    expect((await db().authenticator.findFirst({ where: own }))?.disabledAt).not.toBeNull()
    const later = await browser(wire, (await server().track({ userId, action: 'signIn' })).token)('POST', '/challenge/sms')
    expect([later.status, later.body.error]).toEqual([400, 'authenticator_disabled'])
    expect(await server().getUser({ userId })).toMatchObject({ isEnrolled: true, enrolledVerificationMethods: [] })
  })
})

describe('users', () => {
  it('change by what is named; a new contact is proven no more, and authenticators stay', async () => {
    const { userId, phoneNumber } = await member()
    const changed = await server().updateUser({
      userId,
      attributes: { phoneNumber: '+12125550000', displayName: 'Ann', custom: { plan: 'gold' } },
    })
    expect(changed).toMatchObject({
      phoneNumber: '+12125550000',
      phoneNumberVerified: false,
      displayName: 'Ann',
      custom: { plan: 'gold' },
    })
    expect((await server().getAuthenticators({ userId }))[0]?.phoneNumber).toBe(phoneNumber)
    const next = await server().updateUser({
      userId,
      attributes: { custom: { plan: null, tier: 2 }, displayName: null } as never,
    })
    expect([next.custom, 'displayName' in next]).toEqual([{ tier: 2 }, false])
  })

  it('are gone with all they had, and their tokens with them', async () => {
    const { userId } = await member()
    const { token } = await server().track({ userId, action: 'signIn' })
    await server().deleteUser({ userId })
    await server().deleteUser({ userId })
    expect(await server().getUser({ userId })).toMatchObject({ isEnrolled: false })
    expect((await browser(wire, token)('POST', '/challenge/sms')).body.error).toBe('invalid_token')
    expect((await db().action.findFirst({ where: { applicationId: app.id } }))?.subject).toMatch(/^deleted:/)
    expect((await server().track({ userId, action: 'signIn' })).isEnrolled).toBe(false)
  })

  it('are no people of the house: no list shows them', async () => {
    const { userId } = await member()
    expect(await db().user.count({ where: { stepUp: { externalId: userId } } })).toBe(1)
    expect(await db().user.count({ where: { stepUp: null } })).toBe(0)
  })
})

describe('keys', () => {
  const status = async (authorization: string, headers = {}) =>
    (await fetch(`${wire.base}/users/x`, { headers: { authorization, ...headers } })).status
  const basic = (text: string, as: 'base64' | 'base64url' = 'base64') => `Basic ${Buffer.from(text).toString(as)}`

  it('are the user of Basic, with nothing beside them', async () => {
    expect(await status(basic(`${app.secret}:`))).toBe(200)
    expect(await status(basic(app.secret, 'base64url'))).toBe(200)
    for (const bad of [basic(`${app.secret}:x`), basic('slp_sk_none:'), `Bearer ${app.secret}`, 'Basic ?', basic(`${app.id}:`)])
      expect([bad, await status(bad, { 'x-test-address': '203.0.113.251' })]).toEqual([bad, 401])
  })

  it('work no more once they are revoked, and guessing is limited', async () => {
    await db().secretKey.updateMany({ where: { applicationId: app.id }, data: { revokedAt: new Date() } })
    const from = { 'x-test-address': '203.0.113.252' }
    const said = []
    for (let n = 0; n < 22; n++) said.push(await status(basic(`${app.secret}:`), from))
    expect([said[0], said[19], said[21]]).toEqual([401, 401, 429])
  })

  it('are refused in browsers: no answer of theirs may be read there', async () => {
    const response = await fetch(`${wire.base}/users/x`, { headers: { authorization: basic(`${app.secret}:`), origin: page } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
