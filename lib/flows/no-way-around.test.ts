import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/core/crypto'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { updateProfile } from './account-profile'
import { advance } from './advance'
import { finishLogin } from './finish'
import { readSession, type Session } from './session'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings, type TestPerson } from './testing'
import type { Command, StartInput } from './types'
import { messagesUnderway } from './underway'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())

async function signIn(email: string, ...rest: Command[]) {
  const ctx = aCtx()
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
  const at = await advance(ctx, token, { do: 'identify', identifier: email }, { do: 'password', password }, ...rest)
  return { ctx, token, at }
}

async function signedIn(person: TestPerson): Promise<Session> {
  const { ctx, token } = await signIn(person.email)
  if (person.sms) {
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
  }
  return (await readSession(ctx, (await finishLogin(ctx, token)).session?.token))!
}

async function inSettings(session: Session, goal: NonNullable<StartInput['goal']> = { kind: 'prove' }) {
  const ctx = aCtx()
  const who = { userId: session.userId, session: { id: session.id, provenAt: session.provenAt } }
  const { token } = await start(ctx, { purpose: 'account', applicationId: 'account', goal, ...who })
  return { ctx, token }
}
const code = (promise: Promise<unknown>) => promise.then(() => 'fine').catch((error) => error.code)

describe('settings', () => {
  it('are about whoever opened them: nobody else is named there', async () => {
    await settings({ mfa: { policy: 'NoPrompt' } })
    const victim = await aMember({ sms: true, proven: true })
    const session = await signedIn(await aMember())
    later(700)
    const { ctx, token } = await inSettings(session)
    for (const identifier of [victim.email, 'nobody@example.com'])
      expect(await code(advance(ctx, token, { do: 'identify', identifier }))).toBe('interaction.wrong_step')
    expect(await arrived(victim.phone)).toHaveLength(0)
    expect((await db().interaction.findFirst({ where: { userId: victim.id } }))?.id).toBeUndefined()
  })

  it('do not let a stolen password choose its own second step: the address on file agrees first', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode', 'Totp'], policy: 'PromptAtSignInAndSignUp' } })
    const person = await aMember({ phoneOnFile: true, proven: true })
    const thief = await signIn(person.email, { do: 'skip' })
    const session = (await readSession(thief.ctx, (await finishLogin(thief.ctx, thief.token)).session?.token))!
    const { ctx, token } = await inSettings(session, { kind: 'enroll', factor: 'totp' })
    const asked = await advance(ctx, token, { do: 'enroll', factor: 'totp', input: {} })
    expect(asked.step).toMatchObject({ step: 'answer', challenge: { usageType: 'UserPermissionValidation', mode: 'prove' } })
    expect(await code(finishLogin(ctx, token))).toBe('interaction.wrong_step')
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
    const { step } = await advance(ctx, token, { do: 'enroll', factor: 'totp', input: {} })
    const prompt = step.step === 'enroll' ? step.challenge?.prompt : undefined
    if (prompt?.shape !== 'qr-code') throw new Error('no picture')
    await advance(ctx, token, { do: 'answer', answer: { code: appCode(prompt.secret, ctx.now()) } })
    await finishLogin(ctx, token)
    expect(await db().authenticator.count({ where: { userId: person.id, type: 'totp' } })).toBe(1)
  })

  it('go on when the factor that was asked for is gone', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
    const person = await aMember({ sms: true, proven: true })
    const session = await signedIn(person)
    later(700)
    const { ctx, token } = await inSettings(session)
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    await db().authenticator.delete({ where: { id: person.sms! } })
    later(60)
    expect(await code(advance(ctx, token, { do: 'resend' }))).toBe('interaction.wrong_step')
    expect((await advance(ctx, token)).step).toEqual({ step: 'authenticate', methods: ['password'] })
  })

  it('bring back what was switched off', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode', 'Totp'], policy: 'NoPrompt' } })
    const person = await aMember({ sms: true, proven: true })
    const session = await signedIn(person)
    await db().authenticator.update({ where: { id: person.sms! }, data: { disabledAt: new Date(aCtx().now()) } })
    const { ctx, token } = await inSettings(session, { kind: 'enroll', factor: 'sms' })
    await advance(ctx, token, { do: 'enroll', factor: 'sms', input: { address: person.phone } })
    await messagesUnderway()
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
    await finishLogin(ctx, token)
    const rows = await db().authenticator.findMany({ where: { userId: person.id, type: 'sms' } })
    expect(rows.map((row) => [!!row.verifiedAt, row.disabledAt])).toEqual([[true, null]])
  })

  it('are proven by a code where there is neither password nor factor', async () => {
    const methods = [{ identifier: 'email', password: false, verificationCode: true }]
    await settings({ mfa: { factors: ['Totp'], policy: 'NoPrompt' }, signIn: { methods } })
    const person = await aMember({ proven: true })
    await db().authenticator.deleteMany({ where: { userId: person.id } })
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
    await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'send-code' })
    await messagesUnderway()
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.email) } })
    const session = (await readSession(ctx, (await finishLogin(ctx, token)).session?.token))!
    expect(session.provenAt).toBe(ctx.now())
    later(700)
    const proof = await inSettings(session)
    expect((await advance(proof.ctx, proof.token)).step).toEqual({ step: 'authenticate', methods: ['code'] })
    await advance(proof.ctx, proof.token, { do: 'send-code' })
    await messagesUnderway()
    const done = await advance(proof.ctx, proof.token, { do: 'answer', answer: { code: await newestCode(person.email) } })
    expect(done.step.step).toBe('done')
  })

  it('of somebody who was deleted meanwhile say so', async () => {
    await settings({ mfa: { policy: 'NoPrompt' } })
    const person = await aMember()
    const session = await signedIn(person)
    await db().user.delete({ where: { id: person.id } })
    expect(await code(updateProfile(aCtx(), session, { locale: 'de' }))).toBe('auth.unauthorized')
  })
})

describe('one phone alone', () => {
  it('resets the password, and is no second step after it, paused or not', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
    const victim = await aMember({ sms: true, proven: true })
    const paused = new Date(aCtx().now() + 900_000)
    await db().authenticator.update({ where: { id: victim.sms! }, data: { lockedUntil: paused, failures: 10 } })
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'recover', applicationId: 'demo-app' })
    await advance(ctx, token, { do: 'identify', identifier: victim.phone }, { do: 'send-code' })
    await messagesUnderway()
    const chosen = 'the thief chose this phrase'
    const code = await newestCode(victim.phone)
    await advance(ctx, token, { do: 'answer', answer: { code } }, { do: 'new-password', password: chosen })
    await finishLogin(ctx, token)
    later(901)
    const again = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
    const at = await advance(ctx, again.token, { do: 'identify', identifier: victim.email }, { do: 'password', password: chosen })
    expect(at.step).toMatchObject({ step: 'blocked', reason: 'session.mfa.distinct_channel_required' })
  })

  it('moves to another number without being lost to a row that never counted', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'PromptAtSignInAndSignUp' } })
    for (const dead of [{ verified: false }, { verified: true, disabled: true }]) {
      const person = await aMember({ sms: true, proven: true })
      later(3600)
      const session = await signedIn(person)
      const next = `${person.phone.slice(0, -4)}9${person.phone.slice(-3)}`
      const id = newId(aCtx().now())
      const row = { id, userId: person.id, type: 'sms' as const, data: { address: next }, createdVia: 'Admin' as const }
      await transaction((tx) => createAuthenticator(tx, aCtx().now(), { ...row, verified: dead.verified }))
      if (dead.disabled) await db().authenticator.update({ where: { id }, data: { disabledAt: new Date() } })
      const { ctx, token } = await inSettings(session, { kind: 'contact', contact: 'phone' })
      await advance(ctx, token, { do: 'profile', phone: next })
      await messagesUnderway()
      await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(next) } })
      await finishLogin(ctx, token)
      const rows = await db().authenticator.findMany({ where: { userId: person.id, type: 'sms' } })
      expect(rows).toMatchObject([{ id: person.sms, data: { address: next }, disabledAt: null }])
      expect((await signIn(person.email)).at.step.step).toBe('choose-factor')
    }
  })
})

it('a sign-in asks nobody for an address before they have shown who they are', async () => {
  const methods = [{ identifier: 'phone', password: true, verificationCode: true }]
  await settings({ mfa: { factors: [], policy: 'NoPrompt' }, signIn: { methods } })
  const known = (await aMember({ phoneOnFile: true, proven: true })).phone
  for (const request of [{}, { api: true as const }])
    for (const identifier of [known, '+12125550987']) {
      const ctx = aCtx()
      const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app', request })
      await advance(ctx, token, { do: 'identify', identifier }, { do: 'send-code' })
      expect(await code(advance(ctx, token, { do: 'profile', phone: '+12125550986' }))).toBe('interaction.wrong_step')
    }
  expect(await arrived('+12125550986')).toHaveLength(0)
})
