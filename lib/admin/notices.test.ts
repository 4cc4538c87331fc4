import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { samples } from '@/lib/connectors/samples'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { listInbox, setBehavior } from '@/lib/db/inbox'
import { type TestDb, testDb } from '@/lib/db/testing'
import { updateUser as updateRow } from '@/lib/db/users'
import { forAddress } from '@/lib/factors'
import { callbackUrl } from '@/lib/messages/callback'
import { receiveReport } from './callbacks'
import { createConnector } from './connectors'
import { noticesSent } from './notify'
import { setPassword } from './user-access'
import { resetMfa } from './user-mfa'
import { createUser, updateUser } from './users'
import type { As } from './verb'

const as: As = { ctx: systemCtx(), actor: { type: 'machine', id: 'key' } }
const password = 'correct horse battery staple'
let database: TestDb
let ann: string
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.clear()
  await createConnector(as, { factoryId: 'inbox-sms' })
  await createConnector(as, { factoryId: 'inbox-email' })
  ann = (await createUser(as, { primaryEmail: 'ann@example.com', primaryPhone: '+12125550101', password })).id
})
const prove = (data: object) => updateRow(db(), Date.now(), ann, data)
const inbox = async () => {
  await noticesSent()
  return (await listInbox(db(), {})).map(({ to, usageType, code }) => ({ to, usageType, code }))
}

describe('what an administrator does is told to the person', () => {
  it('at a proven address only', async () => {
    await setPassword(as, ann, { password: `${password}!` })
    expect(await inbox()).toEqual([])
    await prove({ phoneVerifiedAt: new Date() })
    await setPassword(as, ann, { password: `${password}!!` })
    expect(await inbox()).toEqual([{ to: '+12125550101', usageType: 'PasswordChangedNotice', code: null }])
  })

  it('at the old address when it was changed, as what was lost there', async () => {
    await prove({ phoneVerifiedAt: new Date(), emailVerifiedAt: new Date() })
    const data = { address: '+12125550101' }
    const row = { id: 'f', userId: ann, type: forAddress('phone'), data, createdVia: 'SignUpAutoEnroll' as const, verified: true }
    await transaction((tx) => createAuthenticator(tx, Date.now(), row))
    await updateUser(as, ann, { primaryPhone: '+12125550102', primaryEmail: 'ann@new.example' })
    const sent = await inbox()
    expect(sent).toHaveLength(2)
    expect(sent).toContainEqual({ to: '+12125550101', usageType: 'FactorRemovedNotice', code: null })
    expect(sent).toContainEqual({ to: 'ann@example.com', usageType: 'ContactChangedNotice', code: null })
  })

  it('ten times a day at most', async () => {
    await prove({ emailVerifiedAt: new Date() })
    for (let n = 0; n < 12; n++) {
      await updateUser(as, ann, { primaryPhone: n % 2 ? '+12125550101' : '+12125550102' })
      await prove({ phoneVerifiedAt: new Date() })
    }
    expect((await inbox()).length).toBe(10)
  })

  it('and a carrier that is down undoes nothing', async () => {
    await prove({ emailVerifiedAt: new Date() })
    await setBehavior(db(), 'email', { mode: 'fail', seconds: 0, times: 0 })
    await setPassword(as, ann, { password: `${password}!` })
    expect(await resetMfa(as, ann)).toEqual({ removed: 0 })
    expect(await inbox()).toEqual([])
  })
})

describe('delivery reports', () => {
  const factoryId = 'twilio-short-message-service'
  const form = { MessageSid: 'SM1', MessageStatus: 'delivered' }
  async function connected() {
    const { id } = await createConnector(as, { factoryId, config: samples[factoryId] })
    const url = callbackUrl(id)
    const plain = Object.entries(form).sort().flat().join('')
    const key = samples[factoryId]?.authToken as string
    const signature = createHmac('sha1', key)
      .update(url + plain)
      .digest('base64')
    const report = (sign: string) =>
      new Request(url, { method: 'POST', body: new URLSearchParams(form), headers: { 'x-twilio-signature': sign } })
    const at = { channel: 'sms', usageType: 'BindMfa', to: '+1***0101', connectorId: id, createdAt: new Date() }
    await db().message.create({ data: { id: 'm', providerId: 'SM1', status: 'accepted', ...at } })
    return { id, token: new URL(url).searchParams.get('t') ?? '', signature, report }
  }
  const status = async () => (await db().message.findUnique({ where: { id: 'm' } }))?.status

  it('count with the right token and signature', async () => {
    const { id, token, signature, report } = await connected()
    await receiveReport(as.ctx, id, token, report(signature))
    expect(await status()).toBe('delivered')
  })

  it('change nothing when forged', async () => {
    const { id, token, signature, report } = await connected()
    await expect(receiveReport(as.ctx, id, 'wrong', report(signature))).rejects.toMatchObject({ code: 'entity.not_found' })
    await expect(receiveReport(as.ctx, 'other', token, report(signature))).rejects.toMatchObject({ code: 'entity.not_found' })
    await expect(receiveReport(as.ctx, id, token, report('AAAA'))).rejects.toMatchObject({ code: 'auth.forbidden' })
    expect(await status()).toBe('accepted')
  })
})
