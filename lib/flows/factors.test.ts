import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addFactor } from '@/lib/admin/user-mfa'
import { testDatabaseUrl } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { removeFactor } from './account'
import { advance } from './advance'
import { finishLogin } from './finish'
import { readSession } from './session'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings } from './testing'
import { all, promptOf, rowOf, signingIn, stepOf, withApp } from './testing-walk'
import { messagesUnderway } from './underway'

/** Authenticator apps, passkeys and backup codes on the road, with their rows. */

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(() => settings({ mfa: { factors: all } }))

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

  it('works at once where an administrator brought it over', async () => {
    const person = await aMember()
    const as = { ctx: aCtx(), actor: { type: 'machine', id: 'key' } as const }
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DP'
    await addFactor(as, person.id, { type: 'Totp', secret })
    await addFactor(as, person.id, { type: 'BackupCode', codes: ['abcde-fghjk'] })
    const first = await signingIn(person)
    await first.go({ do: 'begin', authenticatorId: (await rowOf(person, 'totp')).id })
    const answer = { code: appCode(secret, first.ctx.now()) }
    expect((await first.go({ do: 'answer', answer })).step.step).toBe('done')
    expect((await finishLogin(first.ctx, first.token)).session?.acr).toBe('mfa')
    const second = await signingIn(person)
    await second.go({ do: 'begin', authenticatorId: (await rowOf(person, 'backup-codes')).id })
    const { interaction } = await second.go({ do: 'answer', answer: { code: 'ABCDE FGHJK' } })
    expect(interaction.facts.evidence.map((e) => e.factor)).toEqual(['password', 'backup-codes'])
  })

  it('shows the same key again when its page is asked for twice', async () => {
    const { go } = await signingIn(await aMember())
    await go({ do: 'choose', factor: 'totp' })
    const [first, second] = [
      promptOf(await go({ do: 'enroll', factor: 'totp', input: {} })),
      promptOf(await go({ do: 'enroll', factor: 'totp', input: {} })),
    ]
    expect(first).toMatchObject({ shape: 'qr-code', secret: expect.any(String) })
    expect(second).toEqual(first)
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
    await settings({ mfa: { factors: all }, trustedDevice: { enabled: true } })
    const person = await aMember({ proven: true })
    const { codes, secret } = await withApp(person)
    const row = await rowOf(person, 'backup-codes')
    const device = { id: `d-${person.id}`, tokenHash: `h-${person.id}`, userId: person.id, label: 'x', lastUsedAt: new Date() }
    await db().trustedDevice.create({ data: { ...device, expiresAt: new Date(4e12), createdAt: new Date() } })
    const { go, ctx, token } = await signingIn(person)
    await go({ do: 'begin', authenticatorId: row.id })
    const answer = { code: codes[0]!.toLowerCase() }
    expect((await go({ do: 'answer', answer, trustDevice: true })).step.step).toBe('done')
    const finished = await finishLogin(ctx, token)
    expect(finished.session?.amr).toEqual(['pwd', 'backup_code', 'mfa'])
    expect(finished.trustedDevice).toBeNull()
    expect(await db().trustedDevice.count({ where: { userId: person.id } })).toBe(0)
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
