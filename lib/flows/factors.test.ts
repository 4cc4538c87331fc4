import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { softAuthenticator } from '@/lib/factors/passkey/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { removeFactor } from './account'
import { advance } from './advance'
import { finishLogin } from './finish'
import { readSession } from './session'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings, type TestPerson } from './testing'
import type { Command, Current } from './types'
import { messagesUnderway } from './underway'

/** Authenticator apps, passkeys and backup codes on the road, with their rows. */

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
const all = ['WebAuthn', 'Totp', 'PhoneVerificationCode', 'BackupCode']
beforeEach(() => settings({ mfa: { factors: all } }))

type Ctx = ReturnType<typeof aCtx>
type Walk = { ctx: Ctx; token: string; at: Current; go: (...commands: Command[]) => Promise<Current> }

async function signingIn(person: TestPerson, over = {}): Promise<Walk> {
  const ctx = aCtx(over)
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
  const go = (...commands: Command[]) => advance(ctx, token, ...commands)
  return { ctx, token, at: await go({ do: 'identify', identifier: person.email }, { do: 'password', password }), go }
}

const promptOf = ({ step }: Current) => ((step.step === 'answer' || step.step === 'enroll') && step.challenge?.prompt) || null
const stepOf = ({ step }: Current) => (step.step === 'enroll' ? `${step.reason}:${step.factor ?? 'list'}` : step.step)

/** Sets an app up at sign-in and saves the codes that follow. */
async function withApp(person: TestPerson) {
  const { ctx, token, at, go } = await signingIn(person)
  expect(stepOf(at)).toBe('required:list')
  await go({ do: 'choose', factor: 'totp' })
  const shown = promptOf(await go({ do: 'enroll', factor: 'totp', input: {} }))
  if (shown?.shape !== 'qr-code') throw new Error('no picture')
  const bound = await go({ do: 'answer', answer: { code: appCode(shown.secret, ctx.now()) } })
  expect(stepOf(bound)).toBe('spare:backup-codes')
  const list = promptOf(await go({ do: 'enroll', factor: 'backup-codes', input: {} }))
  if (list?.shape !== 'codes-list') throw new Error('no codes')
  await expect(go({ do: 'answer', answer: { code: 'saved' } })).rejects.toMatchObject({ code: 'session.mfa.invalid_backup_code' })
  expect(await db().authenticator.count({ where: { userId: person.id, type: 'backup-codes' } })).toBe(0)
  const done = await go({ do: 'answer', answer: { acknowledge: 'true' } })
  expect(done.step.step).toBe('done')
  const { session } = await finishLogin(ctx, token)
  later(31)
  return { secret: shown.secret, codes: list.codes, session }
}
const rowOf = (person: TestPerson, type: string) => db().authenticator.findFirstOrThrow({ where: { userId: person.id, type } })

describe('an authenticator app with backup codes', () => {
  it('is set up at sign-in, saved codes and all, and honest about it (S15)', async () => {
    const person = await aMember()
    const { session, secret } = await withApp(person)
    expect(session).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'mfa' })
    const row = await rowOf(person, 'totp')
    expect(JSON.stringify(row.data)).not.toContain(secret)
    const { at, go, ctx, token } = await signingIn(person)
    expect(at.step).toMatchObject({ step: 'choose-factor', options: [{ factor: 'totp' }, { factor: 'backup-codes' }] })
    await go({ do: 'begin', authenticatorId: row.id })
    expect((await go({ do: 'answer', answer: { code: appCode(secret, ctx.now()) } })).step.step).toBe('done')
    expect((await finishLogin(ctx, token)).session?.acr).toBe('mfa')
  })

  it('takes a code once, whoever brings it', async () => {
    const person = await aMember()
    const { secret } = await withApp(person)
    const { id } = await rowOf(person, 'totp')
    const walks = await Promise.all([signingIn(person), signingIn(person)])
    for (const { go } of walks) await go({ do: 'begin', authenticatorId: id })
    const code = appCode(secret, walks[0].ctx.now())
    expect((await walks[0].go({ do: 'answer', answer: { code } })).step.step).toBe('done')
    await expect(walks[1].go({ do: 'answer', answer: { code } })).rejects.toMatchObject({
      code: 'session.mfa.invalid_totp_code',
      data: { attemptsLeft: 4 },
    })
  })

  it('keeps the seed and the codes out of a dump while they are shown', async () => {
    const person = await aMember()
    const { go } = await signingIn(person)
    await go({ do: 'choose', factor: 'totp' })
    const shown = promptOf(await go({ do: 'enroll', factor: 'totp', input: {} }))
    const dump = JSON.stringify(await db().interaction.findMany({ where: { userId: person.id } }))
    expect(shown?.shape === 'qr-code' && dump.includes(shown.secret)).toBe(false)
    expect(dump).not.toContain('otpauth')
  })

  it('lets a backup code in once, says so, and asks for a new set when all are used (S16)', async () => {
    const person = await aMember({ proven: true })
    const { codes, secret } = await withApp(person)
    const row = await rowOf(person, 'backup-codes')
    const { go, ctx, token } = await signingIn(person)
    await go({ do: 'begin', authenticatorId: row.id })
    const answer = { code: codes[0]!.toLowerCase() }
    expect((await go({ do: 'answer', answer, trustDevice: true })).step.step).toBe('done')
    const finished = await finishLogin(ctx, token)
    expect(finished.session?.amr).toEqual(['pwd', 'backup_code', 'mfa'])
    expect(finished.trustedDevice).toBeNull()
    await messagesUnderway()
    expect((await arrived(person.email)).map((m) => m.usageType)).toContain('BackupCodeUsedNotice')
    const again = await signingIn(person)
    await again.go({ do: 'begin', authenticatorId: row.id })
    await expect(again.go({ do: 'answer', answer })).rejects.toMatchObject({ code: 'session.mfa.invalid_backup_code' })
    await db().authenticator.update({ where: { id: row.id }, data: { data: { hashes: [] } } })
    const third = await signingIn(person)
    expect(third.at.step).toMatchObject({ step: 'choose-factor', options: [{ factor: 'totp' }] })
    await third.go({ do: 'begin', authenticatorId: (await rowOf(person, 'totp')).id })
    const passed = await third.go({ do: 'answer', answer: { code: appCode(secret, third.ctx.now()) } })
    expect(stepOf(passed)).toBe('spare:backup-codes')
  })

  it('asks who came in by a backup code beside a locked phone to set something up again (F6)', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode', 'BackupCode'] } })
    const person = await aMember({ sms: true })
    const first = await signingIn(person)
    await first.go({ do: 'begin', authenticatorId: person.sms! })
    await first.go({ do: 'answer', answer: { code: await newestCode(person.phone) } })
    const list = promptOf(await first.go({ do: 'enroll', factor: 'backup-codes', input: {} }))
    await first.go({ do: 'answer', answer: { acknowledge: 'true' } })
    await finishLogin(first.ctx, first.token)
    await db().authenticator.update({ where: { id: person.sms! }, data: { disabledAt: new Date() } })
    const { at, go } = await signingIn(person)
    expect(at.step).toMatchObject({ step: 'choose-factor', options: [{ factor: 'backup-codes' }] })
    await go({ do: 'begin', authenticatorId: (await rowOf(person, 'backup-codes')).id })
    const code = list?.shape === 'codes-list' ? list.codes[0]! : ''
    expect((await go({ do: 'answer', answer: { code } })).step).toMatchObject({
      step: 'enroll',
      reason: 'required',
      factor: 'sms',
      skippable: false,
    })
  })

  it.skipIf(!testDatabaseUrl())('takes one of fifty equal answers at once', async () => {
    const person = await aMember()
    const { codes } = await withApp(person)
    const { id } = await rowOf(person, 'backup-codes')
    const walks = await Promise.all(Array.from({ length: 20 }, () => signingIn(person)))
    for (const { go } of walks) await go({ do: 'begin', authenticatorId: id })
    const results = await Promise.allSettled(walks.map(({ go }) => go({ do: 'answer', answer: { code: codes[1]! } })))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    const refusals = new Set(results.flatMap((r) => (r.status === 'rejected' ? [r.reason.code] : [])))
    for (const code of refusals)
      expect([
        'session.mfa.invalid_backup_code',
        'session.verification_blocked_too_many_attempts',
        'verification_code.exceed_max_try',
        'session.mfa.factor_locked',
      ]).toContain(code)
  })
})

describe('a passkey', () => {
  const key = softAuthenticator()
  const withPasskey = async (person: TestPerson, authenticator = key) => {
    const { go, ctx, token } = await signingIn(person)
    await go({ do: 'choose', factor: 'passkey' })
    const asked = promptOf(await go({ do: 'enroll', factor: 'passkey', input: {} }))
    if (asked?.shape !== 'passkey') throw new Error('no passkey')
    const credential = authenticator.create(asked.options as { challenge: string })
    await go({ do: 'answer', answer: { credential } })
    await go({ do: 'enroll', factor: 'backup-codes', input: {} })
    await go({ do: 'answer', answer: { acknowledge: 'true' } })
    return finishLogin(ctx, token)
  }
  const anyone = async (over = {}) => {
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app', ...over })
    const at = await advance(ctx, token)
    if (at.passkey?.shape !== 'passkey') throw new Error('not offered')
    return { ctx, token, options: at.passkey.options as { challenge: string } }
  }

  it('is set up, and then signs in alone: both steps in one (F13)', async () => {
    await settings({ mfa: { factors: all }, passkeySignIn: { enabled: true } })
    const person = await aMember()
    expect((await withPasskey(person)).session).toMatchObject({ amr: ['pwd', 'swk', 'pop', 'user', 'mfa'], acr: 'phr' })
    const { ctx, token, options } = await anyone()
    const done = await advance(ctx, token, { do: 'passkey', answer: { credential: JSON.stringify(key.get(options)) } })
    expect(done.step.step).toBe('done')
    const { session, userId } = await finishLogin(ctx, token)
    expect(userId).toBe(person.id)
    expect(session).toMatchObject({ amr: ['swk', 'pop', 'user', 'mfa'], acr: 'phr' })
  })

  it('of nobody, of somebody else, for another page or without verification opens nothing, and tells them apart for nobody', async () => {
    await settings({ mfa: { factors: all }, passkeySignIn: { enabled: true } })
    const own = softAuthenticator()
    const [person, other] = [await aMember(), await aMember()]
    await withPasskey(person, own)
    const [one, two] = [await anyone(), await anyone()]
    const refusal = { code: 'session.mfa.webauthn_verification_failed', data: {} }
    const attempts = [softAuthenticator().get(one.options), own.get(two.options), own.get(one.options, { userVerified: false })]
    for (const credential of attempts)
      await expect(advance(one.ctx, one.token, { do: 'passkey', answer: { credential } })).rejects.toMatchObject(refusal)
    await advance(one.ctx, one.token, { do: 'identify', identifier: other.email })
    await expect(
      advance(one.ctx, one.token, { do: 'passkey', answer: { credential: own.get(one.options) } }),
    ).rejects.toMatchObject(refusal)
    await settings({ mfa: { factors: all } })
    await expect(
      advance(two.ctx, two.token, { do: 'passkey', answer: { credential: own.get(two.options) } }),
    ).rejects.toMatchObject({ code: 'interaction.wrong_step' })
  })

  it('is offered once where it signs in alone, and "not now" is remembered', async () => {
    const document = { mfa: { factors: all, policy: 'NoPrompt' }, passkeySignIn: { enabled: true } }
    await settings(document)
    const person = await aMember()
    const first = await signingIn(person)
    expect(first.at.step).toMatchObject({ step: 'enroll', reason: 'offer', factor: 'passkey', skippable: true })
    expect((await first.go({ do: 'skip' })).step.step).toBe('done')
    await finishLogin(first.ctx, first.token)
    expect((await signingIn(person)).at.step.step).toBe('done')
    const other = await aMember({ sms: true })
    // who has a second step passes it first
    expect((await signingIn(other)).at.step.step).toBe('choose-factor')
    const third = await signingIn(await aMember())
    const asked = promptOf(await third.go({ do: 'enroll', factor: 'passkey', input: {} }))
    const credential = asked?.shape === 'passkey' && softAuthenticator().create(asked.options as { challenge: string })
    expect((await third.go({ do: 'answer', answer: { credential } })).step.step).toBe('done')
  })

  it('is one line in the list, and any of a person’s passkeys answers it', async () => {
    const person = await aMember()
    const [phone, laptop] = [softAuthenticator(), softAuthenticator()]
    await withPasskey(person, phone)
    const row = await rowOf(person, 'passkey')
    await db().authenticator.create({
      data: { ...row, id: `${row.id}-2`, key: laptop.id, data: await dataOf(laptop) } as never,
    })
    const { at, go } = await signingIn(person)
    expect(at.step.step === 'choose-factor' && at.step.options.filter((o) => o.factor === 'passkey')).toHaveLength(1)
    const asked = promptOf(await go({ do: 'begin', authenticatorId: row.id }))
    const options = asked?.shape === 'passkey' ? (asked.options as { challenge: string; allowCredentials: unknown[] }) : null
    expect(options?.allowCredentials).toHaveLength(2)
    expect((await go({ do: 'answer', answer: { credential: laptop.get(options!) } })).step.step).toBe('done')
    expect((await db().authenticator.findUnique({ where: { id: `${row.id}-2` } }))?.lastUsedAt).not.toBeNull()
  })
})

/** What the server would have stored for an authenticator. */
async function dataOf(key: ReturnType<typeof softAuthenticator>): Promise<object> {
  const { factors } = await import('@/lib/factors')
  const { aWorld } = await import('@/lib/factors/testing')
  const begun = await factors.passkey.enroll.begin(aWorld(), {})
  const options = (begun.prompt as unknown as { options: { challenge: string } }).options
  const verdict = await factors.passkey.enroll.finish(aWorld(), begun.state, { credential: key.create(options) })
  return (verdict as { data: object }).data
}

describe('spares in settings', () => {
  it('do not stand in for the last factor under a mandatory policy, and a new set voids the old one', async () => {
    const person = await aMember({ proven: true })
    const { codes, secret } = await withApp(person)
    const { go, ctx, token } = await signingIn(person)
    const app = await rowOf(person, 'totp')
    await go({ do: 'begin', authenticatorId: app.id })
    await go({ do: 'answer', answer: { code: appCode(secret, ctx.now()) } })
    const session = (await readSession(ctx, (await finishLogin(ctx, token)).session?.token))!
    await expect(removeFactor(ctx, session, app.id)).rejects.toMatchObject({ code: 'session.mfa.last_factor_required' })
    const { token: changing } = await start(ctx, {
      purpose: 'account',
      applicationId: 'account',
      userId: person.id,
      session: { id: session.id, provenAt: session.provenAt },
      goal: { kind: 'enroll', factor: 'backup-codes' },
    })
    await advance(ctx, changing, { do: 'enroll', factor: 'backup-codes', input: {} })
    await advance(ctx, changing, { do: 'answer', answer: { acknowledge: 'true' } })
    await finishLogin(ctx, changing)
    expect(await db().authenticator.count({ where: { userId: person.id, type: 'backup-codes' } })).toBe(1)
    const again = await signingIn(person)
    await again.go({ do: 'begin', authenticatorId: (await rowOf(person, 'backup-codes')).id })
    await expect(again.go({ do: 'answer', answer: { code: codes[0]! } })).rejects.toMatchObject({
      code: 'session.mfa.invalid_backup_code',
    })
  })

  it('prove a change only together with the password, when everything else is lost', async () => {
    const person = await aMember({ proven: true })
    const { codes, session: first } = await withApp(person)
    later(700)
    const ctx = aCtx()
    const { id } = await db().session.findFirstOrThrow({ where: { id: first!.id } })
    const goal = { kind: 'prove' as const }
    const about = { purpose: 'account' as const, applicationId: 'account', userId: person.id, goal }
    const { token } = await start(ctx, { ...about, session: { id, provenAt: null } })
    const asked = await advance(ctx, token)
    expect(asked.step.step === 'choose-factor' && asked.step.options.map((o) => o.factor)).toEqual(['totp', 'backup-codes'])
    await advance(ctx, token, { do: 'begin', authenticatorId: (await rowOf(person, 'backup-codes')).id })
    const half = await advance(ctx, token, { do: 'answer', answer: { code: codes[5]! } })
    expect(half.step).toEqual({ step: 'authenticate', methods: ['password'] })
    expect((await advance(ctx, token, { do: 'password', password })).step.step).toBe('done')
  })
})
