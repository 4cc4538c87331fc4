import { describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { type ActionState, actionStates, mayMove } from '@/lib/policy/step-up'
import { aNumber, aTenantHouse, aUser, browser, codesAt, page, refusal } from './testing'

/** contracts/authsignal.md §7: states, decisions and idempotency keys. */

const here = aTenantHouse(process.env, () => testDb())

async function member() {
  const [userId, phoneNumber] = [aUser(), aNumber()]
  await here.server().enrollVerifiedAuthenticator({ userId, attributes: { verificationMethod: 'SMS' as never, phoneNumber } })
  shiftClock((now() - Date.now()) / 1000 + 60)
  return { userId, phoneNumber }
}

describe('actions', () => {
  it('C18: every row of the table, and no other', async () => {
    const { userId } = await member()
    for (const from of actionStates)
      for (const to of actionStates) {
        const { idempotencyKey } = await here.server().track({ userId, action: 'signIn' })
        await db().action.updateMany({ where: { idempotencyKey }, data: { state: from } })
        const move = here.server().updateAction({ userId, action: 'signIn', idempotencyKey, attributes: { state: to as never } })
        const legal = from === to || mayMove(from as ActionState, to as ActionState, 'application')
        expect([from, to, await refusal(move)]).toEqual([from, to, legal ? 'fine' : '400 invalid_state_transition'])
        const { state } = (await here.server().getAction({ userId, action: 'signIn', idempotencyKey }))!
        expect(state).toBe(legal ? to : from)
      }
    expect(mayMove('CHALLENGE_REQUIRED', 'CHALLENGE_SUCCEEDED', 'application')).toBe(false)
  })

  it('a decided action is open no more', async () => {
    const { userId, phoneNumber } = await member()
    const { token, idempotencyKey } = await here.server().track({ userId, action: 'signIn' })
    const client = browser(here.wire, token)
    await client('POST', '/challenge/sms')
    const [verificationCode] = await codesAt(phoneNumber)
    await here.server().updateAction({ userId, action: 'signIn', idempotencyKey, attributes: { state: 'BLOCK' as never } })
    for (const [path, body] of [
      ['/challenge/sms', undefined],
      ['/verify/sms', { verificationCode }],
    ] as const) {
      const answer = await client('POST', path, body)
      expect([answer.status, answer.body.error]).toEqual([403, 'action_closed'])
    }
    expect(await here.server().validateChallenge({ token })).toMatchObject({ isValid: false, state: 'BLOCK' })
  })

  it('ten wrong answers decide it, over any number of codes', async () => {
    const { userId, phoneNumber } = await member()
    const { token, idempotencyKey } = await here.server().track({ userId, action: 'signIn' })
    const client = browser(here.wire, token)
    for (let round = 0; round < 2; round++) {
      expect((await client('POST', '/challenge/sms')).body.sent).toBe(true)
      const [code] = await codesAt(phoneNumber)
      const verificationCode = code === '000000' ? '111111' : '000000'
      const said = []
      for (let n = 0; n < 5; n++) said.push((await client('POST', '/verify/sms', { verificationCode })).body.failureReason)
      expect(said).toEqual([...Array(4).fill('CODE_INVALID_OR_EXPIRED'), 'MAX_ATTEMPTS_EXCEEDED'])
      shiftClock((now() - Date.now()) / 1000 + 40)
    }
    expect((await here.server().getAction({ userId, action: 'signIn', idempotencyKey }))?.state).toBe('CHALLENGE_FAILED')
    expect((await client('POST', '/verify/sms', { verificationCode: '123456' })).body.failureReason).toBe('MAX_ATTEMPTS_EXCEEDED')
    expect((await client('POST', '/challenge/sms')).body.error).toBe('action_closed')
  })

  it('the same key is the same action, about the same', async () => {
    const userId = aUser()
    const attributes = { idempotencyKey: 'order-1', phoneNumber: aNumber(), custom: { amount: 5, to: 'ann' } }
    const first = await here.server().track({ userId, action: 'signIn', attributes })
    const again = await here.server().track({
      userId,
      action: 'signIn',
      attributes: { ...attributes, custom: { to: 'ann', amount: 5 } },
    })
    expect([again.idempotencyKey, again.state]).toEqual([first.idempotencyKey, first.state])
    expect(await db().action.count({ where: { applicationId: here.app.id } })).toBe(1)
    for (const change of [{ custom: { amount: 6, to: 'ann' } }, { phoneNumber: aNumber() }, { scope: 'add:authenticators' }]) {
      const other = here.server().track({ userId, action: 'signIn', attributes: { ...attributes, ...change } })
      expect(await refusal(other)).toBe('409 idempotency_conflict')
    }
    const all = await Promise.all(
      Array.from({ length: 10 }, () =>
        here.server().track({ userId: `${userId}-2`, action: 'signIn', attributes: { idempotencyKey: 'x' } }),
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
        data: {
          applicationId: here.app.id,
          code,
          defaultOutcome,
          requireEnrollment,
          createdAt: new Date(),
          updatedAt: new Date(),
        },
      })
    await outcome('review', 'REVIEW')
    await outcome('block', 'BLOCK')
    await outcome('enrol', 'CHALLENGE', true)
    const state = async (action: string, given: { userId: string; attributes?: object }) =>
      (await here.server().track({ action, ...given } as never)).state
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
    await db().application.update({ where: { id: here.app.id }, data: { metadata: { stepUp: { methods: [] } } } })
    await db().setting.updateMany({ data: { version: { increment: 1 } } })
    expect(await refusal(here.server().track({ userId: aUser(), action: 'signIn' }))).toBe('400 invalid_configuration')
  })

  it('C17: a page to go back to is on the list, whatever its query', async () => {
    const track = (redirectUrl: string) =>
      refusal(here.server().track({ userId: aUser(), action: 'signIn', attributes: { redirectUrl } }))
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
