import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { advance } from './advance'
import { finishLogin } from './finish'
import { readSession } from './session'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings } from './testing'
import { messagesUnderway } from './underway'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(() => settings())

const fresh = 'another good passphrase'

async function reset(identifier: string) {
  const ctx = aCtx()
  const { token } = await start(ctx, { purpose: 'recover', applicationId: 'demo-app' })
  await advance(ctx, token, { do: 'identify', identifier }, { do: 'send-code' })
  await messagesUnderway()
  const proven = await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(identifier) } })
  await advance(ctx, token, { do: 'new-password', password: fresh })
  return { proven, finished: await finishLogin(ctx, token) }
}

async function signIn(email: string, secret: string) {
  const ctx = aCtx()
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
  return { ctx, ...(await advance(ctx, token, { do: 'identify', identifier: email }, { do: 'password', password: secret })) }
}

it('changes the password, ends every session, and never signs in', async () => {
  const person = await aMember()
  await settings({ mfa: { policy: 'NoPrompt' } })
  const before = await signIn(person.email, password)
  const session = (await finishLogin(before.ctx, before.token)).session
  expect(await readSession(before.ctx, session?.token)).not.toBeNull()
  const { finished } = await reset(person.email)
  expect(finished.session).toBeNull()
  expect(await readSession(before.ctx, session?.token)).toBeNull()
  await expect(signIn(person.email, password)).rejects.toMatchObject({ code: 'session.invalid_credentials' })
  expect((await signIn(person.email, fresh)).step.step).toBe('done')
  await messagesUnderway()
  expect((await arrived(person.email)).map((m) => m.usageType)).toContain('PasswordChangedNotice')
})

it('keeps the phone that reset the password from confirming the next sign-in (F14, F15)', async () => {
  const person = await aMember({ sms: true })
  const { proven } = await reset(person.phone)
  expect(proven.step).toMatchObject({ step: 'new-password', distinctChannel: { lockedUntil: expect.any(Number) } })
  expect((await signIn(person.email, fresh)).step).toMatchObject({
    step: 'blocked',
    reason: 'session.mfa.distinct_channel_required',
  })
  later(24 * 3600 + 1)
  expect((await signIn(person.email, fresh)).step.step).toBe('choose-factor')
})

it('forgets the reset once another address passed the gate (F15)', async () => {
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } })
  const person = await aMember({ sms: true, mailbox: true })
  await reset(person.phone)
  const first = await signIn(person.email, fresh)
  expect(first.step.step === 'choose-factor' && first.step.options.map((o) => o.authenticatorId)).toEqual([person.mailbox])
  await advance(first.ctx, first.token, { do: 'begin', authenticatorId: person.mailbox! })
  await advance(first.ctx, first.token, { do: 'answer', answer: { code: await newestCode(person.email) } })
  await finishLogin(first.ctx, first.token)
  const second = await signIn(person.email, fresh)
  expect(second.step.step === 'choose-factor' && second.step.options).toHaveLength(2)
  expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ resetProof: null })
})

it('shows a stranger the same steps and sends nothing', async () => {
  const person = await aMember()
  const steps = []
  for (const identifier of [person.email, 'stranger@example.com']) {
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'recover', applicationId: 'demo-app' })
    const { step } = await advance(ctx, token, { do: 'identify', identifier }, { do: 'send-code' })
    steps.push(
      step.step === 'answer' && {
        ...step.challenge,
        id: '',
        state: {},
        address: {},
        prompt: { ...step.challenge.prompt, sentTo: '' },
        silent: undefined,
      },
    )
  }
  await messagesUnderway()
  expect(steps[0]).toEqual(steps[1])
  expect(await arrived('stranger@example.com')).toHaveLength(0)
})
