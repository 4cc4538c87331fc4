import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { advance } from './advance'
import { finishLogin } from './finish'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, newestCode, password, settings, wrongCode } from './testing'
import { messagesUnderway } from './underway'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())

const byPhone = { signUp: { identifiers: ['phone'] } }
beforeEach(() => settings())

async function begin(identifier: string) {
  const ctx = aCtx()
  const { token } = await start(ctx, { purpose: 'register', applicationId: 'demo-app' })
  const at = await advance(ctx, token, { do: 'identify', identifier }, { do: 'send-code' })
  await messagesUnderway()
  return { ctx, token, at }
}
const proven = async (identifier: string) => {
  const { ctx, token } = await begin(identifier)
  const at = await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(identifier) } })
  return { ctx, token, at }
}

describe('sign-up', () => {
  it('writes the person only when everything is done (S1)', async () => {
    const { ctx, token, at } = await proven('new1@example.com')
    expect(at.step.step).toBe('new-password')
    const set = await advance(ctx, token, { do: 'new-password', password })
    expect(set.step).toMatchObject({ step: 'enroll', reason: 'required', factor: 'sms', skippable: false })
    await advance(ctx, token, { do: 'enroll', factor: 'sms', input: { address: '+12125552001' } })
    expect(await db().user.count({ where: { email: 'new1@example.com' } })).toBe(0)
    const done = await advance(ctx, token, { do: 'answer', answer: { code: await newestCode('+12125552001') } })
    expect(done.step.step).toBe('done')
    const { userId, session } = await finishLogin(ctx, token)
    expect(session?.amr).toEqual(['pwd', 'email', 'sms', 'mfa'])
    expect(await db().user.findUnique({ where: { id: userId }, include: { authenticators: true } })).toMatchObject({
      email: 'new1@example.com',
      emailVerifiedAt: expect.any(Date),
      authenticators: expect.arrayContaining([
        expect.objectContaining({ type: 'sms', createdVia: 'Interaction' }),
        expect.objectContaining({ type: 'password' }),
      ]),
    })
    expect([await arrived('new1@example.com'), await arrived('+12125552001')].map((m) => m.map((x) => x.usageType))).toEqual([
      ['Register'],
      ['BindMfa'],
    ])
  })

  it('enrolls a phone proven at sign-up without a second code (S4)', async () => {
    await settings(byPhone)
    const { ctx, token } = await proven('+12125552002')
    expect((await advance(ctx, token, { do: 'new-password', password })).step.step).toBe('done')
    const { userId } = await finishLogin(ctx, token)
    expect(await db().authenticator.findFirst({ where: { userId, type: 'sms' } })).toMatchObject({
      createdVia: 'SignUpAutoEnroll',
      verifiedAt: expect.any(Date),
    })
    expect(await arrived('+12125552002')).toHaveLength(1)
  })

  it('suggests another once and remembers the answer (S6)', async () => {
    await settings({ ...byPhone, mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } })
    const { ctx, token } = await proven('+12125552003')
    expect((await advance(ctx, token, { do: 'new-password', password })).step).toMatchObject({
      step: 'enroll',
      reason: 'another',
    })
    expect((await advance(ctx, token, { do: 'skip' })).step.step).toBe('done')
    const { userId } = await finishLogin(ctx, token)
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ suggestionSkippedAt: expect.any(Date) })
  })

  it('shows nothing about a taken address, tells its owner, and leads nowhere', async () => {
    const owner = await aMember()
    const taken = await begin(owner.email)
    const free = await begin('free@example.com')
    const shape = ({ at }: typeof taken) =>
      at.step.step === 'answer' && [
        at.step.challenge.prompt.shape,
        at.step.challenge.resendAt - at.step.challenge.sentAt,
        at.step.challenge.expiresAt - at.step.challenge.sentAt,
      ]
    expect(shape(taken)).toEqual(shape(free))
    expect((await arrived(owner.email)).map((m) => m.usageType)).toEqual(['AccountExistsNotice'])
    await expect(advance(taken.ctx, taken.token, { do: 'answer', answer: { code: '123456' } })).rejects.toMatchObject({
      code: 'verification_code.code_mismatch',
    })
  })

  it('refuses a wrong code, a weak password, and a closed door', async () => {
    const { ctx, token } = await begin('new4@example.com')
    await expect(
      advance(ctx, token, { do: 'answer', answer: { code: wrongCode(await newestCode('new4@example.com')) } }),
    ).rejects.toMatchObject({ code: 'verification_code.code_mismatch' })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode('new4@example.com') } })
    await expect(advance(ctx, token, { do: 'new-password', password: 'password123' })).rejects.toMatchObject({
      code: 'password.rejected',
    })
    await expect(advance(ctx, token, { do: 'new-password', password: 'new4@example.com' })).rejects.toMatchObject({
      data: { reason: 'personal' },
    })
    await settings({ ...({ signInMode: 'SignIn' } as object) })
    await expect(begin('new5@example.com')).rejects.toMatchObject({ code: 'session.sign_up_disabled' })
  })

  it('asks for second identifiers and proves them', async () => {
    await settings({
      signUp: { identifiers: ['username'], secondaryIdentifiers: [{ identifier: 'email', verify: true }] },
      mfa: { policy: 'NoPrompt' },
    })
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'register', applicationId: 'demo-app' })
    await advance(ctx, token, { do: 'identify', identifier: 'Jane_1' })
    const set = await advance(ctx, token, { do: 'new-password', password })
    expect(set.step).toMatchObject({ step: 'profile', missing: ['email'] })
    await advance(ctx, token, { do: 'profile', email: 'jane1@example.com' })
    await messagesUnderway()
    expect((await advance(ctx, token, { do: 'answer', answer: { code: await newestCode('jane1@example.com') } })).step.step).toBe(
      'done',
    )
    expect(await db().user.findUnique({ where: { id: (await finishLogin(ctx, token)).userId } })).toMatchObject({
      username: 'jane_1',
      email: 'jane1@example.com',
    })
    const again = await start(ctx, { purpose: 'register', applicationId: 'demo-app' })
    await expect(advance(ctx, again.token, { do: 'identify', identifier: 'JANE_1' })).rejects.toMatchObject({
      code: 'user.username_already_in_use',
    })
  })

  it('never writes down an address that was typed and left behind, nor tells whether it is taken', async () => {
    const owner = await aMember()
    await settings({ signUp: { identifiers: ['emailOrPhone'] }, mfa: { policy: 'NoPrompt', factors: [] } })
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'register', applicationId: 'demo-app' })
    await advance(ctx, token, { do: 'identify', identifier: owner.email })
    const { interaction } = await advance(ctx, token, { do: 'identify', identifier: '+12125552010' }, { do: 'send-code' })
    expect(interaction.facts.profile).toEqual({ phone: '+12125552010' })
    await messagesUnderway()
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode('+12125552010') } })
    await advance(ctx, token, { do: 'new-password', password })
    const { userId } = await finishLogin(ctx, token)
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ email: null, phone: '+12125552010' })
  })

  it('nor a second identifier whose code never came back', async () => {
    const owner = await aMember()
    await settings({
      signUp: { identifiers: ['username'], secondaryIdentifiers: [{ identifier: 'emailOrPhone', verify: true }] },
      mfa: { policy: 'NoPrompt', factors: [] },
    })
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'register', applicationId: 'demo-app' })
    await advance(ctx, token, { do: 'identify', identifier: 'jane_2' })
    await advance(ctx, token, { do: 'new-password', password })
    await advance(ctx, token, { do: 'profile', email: owner.email })
    await advance(ctx, token, { do: 'back' })
    await advance(ctx, token, { do: 'profile', phone: '+12125552011' })
    await messagesUnderway()
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode('+12125552011') } })
    const { userId } = await finishLogin(ctx, token)
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ email: null, phone: '+12125552011' })
  })
})
