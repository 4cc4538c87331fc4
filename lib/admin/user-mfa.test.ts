import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { createSession, sessionsOf } from '@/lib/db/sessions'
import { type TestDb, testDb } from '@/lib/db/testing'
import { forAddress, knowledge } from '@/lib/factors'
import { createConnector } from './connectors'
import { patchSettings } from './settings'
import { addFactor, listFactors, removeFactor, renameFactor, resetMfa, resetSkip } from './user-mfa'
import { createUser } from './users'
import type { As } from './verb'

const as: As = { ctx: systemCtx(), actor: { type: 'machine', id: 'key' } }
const phone = 'PhoneVerificationCode'
const type = forAddress('phone')
let database: TestDb
let ann: string
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.clear()
  ann = (await createUser(as, { username: 'ann', password: 'correct horse battery staple' })).id
})

const bind = (id: string, address: string) =>
  transaction((tx) =>
    createAuthenticator(tx, Date.now(), { id, userId: ann, type, data: { address }, createdVia: 'Interaction', verified: true }),
  )
const mandatory = async () => {
  await createConnector(as, { factoryId: 'inbox-sms' })
  await createConnector(as, { factoryId: 'inbox-email' })
  await patchSettings(as, { mfa: { factors: [phone], policy: 'Mandatory' } })
}

describe('entering a factor for somebody', () => {
  it('leaves it pending and masked, and never proven', async () => {
    const row = await addFactor(as, ann, { type: phone, phone: '(212) 555-0101', label: 'Work' })
    expect(row).toMatchObject({
      type: phone,
      status: 'pending',
      label: 'Work',
      masked: '+1***0101',
      verifiedAt: null,
      createdVia: 'Admin',
    })
    const answers = [row, await listFactors(as, ann), await db().auditEvent.findMany({ omit: { seq: true } })]
    expect(JSON.stringify(answers)).not.toContain('2125550101')
  })

  it.each([
    [{ type: phone }, 'request.invalid'],
    [{ type: 'Totp', phone: '+12125550101' }, 'request.invalid'],
    [{ type: 'Password', phone: '+12125550101' }, 'request.invalid'],
    [{ type: phone, phone: '12' }, 'identifier.invalid'],
    [{ type: phone, phone: '+12125550101', verifiedAt: 'now' }, 'request.invalid'],
  ])('refuses %j', async (input, code) => {
    await expect(addFactor(as, ann, input)).rejects.toMatchObject({ code })
  })

  it.each([
    [{ type: 'Totp' }, 'secret'],
    [{ type: 'Totp', secret: 'JBSWY3DP' }, 'secret'],
    [{ type: 'Totp', secret: 'not base 32 at all!!' }, 'secret'],
    [{ type: 'BackupCode', codes: [] }, 'codes'],
    [{ type: 'BackupCode', codes: ['short'] }, 'codes'],
    [{ type: 'BackupCode', codes: ['8K2Q7VXM3T9RD', '8k2q-7vxm-3t9rd'] }, 'codes'],
  ])('refuses to bring %j over', async (input, path) => {
    const refused = addFactor(as, ann, input)
    await expect(refused).rejects.toMatchObject({ code: 'request.invalid', data: { problems: [{ path }] } })
    expect(await listFactors(as, ann)).toEqual([])
  })

  it('brings an app and codes over once, and shows neither', async () => {
    const secret = 'jbsw y3dp ehpk 3pxp jbsw y3dp'
    expect(await addFactor(as, ann, { type: 'Totp', secret })).toMatchObject({ status: 'active', createdVia: 'Import' })
    await addFactor(as, ann, { type: 'BackupCode', codes: ['8k2q-7vxm-3t9rd', 'ABCDEFGHJK'] })
    const again = addFactor(as, ann, { type: 'BackupCode', codes: ['8K2Q7VXM3T9RE'] })
    await expect(again).rejects.toMatchObject({ code: 'user.backup_code_already_in_use' })
    for (const n of [2, 3]) await addFactor(as, ann, { type: 'Totp', secret: `JBSWY3DPEHPK3PX${n}` })
    const fourth = addFactor(as, ann, { type: 'Totp', secret })
    await expect(fourth).rejects.toMatchObject({ code: 'user.totp_already_in_use', data: { limit: 3 } })
    const kept = JSON.stringify([await db().authenticator.findMany(), await db().auditEvent.findMany({ omit: { seq: true } })])
    for (const one of ['JBSWY3DP', 'jbsw', '8K2Q', '8k2q', 'ABCDEFGHJK']) expect(kept).not.toContain(one)
  })

  it('stops at the same number twice, five numbers, and five people on one', async () => {
    await addFactor(as, ann, { type: phone, phone: '+12125550101' })
    const again = addFactor(as, ann, { type: phone, phone: '+12125550101' })
    await expect(again).rejects.toMatchObject({ code: 'user.factor_already_bound' })
    for (const n of [2, 3, 4, 5]) await addFactor(as, ann, { type: phone, phone: `+1212555010${n}` })
    const sixth = addFactor(as, ann, { type: phone, phone: '+12125550106' })
    await expect(sixth).rejects.toMatchObject({ code: 'user.factor_limit_reached', data: { limit: 5 } })
    for (const n of [1, 2, 3, 4]) {
      const { id } = await createUser(as, { username: `bob${n}` })
      await addFactor(as, id, { type: phone, phone: '+12125550101' })
    }
    const { id } = await createUser(as, { username: 'bob5' })
    const crowded = addFactor(as, id, { type: phone, phone: '+12125550101' })
    await expect(crowded).rejects.toMatchObject({ code: 'user.factor_limit_reached' })
  })
})

describe('removing a factor', () => {
  it('keeps the last usable one under a mandatory policy, against two parallel removals too', async () => {
    await mandatory()
    await bind('f1', '+12125550101')
    await bind('f2', '+12125550102')
    await addFactor(as, ann, { type: phone, phone: '+12125550103' })
    const results = await Promise.allSettled([removeFactor(as, ann, 'f1'), removeFactor(as, ann, 'f2')])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const rejected = results.find((result) => result.status === 'rejected')
    expect(rejected?.reason).toMatchObject({ code: 'session.mfa.last_factor_required', status: 422 })
  })

  it('takes the last one where the policy may be skipped, and trusted devices with it', async () => {
    await bind('f1', '+12125550101')
    const dates = { lastUsedAt: new Date(), createdAt: new Date(), expiresAt: new Date(Date.now() + 9999) }
    await db().trustedDevice.create({ data: { id: 'd', tokenHash: 'h', userId: ann, label: 'x', ...dates } })
    await removeFactor(as, ann, 'f1')
    expect([await listFactors(as, ann), await db().trustedDevice.count()]).toEqual([[], 0])
  })

  it('never takes the password, nor a row of somebody else', async () => {
    const password = await db().authenticator.findFirstOrThrow({ where: { userId: ann, type: knowledge } })
    await expect(removeFactor(as, ann, password.id)).rejects.toMatchObject({ code: 'entity.not_found' })
    await bind('f1', '+12125550101')
    const { id } = await createUser(as, { username: 'bob' })
    await expect(removeFactor(as, id, 'f1')).rejects.toMatchObject({ code: 'entity.not_found' })
    await expect(renameFactor(as, id, 'f1', { label: 'Mine' })).rejects.toMatchObject({ code: 'entity.not_found' })
  })
})

describe('resetting', () => {
  it('ends sessions, removes factors and keeps the password, even under a mandatory policy', async () => {
    await mandatory()
    await bind('f1', '+12125550101')
    const now = Date.now()
    const times = { authTime: now, provenAt: null, expiresAt: now + 60_000, createdAt: now }
    const rest = { applicationId: 'demo', amr: [], acr: null, ip: null, userAgent: null }
    await transaction((tx) => createSession(tx, { id: 's', token: 't', userId: ann, ...times, ...rest }))
    expect(await resetMfa(as, ann)).toEqual({ removed: 1 })
    expect(await listFactors(as, ann)).toEqual([])
    expect(await sessionsOf(db(), ann, Date.now())).toEqual([])
    expect(await db().authenticator.count({ where: { userId: ann, type: knowledge } })).toBe(1)
    expect(await db().auditEvent.findFirst({ where: { event: 'Mfa.Reset' } })).toMatchObject({ userId: ann, actorId: 'key' })
  })

  it('of a skip asks again', async () => {
    const mfaSkip = { skippedAt: new Date().toISOString(), underPolicy: 'PromptOnlyAtSignIn' }
    await db().user.update({ where: { id: ann }, data: { mfaSkip, suggestionSkippedAt: new Date() } })
    await resetSkip(as, ann)
    expect(await db().user.findUnique({ where: { id: ann } })).toMatchObject({ mfaSkip: null, suggestionSkippedAt: null })
  })
})
