import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { accountOverview, preferFactor, removeFactor, signOutSession } from './account'
import { updateProfile } from './account-profile'
import { advance } from './advance'
import { finishLogin } from './finish'
import { readSession, type Session } from './session'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings, type TestPerson } from './testing'
import { messagesUnderway } from './underway'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
const both = { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] }
beforeEach(() => settings({ mfa: both }))

async function signedIn(person: TestPerson, factor = person.sms, address = person.phone): Promise<Session> {
  const ctx = aCtx()
  later(1)
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
  await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
  if (factor) {
    await advance(ctx, token, { do: 'begin', authenticatorId: factor })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(address) } })
  }
  const { session } = await finishLogin(ctx, token)
  return (await readSession(ctx, session?.token))!
}

it('takes a language tag for a language, from whichever page it comes', async () => {
  const person = await aMember({ sms: true })
  const session = await signedIn(person)
  const locale = async () => (await db().user.findUniqueOrThrow({ where: { id: person.id } })).locale
  await updateProfile(aCtx(), session, { locale: 'pt-BR' })
  await expect(updateProfile(aCtx(), session, { locale: '<b>' })).rejects.toMatchObject({ code: 'request.invalid' })
  expect(await locale()).toBe('pt-BR')
  await updateProfile(aCtx(), session, { locale: '' })
  expect(await locale()).toBeNull()
})

it('leaves out what the administrator lets nobody see, and offers no change where there is none', async () => {
  const session = await signedIn(await aMember({ sms: true, proven: true }))
  const open = await accountOverview(aCtx(), session)
  expect([open.factors.length, open.addable.length, open.mayClose, open.sessions.length]).toEqual([1, 2, true, 1])
  const fields = { name: 'Off', email: 'Off', phone: 'ReadOnly', mfa: 'ReadOnly', session: 'Off', account: 'ReadOnly' }
  await settings({ mfa: both, accountCenter: { fields } })
  const narrow = await accountOverview(aCtx(), session)
  expect(narrow).toMatchObject({ name: null, addable: [], mayClose: false, sessions: [], factors: [{ type: 'sms' }] })
  expect(narrow.contacts).toMatchObject([
    { kind: 'email', masked: null, removable: false },
    { kind: 'phone', masked: expect.stringContaining('***'), removable: false },
  ])
  await settings({ mfa: both, accountCenter: { fields: { mfa: 'Off' } } })
  expect((await accountOverview(aCtx(), session)).factors).toEqual([])
})

it('asks for a fresh proof ten minutes after sign-in, by the strongest factor', async () => {
  const person = await aMember({ sms: true, mailbox: true })
  const session = await signedIn(person)
  later(601)
  await expect(removeFactor(aCtx(), session, person.mailbox!)).rejects.toMatchObject({ code: 'session.mfa.fresh_proof_required' })
  const ctx = aCtx()
  const { token } = await start(ctx, {
    purpose: 'account',
    applicationId: 'account',
    userId: person.id,
    goal: { kind: 'prove' },
    session: { id: session.id, provenAt: session.provenAt },
  })
  const asked = await advance(ctx, token)
  expect(asked.step.step === 'choose-factor' && asked.step.options.map((o) => o.authenticatorId)).toEqual([person.sms])
  await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
  expect((await arrived(person.phone))[0]?.usageType).toBe('UserPermissionValidation')
  await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
  expect((await finishLogin(ctx, token)).session).toBeNull()
  const renewed = {
    ...session,
    provenAt: (await db().session.findUnique({ where: { id: session.id } }))?.provenAt?.getTime() ?? null,
  }
  await removeFactor(aCtx(), renewed, person.mailbox!)
  expect((await accountOverview(aCtx(), renewed)).factors.map((f) => f.id)).toEqual([person.sms])
  await messagesUnderway()
  expect((await arrived(person.email)).map((m) => m.usageType)).toContain('FactorRemovedNotice')
})

it('does not take a weaker proof: a session by email opens nothing while a phone is enrolled', async () => {
  const person = await aMember({ sms: true, mailbox: true })
  const session = await signedIn(person, person.mailbox, person.email)
  expect((await accountOverview(aCtx(), session)).freshUntil).toBeNull()
  await expect(removeFactor(aCtx(), session, person.sms!)).rejects.toMatchObject({ code: 'session.mfa.fresh_proof_required' })
})

it('never lets the last factor go under a mandatory policy, not even by two removals at once', async () => {
  const person = await aMember({ sms: true, mailbox: true })
  const session = await signedIn(person)
  const results = await Promise.allSettled([person.sms!, person.mailbox!].map((id) => removeFactor(aCtx(), session, id)))
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  expect(results.find((r) => r.status === 'rejected')).toMatchObject({ reason: { code: 'session.mfa.last_factor_required' } })
})

it('lets it go where the policy does not insist', async () => {
  await settings({ mfa: { ...both, policy: 'PromptAtSignInAndSignUp' } })
  const person = await aMember({ sms: true })
  await removeFactor(aCtx(), await signedIn(person), person.sms!)
  expect(await db().authenticator.count({ where: { id: person.sms! } })).toBe(0)
})

it('answers for other people’s factors and sessions like for none at all', async () => {
  const mine = await signedIn(await aMember({ sms: true, mailbox: true }))
  const theirs = await aMember({ sms: true })
  const other = await signedIn(theirs)
  await expect(removeFactor(aCtx(), mine, theirs.sms!)).rejects.toMatchObject({ code: 'entity.not_found' })
  await expect(preferFactor(aCtx(), mine, theirs.sms!)).rejects.toMatchObject({ code: 'entity.not_found' })
  await expect(signOutSession(aCtx(), mine, other.id)).rejects.toMatchObject({ code: 'entity.not_found' })
  expect(await db().session.findUnique({ where: { id: other.id } })).toMatchObject({ revokedAt: null })
})

it('adds a factor with a code to the new address, and tells the person', async () => {
  const person = await aMember({ sms: true, proven: true })
  const session = await signedIn(person)
  const ctx = aCtx()
  const { token } = await start(ctx, {
    purpose: 'account',
    applicationId: 'account',
    userId: person.id,
    goal: { kind: 'enroll', factor: 'email' },
    session: { id: session.id, provenAt: session.provenAt },
  })
  const form = await advance(ctx, token)
  expect(form.step).toMatchObject({ step: 'enroll', reason: 'wanted', factor: 'email' })
  await advance(ctx, token, { do: 'enroll', factor: 'email', input: { address: 'spare@example.com' } })
  await advance(ctx, token, { do: 'answer', answer: { code: await newestCode('spare@example.com') } })
  await finishLogin(ctx, token)
  expect((await accountOverview(ctx, session)).factors).toHaveLength(2)
  await messagesUnderway()
  expect((await arrived(person.email)).map((m) => m.usageType)).toContain('FactorAddedNotice')
})

it('changes the password and signs the other browsers out', async () => {
  const person = await aMember({ sms: true, proven: true })
  const [here, there] = [await signedIn(person), await signedIn(person)]
  const ctx = aCtx()
  const { token } = await start(ctx, {
    purpose: 'account',
    applicationId: 'account',
    userId: person.id,
    goal: { kind: 'password' },
    session: { id: here.id, provenAt: here.provenAt },
  })
  expect((await advance(ctx, token, { do: 'new-password', password: 'another good passphrase' })).step.step).toBe('done')
  await finishLogin(ctx, token)
  expect(await db().session.findMany({ where: { userId: person.id, revokedAt: null } })).toMatchObject([{ id: here.id }])
  expect(await db().session.findUnique({ where: { id: there.id } })).toMatchObject({ revokedAt: expect.any(Date) })
})

describe('a new address', () => {
  const changing = async (session: Session, contact: 'email' | 'phone') => {
    const ctx = aCtx()
    const about = { userId: session.userId, session: { id: session.id, provenAt: session.provenAt } }
    const goal = { kind: 'contact' as const, contact }
    const { token } = await start(ctx, { purpose: 'account', applicationId: 'account', ...about, goal })
    return { ctx, token }
  }

  it('replaces the old one once it is proven, the factor follows, and the old mailbox is told', async () => {
    const person = await aMember({ mailbox: true, sms: true, proven: true })
    const session = await signedIn(person)
    const { ctx, token } = await changing(session, 'email')
    const fresh = `new-${person.email}`
    const asked = await advance(ctx, token, { do: 'profile', email: fresh })
    expect(asked.step).toMatchObject({ step: 'answer', challenge: { mode: 'prove', usageType: 'BindNewIdentifier' } })
    await messagesUnderway()
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ email: person.email })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(fresh) } })
    await finishLogin(ctx, token)
    await messagesUnderway()
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({
      email: fresh,
      emailVerifiedAt: expect.any(Date),
    })
    expect((await db().authenticator.findUnique({ where: { id: person.mailbox! } }))?.data).toEqual({ address: fresh })
    expect((await arrived(person.email))[0]?.usageType).toBe('ContactChangedNotice')
    expect((await db().session.findUnique({ where: { id: session.id } }))?.revokedAt).toBeNull()
  })

  it('that is somebody else’s looks like any other, leads nowhere, and its owner is told', async () => {
    const [person, owner] = [await aMember({ sms: true, proven: true }), await aMember()]
    const { ctx, token } = await changing(await signedIn(person), 'email')
    const asked = await advance(ctx, token, { do: 'profile', email: owner.email })
    expect(asked.step).toMatchObject({ step: 'answer' })
    await messagesUnderway()
    expect((await arrived(owner.email)).map((m) => m.usageType)).toEqual(['AccountExistsNotice'])
    await expect(advance(ctx, token, { do: 'answer', answer: { code: '123456' } })).rejects.toMatchObject({
      code: 'verification_code.code_mismatch',
    })
  })

  it('takes a fresh proof first, and is nobody’s to finish after a sign-out', async () => {
    const person = await aMember({ sms: true, proven: true })
    const session = await signedIn(person)
    later(700)
    const { ctx, token } = await changing(session, 'phone')
    await expect(advance(ctx, token, { do: 'profile', phone: '+12125558801' })).rejects.toMatchObject({
      code: 'interaction.wrong_step',
    })
    await signOutSession(aCtx(), session, session.id)
    await expect(advance(ctx, token)).rejects.toMatchObject({ code: 'session.not_found' })
  })
})
