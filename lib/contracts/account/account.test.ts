import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cookieNames } from '@/lib/core/cookies'
import { useEnv } from '@/lib/core/env'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { advance } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { start } from '@/lib/flows/start'
import { aMember, arrived, furnish, newestCode, password, settings, type TestPerson } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aBrowser, origin } from '../experience/testing'

/** A person's own account as JSON, by the session cookie. */

let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: origin, TRUST_PROXY: '1' })
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(() => settings({ mfa: { factors: ['Totp', 'PhoneVerificationCode', 'BackupCode'], policy: 'PromptOnlyAtSignIn' } }))

/** A browser in which a person is signed in, or nobody is. */
async function browserOf(person?: TestPerson) {
  const browser = aBrowser('my-account')
  if (person) {
    const ctx = ctxFromHeaders(new Headers({ 'x-forwarded-for': browser.ip }))
    const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
    const at = await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
    if (at.step.step === 'enroll') await advance(ctx, token, { do: 'skip' })
    if (at.step.step === 'choose-factor') {
      await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
      const passed = await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })
      if (passed.step.step === 'enroll') {
        await advance(ctx, token, { do: 'enroll', factor: 'backup-codes', input: {} })
        await advance(ctx, token, { do: 'answer', answer: { acknowledge: 'true' } })
      }
    }
    browser.jar.set(cookieNames.session(), (await finishLogin(ctx, token)).session?.token ?? '')
  }
  return browser
}
const stale = (person: TestPerson) => db().session.updateMany({ where: { userId: person.id }, data: { provenAt: null } })

describe('a person’s own account', () => {
  it('is told, masked', async () => {
    const person = await aMember({ sms: true })
    const { call } = await browserOf(person)
    expect((await call('PATCH', '', { name: '  Jane Doe ', locale: 'de' })).status).toBe(204)
    expect((await call('PATCH', '', { role: 'owner' })).status).toBe(400)
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ name: 'Jane Doe', locale: 'de', role: null })
    const { body } = await call('GET', '')
    expect(body.name).toBe('Jane Doe')
    expect(body).toMatchObject({ primaryPhone: `+1***${person.phone.slice(-4)}`, skipMfaOnSignIn: false })
    const list = (await call('GET', '/mfa-verifications')).body as unknown as { type: string }[]
    expect(list.map((row) => row.type)).toEqual(['PhoneVerificationCode', 'BackupCode'])
    expect(JSON.stringify([body, list])).not.toContain(person.phone)
  })

  it('gains an app, with a fresh proof first where there is none', async () => {
    const person = await aMember({ sms: true })
    const { post, call } = await browserOf(person)
    await stale(person)
    const refused = await post('/mfa-verifications', { type: 'Totp' })
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { code: 'session.mfa.fresh_proof_required', data: { factors: ['PhoneVerificationCode', 'BackupCode'] } },
    ])
    const proof = await post('/proofs', { factorId: person.sms })
    expect(proof.status).toBe(200)
    expect((await post('/proofs/verify', { code: await newestCode(person.phone) })).status).toBe(204)
    const { body } = await post('/mfa-verifications', { type: 'Totp' })
    const code = appCode(String(body.secret), Date.now())
    expect((await post('/mfa-verifications/verify', { code })).status).toBe(204)
    const row = await db().authenticator.findFirstOrThrow({ where: { userId: person.id, type: 'totp' } })
    expect((await call('PATCH', `/mfa-verifications/${row.id}`, { label: 'Work phone', isDefault: true })).status).toBe(204)
    expect(await db().authenticator.findUnique({ where: { id: row.id } })).toMatchObject({ label: 'Work phone', preferred: true })
    expect((await call('DELETE', `/mfa-verifications/${row.id}`)).status).toBe(204)
  })

  it('replaces backup codes when they were saved, and not before', async () => {
    const person = await aMember({ sms: true })
    const { post } = await browserOf(person)
    const hashes = async () =>
      (await db().authenticator.findFirstOrThrow({ where: { userId: person.id, type: 'backup-codes' } })).data
    const before = await hashes()
    expect((await post('/backup-codes/generate')).body.codes).toHaveLength(10)
    expect(await hashes()).toEqual(before)
    expect((await post('/backup-codes/acknowledge')).status).toBe(204)
    expect(await hashes()).not.toEqual(before)
  })

  it('changes an address by proof, and the password', async () => {
    const person = await aMember({ sms: true, proven: true })
    const { post } = await browserOf(person)
    const fresh = `new-${person.email}`
    expect((await post('/primary-email', { value: fresh })).status).toBe(200)
    await messagesUnderway()
    expect((await post('/primary-email/verify', { code: await newestCode(fresh) })).status).toBe(204)
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ email: fresh })
    await messagesUnderway()
    expect((await arrived(person.email)).map((m) => m.usageType)).toContain('ContactChangedNotice')
    expect((await post('/password', { password: 'short' })).body.code).toBe('password.rejected')
    expect((await post('/password', { password: 'an entirely new passphrase' })).status).toBe(204)
  })

  it('loses an address where another one is left to sign in with, and keeps the factor', async () => {
    const person = await aMember({ sms: true, proven: true })
    const { call } = await browserOf(person)
    const before = await arrived(person.phone)
    await stale(person)
    expect((await call('DELETE', '/primary-phone')).body.code).toBe('session.mfa.fresh_proof_required')
    await db().session.updateMany({ where: { userId: person.id }, data: { provenAt: new Date() } })
    expect((await call('DELETE', '/primary-phone')).status).toBe(204)
    const row = await db().user.findUnique({ where: { id: person.id } })
    expect(row).toMatchObject({ phone: null, phoneVerifiedAt: null, email: person.email })
    expect(await db().authenticator.count({ where: { userId: person.id, type: 'sms' } })).toBe(1)
    await messagesUnderway()
    expect((await arrived(person.phone)).slice(0, -before.length).map((m) => m.usageType)).toEqual(['ContactChangedNotice'])
    expect((await call('DELETE', '/primary-phone')).status).toBe(404)
    const last = await call('DELETE', '/primary-email')
    expect([last.status, last.body]).toMatchObject([422, { code: 'user.missing_profile', data: { missingProfile: ['email'] } }])
    expect(await db().user.count({ where: { id: person.id, email: person.email } })).toBe(1)
  })

  it('keeps the address that signs them in: a name nobody can use is no way back', async () => {
    const person = await aMember({ sms: true, proven: true })
    const { call } = await browserOf(person)
    const byCode = (['email', 'phone'] as const).map((identifier) => ({ identifier, password: false, verificationCode: true }))
    const change = (data: object) => db().user.update({ where: { id: person.id }, data })
    const removed = async () => (await call('DELETE', '/primary-phone')).body?.code ?? 'removed'
    await change({ email: null, username: `keeps${person.id}` })
    await db().authenticator.deleteMany({ where: { userId: person.id, type: 'password' } })
    await settings({
      signIn: { methods: [...byCode, { identifier: 'username' }] },
      signUp: { identifiers: ['username'], password: true, verify: false },
    })
    expect(await removed()).toBe('user.missing_profile')
    await change({ email: person.email, emailVerifiedAt: null })
    expect(await removed()).toBe('user.missing_profile')
    await change({ emailVerifiedAt: new Date() })
    expect(await removed()).toBe('removed')
  })

  it('goes for good, with a last word to its owner', async () => {
    const person = await aMember({ sms: true, proven: true })
    const { call, jar } = await browserOf(person)
    await stale(person)
    expect((await call('DELETE', '')).body.code).toBe('session.mfa.fresh_proof_required')
    await db().session.updateMany({ where: { userId: person.id }, data: { provenAt: new Date() } })
    const { status } = await call('DELETE', '')
    expect([status, jar.has(cookieNames.session())]).toEqual([204, false])
    expect(await db().user.count({ where: { id: person.id } })).toBe(0)
    for (const left of [db().session, db().authenticator, db().knownBrowser, db().interaction] as {
      count(q: object): Promise<number>
    }[])
      expect(await left.count({ where: { userId: person.id } })).toBe(0)
    expect(await db().auditEvent.count({ where: { userId: person.id, event: 'User.Deleted' } })).toBe(1)
    await messagesUnderway()
    expect((await arrived(person.email)).map((m) => m.usageType)).toContain('AccountDeletedNotice')
  })

  it('keeps what the administrator took out of people’s hands', async () => {
    const person = await aMember({ sms: true, proven: true })
    const { call } = await browserOf(person)
    const off = {
      name: 'Off',
      avatar: 'Off',
      email: 'ReadOnly',
      phone: 'Off',
      password: 'ReadOnly',
      mfa: 'ReadOnly',
      session: 'Off',
      account: 'Off',
    }
    await settings({ mfa: { factors: ['PhoneVerificationCode', 'Totp'] }, accountCenter: { fields: off } })
    const lasts = new Date(Date.now() + 86_400_000)
    const trusted = { id: `t${person.id}`, userId: person.id, tokenHash: person.id, label: 'Firefox' }
    await db().trustedDevice.create({ data: { ...trusted, createdAt: new Date(), lastUsedAt: new Date(), expiresAt: lasts } })
    const before = JSON.stringify([await db().user.findUnique({ where: { id: person.id } }), await db().session.findMany()])
    const writes: [string, string, unknown, string][] = [
      ['PATCH', '', { name: 'Jane' }, 'name'],
      ['PATCH', '', { avatar: 'https://example.com/a.png' }, 'avatar'],
      ['DELETE', '', undefined, 'account'],
      ['DELETE', '/primary-phone', undefined, 'phone'],
      ['POST', '/primary-email', { value: 'new@example.com' }, 'email'],
      ['POST', '/password', { password: 'an entirely new passphrase' }, 'password'],
      ['POST', '/mfa-verifications', { type: 'Totp' }, 'mfa'],
      ['PATCH', `/mfa-verifications/${person.sms}`, { label: 'Mine' }, 'mfa'],
      ['DELETE', `/mfa-verifications/${person.sms}`, undefined, 'mfa'],
      ['PATCH', '/mfa-settings', { skipMfaOnSignIn: true }, 'mfa'],
      ['DELETE', '/sessions', undefined, 'session'],
      ['DELETE', '/trusted-devices/any', undefined, 'session'],
    ]
    for (const [method, path, body, field] of writes) {
      const refused = await call(method, path, body)
      expect([path, refused.status, refused.body]).toMatchObject([
        path,
        400,
        { code: 'account_center.field_not_editable', data: { field } },
      ])
    }
    expect(JSON.stringify([await db().user.findUnique({ where: { id: person.id } }), await db().session.findMany()])).toBe(before)
    expect((await call('GET', '')).body).toMatchObject({ primaryPhone: null, primaryEmail: expect.stringContaining('***') })
    for (const path of ['/sessions', '/trusted-devices']) expect((await call('GET', path)).body).toEqual([])
    expect((await call('PATCH', '', { locale: 'de' })).status).toBe(204)
    await settings()
    const avatar = 'https://example.com/a.png'
    expect((await call('PATCH', '', { avatar })).status).toBe(204)
    expect((await call('GET', '')).body).toMatchObject({ avatar })
    for (const bad of ['http://example.com/a.png', 'javascript:alert(1)', 'a.png'])
      expect((await call('PATCH', '', { avatar: bad })).status).toBe(400)
  })

  it('of the console is let go by an owner, not by itself', async () => {
    const person = await aMember({ sms: true })
    await db().user.update({ where: { id: person.id }, data: { role: 'owner' } })
    const { call } = await browserOf(person)
    expect((await call('DELETE', '')).body.code).toBe('auth.forbidden')
    expect(await db().user.count({ where: { id: person.id } })).toBe(1)
  })

  it('without a second step is proven by the password', async () => {
    const person = await aMember()
    const { post, call } = await browserOf(person)
    await stale(person)
    expect((await call('DELETE', '/sessions')).body.code).toBe('session.mfa.fresh_proof_required')
    expect((await post('/proofs', { password: 'not this one' })).body.code).toBe('session.invalid_credentials')
    expect((await post('/proofs', { password })).status).toBe(200)
    expect((await call('DELETE', '/sessions')).status).toBe(204)
    expect((await call('PATCH', '/mfa-settings', { skipMfaOnSignIn: true })).status).toBe(204)
  })
})

describe('others', () => {
  const writes: [string, string, unknown][] = [
    ['POST', '/proofs', {}],
    ['POST', '/mfa-verifications', { type: 'Totp' }],
    ['POST', '/backup-codes/generate', undefined],
    ['POST', '/password', { password }],
    ['DELETE', '/sessions', undefined],
    ['DELETE', '', undefined],
    ['DELETE', '/primary-email', undefined],
    ['PATCH', '/mfa-settings', { skipMfaOnSignIn: true }],
  ]
  it('without a session, or from another site, change nothing', async () => {
    const stranger = await browserOf()
    const owner = await browserOf(await aMember())
    for (const [method, path, body] of writes) {
      expect([path, (await stranger.call(method, path, body)).status]).toEqual([path, 401])
      const foreign = await owner.call(method, path, body, { origin: 'https://evil.example' })
      expect([path, foreign.status, foreign.body.code]).toEqual([path, 403, 'auth.origin_rejected'])
    }
  })

  it('are like nobody: their factors and sessions are not there', async () => {
    const victim = await aMember({ sms: true })
    await browserOf(victim)
    const theirs = await db().session.findFirstOrThrow({ where: { userId: victim.id } })
    const { call } = await browserOf(await aMember({ sms: true }))
    for (const [method, path, body] of [
      ['DELETE', `/mfa-verifications/${victim.sms}`, undefined],
      ['PATCH', `/mfa-verifications/${victim.sms}`, { label: 'mine' }],
      ['DELETE', `/sessions/${theirs.id}`, undefined],
      ['DELETE', '/trusted-devices/nothing', undefined],
    ] as const)
      expect([path, (await call(method, path, body)).status]).toEqual([path, 404])
  })

  it('and a sign-in under way are no part of it', async () => {
    const person = await aMember({ sms: true, proven: true })
    const { call, jar } = await browserOf(person)
    const ctx = ctxFromHeaders(new Headers())
    const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
    await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    jar.set(cookieNames.interaction(), token)
    const { status, body } = await call('POST', '/proofs/verify', { code: await newestCode(person.phone) })
    expect([status, body.code]).toEqual([404, 'session.verification_session_not_found'])
    expect(await db().session.count({ where: { userId: person.id } })).toBe(1)
  })

  it('get a clear answer to whatever they send, and never a fault', async () => {
    const { call } = await browserOf(await aMember())
    const posts = ['/proofs', '/proofs/verify', '/mfa-verifications', '/mfa-verifications/verify', '/primary-phone', '/password']
    for (const path of posts)
      for (const body of ['{', '[]', 'null', '{"type":7}', '{"code":5}', '{"value":"\\u0000"}', '{"extra":1}']) {
        const { status } = await call('POST', path, body)
        expect([path, body, status >= 400 && status < 500]).toEqual([path, body, true])
      }
  })
})
