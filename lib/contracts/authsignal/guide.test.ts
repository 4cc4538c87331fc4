import { describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aNumber, anApplication, aTenantHouse, aUser, browser, codesAt, sdk } from './testing'

/** contracts/authsignal.md §20, C01 to C14: the guide, by the vendor's own server SDK and by what its browser SDK sends. */

const here = aTenantHouse(process.env, () => testDb())
const other = (code = '') => (code === '000000' ? '111111' : '000000')

/** Tracked, asked and answered. */
async function enrolled(phoneNumber = aNumber()) {
  const server = here.server()
  const userId = aUser()
  const { token } = await server.track({ userId, action: 'signIn', attributes: { phoneNumber } })
  const client = browser(here.wire, token)
  await client('POST', '/challenge/sms')
  const [verificationCode] = await codesAt(phoneNumber)
  const { body } = await client('POST', '/verify/sms', { verificationCode })
  return { server, userId, phoneNumber, client, token, accessToken: body.accessToken as string, body }
}

describe('the guide', () => {
  it('C01: track, challenge, a wrong code, the right one, validate; one message', async () => {
    const server = here.server()
    const [userId, phoneNumber] = [aUser(), aNumber()]
    const tracked = await server.track({ userId, action: 'signIn', attributes: { phoneNumber } })
    expect(tracked).toMatchObject({
      state: 'CHALLENGE_REQUIRED',
      isEnrolled: false,
      enrolledVerificationMethods: [],
      allowedVerificationMethods: ['SMS'],
      defaultVerificationMethod: 'SMS',
      ruleIds: [],
    })
    expect(tracked.url).toBe(`http://localhost:3000/step-up?token=${tracked.token}`)
    const client = browser(here.wire, tracked.token)
    const asked = await client('POST', '/challenge/sms')
    expect(asked.status).toBe(200)
    expect(asked.body).toEqual({ challengeId: expect.any(String), sent: true, smsChannel: 'DEFAULT', resendAfterSeconds: 30 })
    const [code] = await codesAt(phoneNumber)
    const wrong = await client('POST', '/verify/sms', { verificationCode: other(code) })
    expect([wrong.status, wrong.body]).toEqual([200, { isVerified: false, failureReason: 'CODE_INVALID_OR_EXPIRED' }])
    const right = await client('POST', '/verify/sms', { verificationCode: `${code?.slice(0, 3)} ${code?.slice(3)}` })
    expect(right.body).toEqual({
      isVerified: true,
      accessToken: expect.any(String),
      userAuthenticator: {
        userAuthenticatorId: expect.any(String),
        verificationMethod: 'SMS',
        createdAt: expect.any(String),
        verifiedAt: expect.any(String),
        lastVerifiedAt: expect.any(String),
        isDefault: true,
        phoneNumber: `*******${phoneNumber.slice(-4)}`,
      },
    })
    const result = await server.validateChallenge({ token: right.body.accessToken })
    expect(result).toMatchObject({
      isValid: true,
      state: 'CHALLENGE_SUCCEEDED',
      userId,
      action: 'signIn',
      idempotencyKey: tracked.idempotencyKey,
      verificationMethod: 'SMS',
    })
    expect(await codesAt(phoneNumber)).toHaveLength(1)
  })

  it('C02: a number that is tracked later never gets an enrolled user’s code', async () => {
    const { server, userId, phoneNumber } = await enrolled()
    const thief = aNumber()
    shiftClock(60)
    const { token, isEnrolled } = await server.track({ userId, action: 'signIn', attributes: { phoneNumber: thief } })
    expect(isEnrolled).toBe(true)
    await browser(here.wire, token)('POST', '/challenge/sms')
    expect([(await codesAt(thief)).length, (await codesAt(phoneNumber)).length]).toEqual([0, 2])
    expect(await server.getUser({ userId })).toMatchObject({ phoneNumber, phoneNumberVerified: true })
  })

  it('C03: an empty body is no error, malformed ones are', async () => {
    const { token } = await here.server().track({
      userId: aUser(),
      action: 'signIn',
      attributes: { phoneNumber: aNumber() },
    })
    const client = browser(here.wire, token)
    expect((await client('POST', '/challenge/sms')).status).toBe(200)
    for (const [body, status, error] of [
      ['{', 400, 'invalid_request'],
      ['[]', 400, 'invalid_request'],
      ['7', 400, 'invalid_request'],
      [JSON.stringify({ verificationCode: 'x'.repeat(70_000) }), 413, 'payload_too_large'],
    ] as const) {
      const answer = await client('POST', '/verify/sms', body)
      expect([answer.status, answer.body.error, answer.body.errorCode]).toEqual([status, error, error])
      expect(answer.body.errorDescription).toEqual(expect.any(String))
    }
  })

  it('C04: every refusal is JSON with the three keys', async () => {
    for (const [method, path, status, error] of [
      ['GET', '/nothing', 404, 'not_found'],
      ['PUT', '/validate', 405, 'method_not_allowed'],
      ['POST', '/validate', 401, 'unauthorized'],
      ['POST', '/client/challenge/sms', 401, 'unauthorized'],
      ['GET', '/users/a%zz', 404, 'not_found'],
    ] as const) {
      const response = await fetch(`${here.wire.base}${path}`, { method })
      const body = (await response.json()) as Record<string, unknown>
      expect([path, response.status, body.error, body.errorCode]).toEqual([path, status, error, error])
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

  it('C05: an expired token says so, by its exact code', async () => {
    const { token } = await here.server().track({
      userId: aUser(),
      action: 'signIn',
      attributes: { phoneNumber: aNumber() },
    })
    shiftClock(601)
    const { status, body } = await browser(here.wire, token)('POST', '/challenge/sms')
    expect([status, body.errorCode]).toEqual([401, 'expired_token'])
    const forged = await browser(here.wire, `${token.slice(0, -4)}AAAA`)('POST', '/challenge/sms')
    expect([forged.status, forged.body.errorCode]).toEqual([401, 'invalid_token'])
  })

  it('C06: pages of listed origins, and no others', async () => {
    const { token } = await here.server().track({
      userId: aUser(),
      action: 'signIn',
      attributes: { phoneNumber: aNumber() },
    })
    const preflight = (origin: string, path = '/client/challenge/sms') =>
      fetch(`${here.wire.base}${path}`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      })
    const good = await preflight('http://localhost:4000')
    expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([204, 'http://localhost:4000'])
    expect(good.headers.get('access-control-allow-credentials')).toBe('true')
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    expect((await preflight('http://localhost:4000', '/validate')).headers.get('access-control-allow-origin')).toBeNull()
    const listed = await browser(here.wire, token)('POST', '/challenge/sms')
    expect(listed.headers.get('access-control-allow-origin')).toBe('http://localhost:4000')
    const there = await browser(here.wire, token, 'https://evil.example')('POST', '/challenge/sms')
    expect([there.status, there.body.error]).toEqual([403, 'origin_not_allowed'])
    expect(there.headers.get('access-control-allow-origin')).toBeNull()
    const late = await browser(here.wire, 'no-token')('POST', '/challenge/sms')
    expect([late.status, late.headers.get('access-control-allow-origin')]).toEqual([401, 'http://localhost:4000'])
  })

  it('C09: ids of users come back byte for byte', async () => {
    const server = here.server()
    for (const userId of ['auth0|abc 1', 'a@b.c', 'a+b', 'a:b', 'é ü']) {
      const phoneNumber = aNumber()
      const { token } = await server.track({ userId, action: 'signIn', attributes: { phoneNumber } })
      await browser(here.wire, token)('POST', '/challenge/sms')
      const [verificationCode] = await codesAt(phoneNumber)
      const { body } = await browser(here.wire, token)('POST', '/verify/sms', { verificationCode })
      expect((await server.getUser({ userId })).isEnrolled).toBe(true)
      expect(await server.validateChallenge({ token: body.accessToken })).toMatchObject({ isValid: true, userId })
    }
  })

  it('C10: nobody is a user who is not enrolled', async () => {
    const server = here.server()
    const user = await server.getUser({ userId: 'nobody' })
    expect(user).toMatchObject({ isEnrolled: false })
    expect('phoneNumber' in user).toBe(false)
    expect(await server.getAuthenticators({ userId: 'nobody' })).toEqual([])
  })

  it('C11: a lost answer does nothing twice', async () => {
    const server = sdk(here.wire, here.app.secret, 2)
    const [userId, phoneNumber] = [aUser(), aNumber()]
    here.wire.dropNext()
    const { token } = await server.track({ userId, action: 'signIn', attributes: { phoneNumber } })
    await browser(here.wire, token)('POST', '/challenge/sms')
    const [verificationCode] = await codesAt(phoneNumber)
    const { body } = await browser(here.wire, token)('POST', '/verify/sms', { verificationCode })
    here.wire.dropNext()
    expect(await server.validateChallenge({ token: body.accessToken })).toMatchObject({ isValid: true })
    here.wire.dropNext()
    const attributes = { verificationMethod: 'SMS' as never, phoneNumber }
    const { authenticator } = await server.enrollVerifiedAuthenticator({ userId, attributes })
    expect(authenticator.phoneNumber).toBe(phoneNumber)
    expect(await server.getAuthenticators({ userId })).toHaveLength(1)
    expect(await db().auditEvent.count({ where: { event: 'action.validated', applicationId: here.app.id } })).toBe(1)
  })

  it('C12: asked twice at once sends once, under one id', async () => {
    const phoneNumber = aNumber()
    const { token } = await here.server().track({ userId: aUser(), action: 'signIn', attributes: { phoneNumber } })
    const client = browser(here.wire, token)
    const all = await Promise.all(Array.from({ length: 4 }, () => client('POST', '/challenge/sms')))
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(all.map(({ body }) => body.challengeId)).size).toBe(1)
    expect(all.filter(({ body }) => body.sent)).toHaveLength(1)
    expect(await codesAt(phoneNumber)).toHaveLength(1)
    shiftClock(31)
    const again = await client('POST', '/challenge/sms')
    expect([again.body.sent, again.body.challengeId, again.body.resendAfterSeconds]).toEqual([true, all[0]?.body.challengeId, 60])
    const [fresh, stale] = await codesAt(phoneNumber)
    if (fresh !== stale)
      expect((await client('POST', '/verify/sms', { verificationCode: stale })).body.failureReason).toBe(
        'CODE_INVALID_OR_EXPIRED',
      )
    expect((await client('POST', '/verify/sms', { verificationCode: fresh })).body.isVerified).toBe(true)
  })

  it.each([['right'], ['wrong']])('C13: fifty %s codes at once', async (kind) => {
    const phoneNumber = aNumber()
    const { token } = await here.server().track({ userId: aUser(), action: 'signIn', attributes: { phoneNumber } })
    const client = browser(here.wire, token)
    await client('POST', '/challenge/sms')
    const [code] = await codesAt(phoneNumber)
    const verificationCode = kind === 'right' ? code : other(code)
    const all = await Promise.all(Array.from({ length: 50 }, () => client('POST', '/verify/sms', { verificationCode })))
    expect(all.filter(({ body }) => body.isVerified)).toHaveLength(kind === 'right' ? 1 : 0)
    if (kind === 'right') return
    expect(all.filter(({ body }) => body.failureReason === 'CODE_INVALID_OR_EXPIRED').length).toBeLessThanOrEqual(4)
    const late = await client('POST', '/verify/sms', { verificationCode: code })
    expect(late.body).toEqual({ isVerified: false, failureReason: 'MAX_ATTEMPTS_EXCEEDED' })
    expect((await db().actionChallenge.findFirst({ where: { address: phoneNumber } }))?.attempts).toBe(5)
  })

  it('C14: a result counts once, for its own application, action and user; a track token never does', async () => {
    const { server, userId, token, accessToken } = await enrolled()
    expect(await server.validateChallenge({ token })).toEqual({
      action: undefined,
      isValid: false,
      error: 'RESULT_TOKEN_REQUIRED',
    })
    for (const [question, error] of [
      [{ action: 'other' }, 'ACTION_MISMATCH'],
      [{ userId: 'other' }, 'USER_MISMATCH'],
    ] as const)
      expect(await server.validateChallenge({ token: accessToken, ...question })).toMatchObject({ isValid: false, error })
    const stranger = sdk(here.wire, (await anApplication()).secret)
    expect(await stranger.validateChallenge({ token: accessToken })).toEqual({
      action: undefined,
      isValid: false,
      error: 'TOKEN_INVALID',
    })
    const first = await server.validateChallenge({ token: accessToken, action: 'signIn', userId })
    expect(first.isValid).toBe(true)
    shiftClock(50)
    expect(await server.validateChallenge({ token: accessToken })).toEqual(first)
    shiftClock(61)
    expect(await server.validateChallenge({ token: accessToken })).toEqual({
      action: undefined,
      isValid: false,
      error: 'TOKEN_ALREADY_USED',
    })
    shiftClock(601)
    expect(await server.validateChallenge({ token: accessToken })).toMatchObject({ error: 'TOKEN_EXPIRED' })
    expect(await server.validateChallenge({ token: 'garbage' })).toMatchObject({ error: 'TOKEN_INVALID' })
  })
})
