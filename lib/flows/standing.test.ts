import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setPassword } from '@/lib/admin/user-access'
import { removeFactor, resetMfa } from '@/lib/admin/user-mfa'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { advance, current } from './advance'
import { finishLogin } from './finish'
import { evidenceOf } from './kept'
import { readSession, revokeSession, type Session } from './session'
import { start } from './start'
import { aCtx, aMember, furnish, later, newestCode, password, settings, type TestPerson } from './testing'
import type { StartInput } from './types'

/** What was proven in one browser does not outlive what happens elsewhere: resets, sign-outs, changed passwords. */

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(() => settings({ mfa: { policy: 'NoPrompt' } }))

const admin = () => ({ ctx: aCtx(), actor: { type: 'admin' as const, id: 'root', role: 'owner' as const } })
const over = { code: 'session.not_found' }

async function passwordProven(person: TestPerson) {
  const ctx = aCtx()
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
  const { step } = await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
  return { ctx, token, step }
}

/** Signed in, by password and, where there is a phone, its code. */
async function signedIn(person: TestPerson): Promise<Session> {
  const { ctx, token, step } = await passwordProven(person)
  if (step.step === 'choose-factor') {
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
  }
  return (await readSession(ctx, (await finishLogin(ctx, token)).session?.token))!
}

const about = ({ id, userId, provenAt }: Session) => ({ userId, session: { id, provenAt } })
const stepUp = async (session: Session, request: StartInput['request'] = {}) => {
  const ctx = aCtx()
  const evidence = evidenceOf({ amr: session.amr, acr: session.acr, at: session.authTime }, [])
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app', ...about(session), evidence, request })
  return { ctx, token }
}
const change = async (session: Session) => {
  const ctx = aCtx()
  const goal = { kind: 'password' as const }
  const { token } = await start(ctx, { purpose: 'account', applicationId: 'account', ...about(session), goal })
  return { ctx, token }
}
const liveSessions = (person: TestPerson) => db().session.count({ where: { userId: person.id, revokedAt: null } })

describe('what began before', () => {
  it.each([
    ['an administrator sets the password', (p: TestPerson) => setPassword(admin(), p.id, { password: 'a new one entirely' })],
    ['an administrator resets the factors', (p: TestPerson) => resetMfa(admin(), p.id)],
  ])('opens nothing once %s', async (_what, act) => {
    const person = await aMember({ proven: true })
    const session = await signedIn(person)
    const open = [await passwordProven(person), await stepUp(session), await change(session)]
    await act(person)
    for (const { ctx, token } of open) {
      await expect(finishLogin(ctx, token)).rejects.toMatchObject(over)
      expect(await current(ctx, token)).toMatchObject({ gone: 'expired' })
    }
    expect(await liveSessions(person)).toBe(0)
  })

  it('opens nothing once its session signed out', async () => {
    const person = await aMember()
    const session = await signedIn(person)
    const open = [await stepUp(session), await change(session)]
    const another = await passwordProven(person)
    await revokeSession(aCtx(), session)
    for (const { ctx, token } of open) await expect(advance(ctx, token)).rejects.toMatchObject(over)
    expect((await finishLogin(another.ctx, another.token)).session).not.toBeNull()
  })

  it('opens nothing when its session ended by itself, or in another way', async () => {
    const person = await aMember()
    const session = await signedIn(person)
    const { ctx, token } = await stepUp(session)
    await db().session.update({ where: { id: session.id }, data: { revokedAt: new Date() } })
    await expect(finishLogin(ctx, token)).rejects.toMatchObject(over)
    expect(await current(ctx, token)).toMatchObject({ gone: 'expired' })
    expect(await liveSessions(person)).toBe(0)
  })

  it('changes no password once the owner changed it from another browser', async () => {
    const person = await aMember()
    const [owner, thief] = [await signedIn(person), await signedIn(person)]
    const open = await change(thief)
    const signingIn = await passwordProven(person)
    const own = await change(owner)
    await advance(own.ctx, own.token, { do: 'new-password', password: 'the owner’s new phrase' })
    await finishLogin(own.ctx, own.token)
    await expect(advance(open.ctx, open.token, { do: 'new-password', password: 'the thief’s new phrase' })).rejects.toMatchObject(
      over,
    )
    await expect(finishLogin(signingIn.ctx, signingIn.token)).rejects.toMatchObject(over)
  })

  it('resets nothing once an administrator set the password, or moved the address that was proven', async () => {
    for (const meanwhile of [
      (p: TestPerson) => setPassword(admin(), p.id, { password: 'a new one entirely' }),
      (p: TestPerson) => db().user.update({ where: { id: p.id }, data: { email: `moved-${p.email}` } }),
    ]) {
      const person = await aMember()
      const ctx = aCtx()
      const { token } = await start(ctx, { purpose: 'recover', applicationId: 'demo-app' })
      await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'send-code' })
      await expect.poll(() => newestCode(person.email)).not.toBe('')
      await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.email) } })
      await meanwhile(person)
      const done = advance(ctx, token, { do: 'new-password', password: 'a stranger’s phrase' }).then(() =>
        finishLogin(ctx, token),
      )
      await expect(done).rejects.toMatchObject(over)
    }
  })

  it('does not finish with a password that was replaced under it', async () => {
    const person = await aMember()
    const { ctx, token } = await passwordProven(person)
    await db().authenticator.updateMany({ where: { userId: person.id, type: 'password' }, data: { id: `new-${person.id}` } })
    await expect(finishLogin(ctx, token)).rejects.toMatchObject(over)
  })

  it('does not finish with a factor that was removed under it', async () => {
    const person = await aMember({ sms: true })
    const { ctx, token } = await passwordProven(person)
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
    await removeFactor(admin(), person.id, person.sms!)
    await expect(finishLogin(ctx, token)).rejects.toMatchObject({ code: 'session.not_found' })
  })
})

describe('a step-up', () => {
  it('that proves nothing new renews neither auth_time nor the proof', async () => {
    const person = await aMember()
    const session = await signedIn(person)
    later(700)
    const { ctx, token } = await stepUp(session)
    const { session: renewed } = await finishLogin(ctx, token)
    expect(renewed).toMatchObject({ authTime: session.authTime, amr: ['pwd'], expiresAt: session.expiresAt })
    const read = (await readSession(ctx, renewed?.token))!
    expect(read.provenAt).toBe(session.provenAt)
    const { token: changing } = await change(read)
    expect((await current(ctx, changing)) as object).toMatchObject({ step: { step: 'authenticate' } })
  })

  it('adds what was proven, and the strongest factor counts as fresh', async () => {
    await settings({ mfa: { policy: 'NoPrompt' } })
    const person = await aMember()
    const session = await signedIn(person)
    later(700)
    await settings({ mfa: { policy: 'PromptAtSignInAndSignUp' } })
    const { ctx, token } = await stepUp(session, { acr: 'mfa' })
    await advance(ctx, token, { do: 'enroll', factor: 'sms', input: { address: '+12125559001' } })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode('+12125559001') } })
    const { session: stronger } = await finishLogin(ctx, token)
    expect(stronger).toMatchObject({ authTime: session.authTime, amr: ['pwd', 'sms', 'mfa'], acr: 'mfa' })
  })

  it('of a session that began with a code to the phone takes no second code to it', async () => {
    await settings({ mfa: { policy: 'Mandatory', factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } })
    const person = await aMember({ sms: true, mailbox: true })
    const phone = { kind: 'phone' as const, value: person.phone }
    const evidence = evidenceOf({ amr: ['sms'], at: aCtx().now() }, [phone])
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app', userId: person.id, evidence })
    const { step } = await advance(ctx, token)
    expect(step.step === 'choose-factor' && step.options.map((o) => o.authenticatorId)).toEqual([person.mailbox])
  })
})

describe('the mark of a fresh proof', () => {
  it('is not extended by a change that asked for none', async () => {
    const person = await aMember({ sms: true })
    const session = await signedIn(person)
    later(300)
    const { ctx, token } = await change(session)
    await advance(ctx, token, { do: 'new-password', password: 'another good passphrase' })
    await finishLogin(ctx, token)
    const row = await db().session.findUnique({ where: { id: session.id } })
    expect(row?.provenAt?.getTime()).toBe(session.provenAt)
  })

  it('is not given for a password while a second factor cannot be delivered', async () => {
    await settings({ mfa: { policy: 'Mandatory' }, trustedDevice: { enabled: true } })
    const person = await aMember({ sms: true })
    const first = await passwordProven(person)
    await advance(first.ctx, first.token, { do: 'begin', authenticatorId: person.sms! })
    await advance(first.ctx, first.token, {
      do: 'answer',
      answer: { code: await newestCode(person.phone) },
      trustDevice: true,
    })
    const { trustedDevice } = await finishLogin(first.ctx, first.token)
    await db().connector.update({ where: { id: 'inbox-sms' }, data: { enabled: false } })
    await settings({ mfa: { policy: 'Mandatory' }, trustedDevice: { enabled: true } })
    try {
      const ctx = aCtx({ trustedDevice: trustedDevice?.secret })
      const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
      await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
      expect((await readSession(ctx, (await finishLogin(ctx, token)).session?.token))?.provenAt).toBeNull()
    } finally {
      await db().connector.update({ where: { id: 'inbox-sms' }, data: { enabled: true } })
    }
  })
})
