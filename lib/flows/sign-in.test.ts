import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { advance, current } from './advance'
import { finishLogin } from './finish'
import { readSession } from './session'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings, type TestPerson, wrongCode } from './testing'
import { messagesUnderway } from './underway'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(() => settings())

const begin = async () => (await start(aCtx(), { purpose: 'sign-in', applicationId: 'demo-app' })).token
const signIn = async (person: TestPerson, ctx = aCtx()) => {
  const token = await begin()
  return advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
}

describe('password and text message', () => {
  it('walks to a session, and says honestly how', async () => {
    const person = await aMember({ sms: true })
    const ctx = aCtx()
    const { token, step } = await signIn(person, ctx)
    expect(step).toMatchObject({ step: 'choose-factor', options: [{ authenticatorId: person.sms }] })
    const asked = await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    expect(asked.step).toMatchObject({ step: 'answer', challenge: { prompt: { sentTo: `+1***${person.phone.slice(-4)}` } } })
    expect(await arrived(person.phone)).toMatchObject([{ usageType: 'MfaVerification' }])
    const done = await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
    expect(done.step).toMatchObject({ step: 'done', userId: person.id })
    const finished = await finishLogin(ctx, token)
    expect(finished.session).toMatchObject({ amr: ['pwd', 'sms', 'mfa'], acr: 'mfa' })
    expect(await readSession(ctx, finished.session?.token)).toMatchObject({ userId: person.id })
    await expect(finishLogin(ctx, token)).rejects.toMatchObject({ code: 'session.not_found' })
    expect(await current(ctx, token)).toMatchObject({ gone: 'finished' })
  })

  it('gives no session before the last step, whatever is sent', async () => {
    const person = await aMember({ sms: true })
    const ctx = aCtx()
    const { token } = await signIn(person, ctx)
    await expect(finishLogin(ctx, token)).rejects.toMatchObject({ code: 'interaction.wrong_step' })
    for (const command of [
      { do: 'skip' },
      { do: 'opt-in' },
      { do: 'enroll', factor: 'sms', input: { address: '+12125550000' } },
      { do: 'use-known', factor: 'sms' },
      { do: 'new-password', password: 'something else long' },
    ] as const)
      await expect(advance(ctx, token, command)).rejects.toMatchObject({ code: 'interaction.wrong_step' })
    expect(await db().session.count({ where: { userId: person.id } })).toBe(0)
  })

  it('keeps a wrong password from leaving anything behind but the count and the audit row', async () => {
    const person = await aMember()
    const token = await begin()
    const ctx = aCtx()
    await expect(
      advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password: 'not this one' }),
    ).rejects.toMatchObject({ code: 'session.invalid_credentials' })
    expect(await current(ctx, token)).toMatchObject({ step: { step: 'identify' } })
    expect(await db().auditEvent.findMany({ where: { requestId: ctx.requestId, outcome: 'failure' } })).toMatchObject([
      { code: 'session.invalid_credentials' },
    ])
  })

  it('answers a stranger exactly like a member', async () => {
    const person = await aMember({ sms: true })
    const answers = []
    for (const identifier of [person.email, 'nobody@example.com']) {
      const token = await begin()
      answers.push(
        await advance(aCtx(), token, { do: 'identify', identifier }, { do: 'password', password: 'wrong password' }).catch(
          (e) => ({ code: e.code, data: e.data, message: e.message }),
        ),
      )
    }
    expect(answers[0]).toEqual(answers[1])
  })

  it('stops password guessing by address, and not the owner elsewhere', async () => {
    const person = await aMember()
    const stranger = aCtx()
    for (let n = 0; n < 10; n++)
      await expect(signInWith(person, stranger, 'a wrong password')).rejects.toMatchObject({
        code: 'session.invalid_credentials',
      })
    await expect(signInWith(person, stranger, password)).rejects.toMatchObject({
      code: 'session.verification_blocked_too_many_attempts',
      data: { retryAfter: expect.any(Number) },
    })
    expect((await signInWith(person, aCtx(), password)).step.step).toBe('enroll')
  })
})

it('counts wrong passwords per account, not per name of it', async () => {
  const person = await aMember({ phoneOnFile: true })
  const stranger = aCtx()
  for (let n = 0; n < 10; n++) await signInWith(person, stranger, 'a wrong password').catch(() => undefined)
  await expect(signInWith({ ...person, email: person.phone }, stranger, password)).rejects.toMatchObject({
    code: 'session.verification_blocked_too_many_attempts',
  })
})

const signInWith = async (person: TestPerson, ctx: ReturnType<typeof aCtx>, text: string) =>
  advance(ctx, await begin(), { do: 'identify', identifier: person.email }, { do: 'password', password: text })

describe('the code', () => {
  const asked = async () => {
    const person = await aMember({ sms: true })
    const ctx = aCtx()
    const { token } = await signIn(person, ctx)
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    return { person, ctx, token, code: await newestCode(person.phone) }
  }

  it('counts down and is cancelled after five wrong ones; a new code helps, the factor keeps counting (F8)', async () => {
    const { person, ctx, token, code } = await asked()
    for (const attemptsLeft of [4, 3, 2, 1, 0])
      await expect(advance(ctx, token, { do: 'answer', answer: { code: wrongCode(code) } })).rejects.toMatchObject({
        code: 'verification_code.code_mismatch',
        data: { attemptsLeft },
      })
    await expect(advance(ctx, token, { do: 'answer', answer: { code } })).rejects.toMatchObject({
      code: 'verification_code.exceed_max_try',
    })
    await expect(advance(ctx, token, { do: 'resend' })).rejects.toMatchObject({
      code: 'connector.rate_limit_exceeded',
      data: { scope: 'challenge', retryAfter: 30 },
    })
    later(30)
    await advance(ctx, token, { do: 'resend' })
    expect(await db().authenticator.findUnique({ where: { id: person.sms! } })).toMatchObject({ failures: 5 })
    expect((await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })).step.step).toBe('done')
    expect(await db().authenticator.findUnique({ where: { id: person.sms! } })).toMatchObject({ failures: 0, lockedUntil: null })
  })

  it('is not renewed by a resend: the tries left carry over', async () => {
    const { person, ctx, token, code } = await asked()
    for (let n = 0; n < 3; n++)
      await advance(ctx, token, { do: 'answer', answer: { code: wrongCode(code) } }).catch(() => undefined)
    later(30)
    await advance(ctx, token, { do: 'resend' })
    await expect(
      advance(ctx, token, { do: 'answer', answer: { code: wrongCode(await newestCode(person.phone)) } }),
    ).rejects.toMatchObject({ data: { attemptsLeft: 1 } })
  })

  it('expires without using up a try', async () => {
    const { ctx, token, code } = await asked()
    later(301)
    await expect(advance(ctx, token, { do: 'answer', answer: { code } })).rejects.toMatchObject({
      code: 'verification_code.expired',
    })
    expect(await current(ctx, token)).toMatchObject({ interaction: { attempts: 0 } })
  })

  it('waits 30, 60, 120 seconds between messages, and voids the earlier code', async () => {
    const { person, ctx, token, code } = await asked()
    for (const wait of [30, 60, 120]) {
      later(wait - 1)
      await expect(advance(ctx, token, { do: 'resend' })).rejects.toMatchObject({ data: { retryAfter: 1 } })
      later(1)
      await advance(ctx, token, { do: 'resend' })
    }
    expect(await arrived(person.phone)).toHaveLength(4)
    const newest = await newestCode(person.phone)
    if (newest !== code)
      await expect(advance(ctx, token, { do: 'answer', answer: { code } })).rejects.toMatchObject({
        code: 'verification_code.code_mismatch',
      })
  })

  it('pauses the factor after ten in a row, over any number of sign-ins', async () => {
    const person = await aMember({ sms: true })
    for (let round = 0; round < 2; round++) {
      const ctx = aCtx()
      const { token } = await signIn(person, ctx)
      await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
      const code = await newestCode(person.phone)
      for (let n = 0; n < 5; n++)
        await advance(ctx, token, { do: 'answer', answer: { code: wrongCode(code) } }).catch(() => undefined)
    }
    const { step } = await signIn(person)
    expect(step).toMatchObject({ step: 'blocked', reason: 'session.mfa.factor_locked' })
    later(901)
    expect((await signIn(person)).step.step).toBe('choose-factor')
  })

  it('switches the factor off after fifty, and tells the person once', async () => {
    const person = await aMember({ sms: true, proven: true })
    await db().authenticator.update({ where: { id: person.sms! }, data: { failures: 48 } })
    const ctx = aCtx()
    const { token } = await signIn(person, ctx)
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    const code = await newestCode(person.phone)
    for (let n = 0; n < 4; n++)
      await advance(ctx, token, { do: 'answer', answer: { code: wrongCode(code) } }).catch(() => undefined)
    await messagesUnderway()
    expect((await db().authenticator.findUnique({ where: { id: person.sms! } }))?.disabledAt).not.toBeNull()
    expect((await arrived(person.email)).map((m) => m.usageType)).toEqual(['AccountLockedNotice'])
  })

  it('takes a code as pasted, and nothing that only looks like one', async () => {
    const { ctx, token, code } = await asked()
    const wide = [...code].map((d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0)).join('')
    await expect(advance(ctx, token, { do: 'answer', answer: { code: wide } })).rejects.toMatchObject({
      code: 'verification_code.code_mismatch',
    })
    await expect(advance(ctx, token, { do: 'answer', answer: { code: 5 } })).rejects.toMatchObject({ code: 'request.invalid' })
    expect(
      (await advance(ctx, token, { do: 'answer', answer: { code: ` ${code.slice(0, 3)} ${code.slice(3)}` } })).step.step,
    ).toBe('done')
  })
})
