import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clearOverride, setOverride } from '@/lib/admin/mfa-override'
import { patchSettings } from '@/lib/admin/settings'
import { db, transaction } from '@/lib/db/client'
import { endEverything } from '@/lib/db/sessions'
import { type TestDb, testDb } from '@/lib/db/testing'
import { setSkipMfaOnSignIn } from './account'
import { advance } from './advance'
import { finishLogin } from './finish'
import { readSession } from './session'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings, type TestPerson } from './testing'
import { messagesUnderway } from './underway'

/** What holds for one person: administrators' words, their own wish, and risk. */

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(() => settings())

const admin = () => ({ ctx: aCtx(), actor: { type: 'admin' as const, id: 'root', role: 'owner' as const } })
const soon = (days: number) => new Date(aCtx().now() + days * 86_400_000).toISOString()

async function signingIn(person: TestPerson, over = {}, request = {}) {
  const ctx = aCtx(over)
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app', request })
  const at = await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
  return { ctx, token, step: at.step }
}
const asked = async (person: TestPerson, over = {}, request = {}) => (await signingIn(person, over, request)).step.step

describe('an administrator’s word', () => {
  it('lets a person off for a while, but not at what insists on more', async () => {
    const person = await aMember({ sms: true })
    await setOverride(admin(), person.id, { policy: 'Exempt', reason: 'lost phone, ticket 812', until: soon(2) })
    expect(await asked(person)).toBe('done')
    expect(await asked(person, {}, { acr: 'mfa' })).toBe('choose-factor')
    later(2 * 86_400 + 1)
    expect(await asked(person)).toBe('choose-factor')
    expect(await db().auditEvent.findFirst({ where: { event: 'Mfa.Override.Set', userId: person.id } })).toMatchObject({
      details: { policy: 'Exempt', reason: 'lost phone, ticket 812' },
    })
  })

  it('lets off from setting up as well, and ends when it is taken back', async () => {
    const person = await aMember()
    await setOverride(admin(), person.id, { policy: 'Exempt', reason: 'no phone yet', until: soon(1) })
    expect(await asked(person)).toBe('done')
    await clearOverride(admin(), person.id)
    expect(await asked(person)).toBe('enroll')
  })

  it('demands it of one person under an easy policy', async () => {
    await settings({ mfa: { policy: 'NoPrompt' } })
    const person = await aMember()
    expect(await asked(person)).toBe('done')
    await setOverride(admin(), person.id, { policy: 'Mandatory' })
    expect((await signingIn(person)).step).toMatchObject({ step: 'enroll', reason: 'required', skippable: false })
  })

  it.each([
    ['too long', 'x', 31],
    ['in the past', 'x', -1],
    ['without a reason', ' ', 1],
  ])('is refused when it is %s', async (_what, reason, days) => {
    const person = await aMember()
    const input = { policy: 'Exempt' as const, reason, until: soon(days) }
    await expect(setOverride(admin(), person.id, input)).rejects.toMatchObject({ code: 'request.invalid' })
    expect((await db().user.findUnique({ where: { id: person.id } }))?.mfaOverride).toBeNull()
  })

  it('never lets people of the console off', async () => {
    const person = await aMember({ sms: true })
    await db().user.update({ where: { id: person.id }, data: { role: 'admin' } })
    const exempt = { policy: 'Exempt' as const, reason: 'x', until: soon(1) }
    await expect(setOverride(admin(), person.id, exempt)).rejects.toMatchObject({ code: 'entity.conflict' })
    await db().user.update({
      where: { id: person.id },
      data: { mfaOverride: { policy: 'Exempt', at: 0, until: Date.parse(soon(1)), reason: 'x', by: 'x' } },
    })
    expect(await asked(person)).toBe('choose-factor')
  })
})

describe('the person’s own wish', () => {
  it('is heard while the policy lets them choose, and no longer', async () => {
    await settings({ mfa: { policy: 'PromptAtSignInAndSignUp' } })
    const person = await aMember({ sms: true })
    const { ctx, token } = await signingIn(person)
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
    const session = (await readSession(ctx, (await finishLogin(ctx, token)).session?.token))!
    await setSkipMfaOnSignIn(ctx, session, true)
    expect(await asked(person)).toBe('done')
    expect(await asked(person, {}, { acr: 'mfa' })).toBe('choose-factor')
    await settings()
    expect(await asked(person)).toBe('choose-factor')
    await expect(setSkipMfaOnSignIn(ctx, session, true)).rejects.toMatchObject({
      code: 'session.mfa.mfa_policy_not_user_controlled',
    })
  })
})

describe('the grace period', () => {
  it('begins the day it became required, by the server’s own note', async () => {
    await settings({ mfa: { policy: 'PromptAtSignInAndSignUp', gracePeriodDays: 3 } })
    const person = await aMember()
    later(10 * 86_400)
    await patchSettings(admin(), { mfa: { policy: 'Mandatory', requiredSince: '2000-01-01T00:00:00Z' } })
    expect((await signingIn(person)).step).toMatchObject({ step: 'enroll', skippable: true })
    later(3 * 86_400 + 1)
    expect((await signingIn(person)).step).toMatchObject({ step: 'enroll', skippable: false })
  })
})

describe('an adaptive policy', () => {
  const adaptive = { mfa: { policy: 'PromptAtSignInAndSignUpMandatory' }, adaptiveMfa: { enabled: true } }
  /** As a database of addresses would have left it. */
  const seenIn = (person: TestPerson, country: string) =>
    db().knownPlace.create({
      data: { userId: person.id, country, latitude: 52.5, longitude: 13.4, lastSeenAt: new Date(aCtx().now()) },
    })

  it('asks at risk, notes which rules fired, and forgets nothing a client could leave out', async () => {
    await settings(adaptive)
    const person = await aMember({ sms: true })
    const { ctx, token, step } = await signingIn(person)
    expect(step.step).toBe('choose-factor')
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
    const { browser } = await finishLogin(ctx, token)
    expect(browser).toMatch(/^[\w-]{43}$/)
    const row = await db().auditEvent.findFirst({ where: { userId: person.id, event: 'Interaction.SignIn.Submit' } })
    expect(JSON.stringify(row?.details)).toContain('unknown_browser')
    // without a database of addresses the place is unknown, and unknown is a risk
    await seenIn(person, 'DE')
    expect(await asked(person, { browser })).toBe('choose-factor')
  })

  it('lets through what looks like always', async () => {
    await settings(adaptive)
    const person = await aMember({ sms: true })
    const { ctx, token } = await signingIn(person)
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
    const { browser } = await finishLogin(ctx, token)
    await seenIn(person, 'DE')
    const place = { country: { iso_code: 'DE' }, location: { latitude: 52.5, longitude: 13.4 } }
    Object.assign(globalThis, { sallyportGeoip: Promise.resolve({ get: () => place }) })
    try {
      expect(await asked(person, { browser })).toBe('done')
      expect(await asked(person)).toBe('choose-factor')
      expect(await asked(person, { browser, ip: '10.0.0.1' })).toBe('choose-factor')
      expect(await asked(person, { browser: 'somebody-elses' })).toBe('choose-factor')
    } finally {
      Object.assign(globalThis, { sallyportGeoip: undefined })
    }
  })
})

describe('the marker of a browser', () => {
  const place = { country: { iso_code: 'DE' }, location: { latitude: 52.5, longitude: 13.4 } }
  const adaptive = { mfa: { policy: 'PromptAtSignInAndSignUpMandatory' }, adaptiveMfa: { enabled: true } }
  beforeEach(() => void Object.assign(globalThis, { sallyportGeoip: Promise.resolve({ get: () => place }) }))
  afterEach(() => void Object.assign(globalThis, { sallyportGeoip: undefined }))

  /** A whole sign-in, code and all. @returns the cookie it leaves */
  async function signedIn(person: TestPerson, browser?: string): Promise<string> {
    later(60)
    const { ctx, token, step } = await signingIn(person, { browser })
    if (step.step === 'choose-factor') {
      await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
      await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
    }
    return (await finishLogin(ctx, token)).browser!
  }

  it('is never one that was brought along', async () => {
    await settings(adaptive)
    const [mallory, jane] = [await aMember({ sms: true }), await aMember({ sms: true })]
    const planted = await signedIn(mallory)
    const both = await signedIn(jane, planted)
    expect(both.split('.')).toHaveLength(2)
    expect(await asked(jane, { browser: planted })).toBe('choose-factor')
    expect(await asked(jane, { browser: both })).toBe('done')
    expect(await asked(mallory, { browser: both })).toBe('done')
    expect(await signedIn(jane, both)).toBe(both)
  })

  it('says nothing after a password alone', async () => {
    await settings(adaptive)
    const [person, stranger] = [await aMember({ sms: true }), await aMember({ sms: true })]
    await signedIn(person)
    await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
    const browser = await signedIn(person)
    await signedIn(stranger)
    expect(await db().knownPlace.count({ where: { userId: stranger.id } })).toBe(0)
    await settings(adaptive)
    expect(await asked(person, { browser })).toBe('choose-factor')
    await signedIn(person, browser)
    expect(await asked(person, { browser })).toBe('done')
  })

  it('is forgotten with everything else of a person', async () => {
    await settings(adaptive)
    const person = await aMember({ sms: true })
    const browser = await signedIn(person)
    await transaction((tx) => endEverything(tx, aCtx().now(), person.id))
    expect(await asked(person, { browser })).toBe('choose-factor')
  })

  it('has room for five people, and no ear for what is none', async () => {
    await settings(adaptive)
    let browser = `x.${'y'.repeat(5000)}.`
    for (let n = 0; n < 6; n += 1) browser = await signedIn(await aMember({ sms: true }), browser)
    expect(browser).toMatch(/^[\w-]{43}(\.[\w-]{43}){4}$/)
  })
})

describe('an unknown browser', () => {
  it('is told about, but not the very first', async () => {
    await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
    const person = await aMember({ proven: true })
    const first = await signingIn(person)
    const { browser } = await finishLogin(first.ctx, first.token)
    const again = await signingIn(person, { browser })
    await finishLogin(again.ctx, again.token)
    await messagesUnderway()
    expect(await arrived(person.email)).toHaveLength(0)
    const elsewhere = await signingIn(person)
    await finishLogin(elsewhere.ctx, elsewhere.token)
    await messagesUnderway()
    expect((await arrived(person.email)).map((m) => m.usageType)).toEqual(['NewDeviceNotice'])
  })
})
