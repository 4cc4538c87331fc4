import { describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aNumber, aTenantHouse, aUser, browser, page, refusal } from './testing'

/** contracts/authsignal.md §2, §5: users of an application, and its keys. */

const here = aTenantHouse(process.env, () => testDb())

async function member() {
  const [userId, phoneNumber] = [aUser(), aNumber()]
  await here.server().enrollVerifiedAuthenticator({ userId, attributes: { verificationMethod: 'SMS' as never, phoneNumber } })
  shiftClock((now() - Date.now()) / 1000 + 60)
  return { userId, phoneNumber }
}

describe('users', () => {
  it('change by what is named; a new contact is proven no more, and authenticators stay', async () => {
    const { userId, phoneNumber } = await member()
    const changed = await here.server().updateUser({
      userId,
      attributes: { phoneNumber: '+12125550000', displayName: 'Ann', custom: { plan: 'gold' } },
    })
    expect(changed).toMatchObject({
      phoneNumber: '+12125550000',
      phoneNumberVerified: false,
      displayName: 'Ann',
      custom: { plan: 'gold' },
    })
    expect((await here.server().getAuthenticators({ userId }))[0]?.phoneNumber).toBe(phoneNumber)
    const next = await here.server().updateUser({
      userId,
      attributes: { custom: { plan: null, tier: 2 }, displayName: null } as never,
    })
    expect([next.custom, 'displayName' in next]).toEqual([{ tier: 2 }, false])
  })

  it('are found by exact attributes, page by page, or by a token of theirs; and what was tracked of them', async () => {
    const people = [await member(), await member(), await member()].sort((a, b) => (a.userId < b.userId ? -1 : 1))
    const email = 'Ann@Example.com'
    await here.server().updateUser({ userId: people[1]!.userId, attributes: { email } })
    const find = async (query: object) => (await here.server().queryUsers(query)).users.map((one) => one.userId)
    expect(await find({ email: 'ann@example.com' })).toEqual([people[1]?.userId])
    expect(await find({ email, phoneNumber: people[2]?.phoneNumber })).toEqual([])
    const half = await here.server().queryUsers({ limit: 2 })
    expect([half.users.length, half.lastEvaluatedUserId]).toEqual([2, people[1]?.userId])
    expect(await find({ limit: 2, lastEvaluatedUserId: half.lastEvaluatedUserId })).toEqual([people[2]?.userId])
    const { userId } = people[0]!
    const { token, idempotencyKey } = await here.server().track({ userId, action: 'signIn' })
    const byToken = await here.server().queryUsers({ token })
    expect(byToken).toMatchObject({ users: [{ userId }], tokenPayload: { sub: userId, act: 'signIn' } })
    expect(await refusal(here.server().queryUsers({ token: 'garbage' }))).toBe('400 invalid_request')
    expect(await here.server().queryUserActions({ userId, actionCodes: ['signIn', 'other'] })).toMatchObject([
      { actionCode: 'signIn', idempotencyKey, state: 'CHALLENGE_REQUIRED' },
    ])
    expect(await here.server().queryUserActions({ userId, state: 'BLOCK' as never })).toEqual([])
    expect(await here.server().queryUserActions({ userId, fromDate: '2999-01-01' })).toEqual([])
  })

  it('are gone with all they had, and their tokens with them', async () => {
    const { userId } = await member()
    const { token } = await here.server().track({ userId, action: 'signIn' })
    await here.server().deleteUser({ userId })
    await here.server().deleteUser({ userId })
    expect(await here.server().getUser({ userId })).toMatchObject({ isEnrolled: false })
    expect((await browser(here.wire, token)('POST', '/challenge/sms')).body.error).toBe('invalid_token')
    expect((await db().action.findFirst({ where: { applicationId: here.app.id } }))?.subject).toMatch(/^deleted:/)
    expect((await here.server().track({ userId, action: 'signIn' })).isEnrolled).toBe(false)
  })

  it('are no people of the house: no list shows them', async () => {
    const { userId } = await member()
    expect(await db().user.count({ where: { stepUp: { externalId: userId } } })).toBe(1)
    expect(await db().user.count({ where: { stepUp: null } })).toBe(0)
  })
})

describe('keys', () => {
  const status = async (authorization: string, headers = {}) =>
    (await fetch(`${here.wire.base}/users/x`, { headers: { authorization, ...headers } })).status
  const basic = (text: string, as: 'base64' | 'base64url' = 'base64') => `Basic ${Buffer.from(text).toString(as)}`

  it('are the user of Basic, with nothing beside them', async () => {
    expect(await status(basic(`${here.app.secret}:`))).toBe(200)
    expect(await status(basic(here.app.secret, 'base64url'))).toBe(200)
    for (const bad of [
      basic(`${here.app.secret}:x`),
      basic('slp_sk_none:'),
      `Bearer ${here.app.secret}`,
      'Basic ?',
      basic(`${here.app.id}:`),
    ])
      expect([bad, await status(bad, { 'x-test-address': '203.0.113.251' })]).toEqual([bad, 401])
  })

  it('work no more once they are revoked, and guessing is limited', async () => {
    await db().secretKey.updateMany({ where: { applicationId: here.app.id }, data: { revokedAt: new Date() } })
    const from = { 'x-test-address': '203.0.113.252' }
    const said = []
    for (let n = 0; n < 22; n++) said.push(await status(basic(`${here.app.secret}:`), from))
    expect([said[0], said[19], said[21]]).toEqual([401, 401, 429])
  })

  it('are refused in browsers: no answer of theirs may be read there', async () => {
    const response = await fetch(`${here.wire.base}/users/x`, {
      headers: { authorization: basic(`${here.app.secret}:`), origin: page },
    })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
