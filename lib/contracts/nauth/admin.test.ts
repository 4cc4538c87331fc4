import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, arrived, newestCode, password, settings } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { nauthTables } from '.'
import { aClient, type Client, said } from './testing'

aHouse(process.env, () => testDb())
beforeEach(() => settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'], policy: 'NoPrompt' } }))

async function caller(role: string | null, sms = true) {
  const person = await aMember({ sms, proven: true })
  await db().user.update({ where: { id: person.id }, data: { role } })
  const client = aClient()
  const { body } = await client.login(person.email, password)
  if (sms) await client.respond(body.session, 'MFA_REQUIRED', { method: 'sms', code: await newestCode(person.phone) })
  return { ...client, person }
}

describe('administration', () => {
  const paths = nauthTables
    .flatMap((table) => Object.keys(table))
    .filter((key) => key.includes('/admin/') && !key.endsWith('/confirm'))
  it.each(paths)('%s is for console users who passed two steps', async (key) => {
    const [method = '', path = ''] = key.split(' ')
    const at =
      path.replace(/:\w+/g, '12') +
      (path.endsWith('by-email') ? '?email=a@example.com' : path.endsWith('history') ? '?sub=1' : '')
    const body =
      method === 'GET' || method === 'DELETE' ? undefined : { sub: 'x', exempt: false, email: 'a@example.com', newPassword: 'x' }
    expect(said(await aClient().call(method, at, body))).toEqual([401, 'AUTH_TOKEN_INVALID'])
    for (const who of [await caller(null), await caller('owner', false)])
      expect(said(await who.call(method, at, body))).toEqual([403, 'FORBIDDEN'])
  })

  it('makes people, whose password is good for one sign-in', async () => {
    const { post, get } = await caller('admin')
    const made = await post('/admin/signup', {
      email: 'made@example.com',
      firstName: 'Ada',
      generatePassword: true,
      isEmailVerified: true,
    })
    expect(made).toMatchObject({
      status: 201,
      body: { user: { email: 'made@example.com', firstName: 'Ada', isEmailVerified: true } },
    })
    const first = await aClient().login('made@example.com', String(made.body.generatedPassword))
    expect(first.body.challengeName).toBe('FORCE_CHANGE_PASSWORD')
    const listed = await get('/admin/users?email=made&isEmailVerified=true&limit=5&sortBy=email&sortOrder=asc')
    expect(listed.body).toMatchObject({
      users: [{ email: 'made@example.com' }],
      pagination: { page: 1, limit: 5, total: 1, totalPages: 1 },
    })
    expect((await get('/admin/users/by-email?email=MADE@example.com')).body).toMatchObject({ email: 'made@example.com' })
    expect((await get('/admin/users/by-email?email=none@example.com')).body).toBeNull()
    expect((await get('/admin/users?createdAt[operator]=gt&createdAt[value]=2999-01-01')).body.pagination).toMatchObject({
      total: 0,
    })
    expect(said(await post('/admin/set-password', { sub: 'x', newPassword: 'y' }))).toEqual([403, 'FORBIDDEN'])
  })

  it('changes others, never oneself nor the console’s people above one', async () => {
    const admin = await caller('admin')
    const target = await aMember({ sms: true, proven: true })
    const changed = await admin.call('PUT', `/admin/users/${target.id}`, { firstName: 'Bo', email: `x${target.email}` })
    expect(changed.body).toMatchObject({ firstName: 'Bo', email: `x${target.email}`, isEmailVerified: false })
    expect((await admin.post(`/admin/users/${target.id}/verified-status`, { isEmailVerified: true })).body).toMatchObject({
      isEmailVerified: true,
    })
    expect((await admin.post(`/admin/users/${target.id}/force-password-change`)).body).toEqual({ success: true })
    expect((await admin.post(`/admin/users/${target.id}/disable`, { reason: 'left' })).body).toMatchObject({
      success: true,
      user: { isLocked: true },
    })
    expect((await admin.post(`/admin/users/${target.id}/enable`)).body).toMatchObject({
      success: true,
      user: { isLocked: false },
    })
    const { person: owner } = await caller('owner')
    for (const id of [admin.person.id, owner.id]) {
      expect(said(await admin.post(`/admin/users/${id}/disable`))).toEqual([403, 'FORBIDDEN'])
      expect(said(await admin.call('DELETE', `/admin/users/${id}`))).toEqual([403, 'FORBIDDEN'])
    }
    expect((await admin.call('DELETE', `/admin/users/${target.id}`)).body).toMatchObject({
      success: true,
      deletedUserId: target.id,
    })
    expect((await admin.get(`/admin/users/${target.id}`)).body).toBeNull()
  })

  it('has a code for a new password sent, which is none of the person’s own', async () => {
    const admin = await caller('admin')
    const target = await aMember({ proven: true })
    const begun = (await admin.post('/admin/reset-password/initiate', { sub: target.id, revokeSessions: true })).body
    expect(begun).toMatchObject({ success: true, destination: 'm***@example.com', deliveryMedium: 'email', sessionsRevoked: 0 })
    await messagesUnderway()
    const body = { identifier: target.email, code: await newestCode(target.email), newPassword: 'an entirely new passphrase' }
    expect(said(await aClient().post('/forgot-password/confirm', body))).toEqual([400, 'PASSWORD_RESET_CODE_EXPIRED'])
    expect((await aClient().post('/reset-password/confirm', body)).body).toEqual({ success: true })
    expect((await aClient().login(target.email, body.newPassword)).status).toBe(200)
  })

  it('sends codes by whoever may change people, never to who is above one, and the trail says who did', async () => {
    const [admin, auditor, owner, target] = [
      await caller('admin'),
      await caller('auditor'),
      await caller('owner'),
      await aMember(),
    ]
    const ask = (who: Client, sub: string) => who.post('/admin/reset-password/initiate', { sub, deliveryMethod: 'email' })
    expect(said(await ask(auditor, target.id))).toEqual([403, 'FORBIDDEN'])
    expect(said(await ask(admin, owner.person.id))).toEqual([403, 'FORBIDDEN'])
    expect((await ask(admin, target.id)).status).toBe(200)
    await messagesUnderway()
    expect([(await arrived(target.email)).length, await arrived(owner.person.email)]).toEqual([1, []])
    const rows = await db().auditEvent.findMany({ where: { userId: target.id, event: 'User.Password.ResetSent' } })
    expect(rows.map((row) => row.actorId)).toEqual([admin.person.id])
    for (const path of ['sessions', 'trusted-devices', 'mfa/status', 'mfa/devices'])
      expect(said(await auditor.get(`/admin/users/nobody/${path}`))).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  it('sees and ends sessions, trust and factors, and lets off for a while', async () => {
    const admin = await caller('admin')
    const target = await caller(null)
    const id = target.person.id
    expect((await admin.get(`/admin/users/${id}/sessions`)).body.sessions).toHaveLength(1)
    expect((await admin.get(`/admin/users/${id}/mfa/status`)).body).toMatchObject({ enabled: true, configuredMethods: ['sms'] })
    const { devices } = (await admin.get(`/admin/users/${id}/mfa/devices`)).body
    expect((await admin.post(`/admin/users/${id}/mfa/devices/${devices[0]!.id}/preferred`)).body).toEqual({ success: true })
    expect(said(await admin.post('/admin/mfa/exemption', { sub: id, exempt: true }))).toEqual([400, 'VALIDATION_FAILED'])
    const off = (await admin.post('/admin/mfa/exemption', { sub: id, exempt: true, reason: 'lost phone' })).body
    expect(off).toMatchObject({ mfaExempt: true, mfaExemptReason: 'lost phone', mfaExemptUntil: expect.any(String) })
    expect((await aClient().login(target.person.email, password)).body.accessToken).toBeTruthy()
    expect((await admin.post('/admin/mfa/exemption', { sub: id, exempt: false })).body).toMatchObject({ mfaExempt: false })
    expect((await admin.call('DELETE', `/admin/mfa/devices/${devices[0]!.id}`)).body).toMatchObject({ success: true })
    expect((await admin.call('DELETE', `/admin/mfa/devices/${devices[0]!.id}`)).status).toBe(404)
    expect((await admin.post(`/admin/users/${id}/logout-all`, { forgetDevices: true })).body).toEqual({ revokedCount: 2 })
    expect(said(await target.get('/profile'))).toEqual([401, 'AUTH_SESSION_NOT_FOUND'])
    const trail = (await admin.get(`/admin/audit/history?sub=${id}&eventTypes=Session.Revoked`)).body
    expect(trail.data.map((row) => row.eventType)).toEqual(['Session.Revoked'])
    expect((await admin.get('/admin/audit/suspicious?limit=1')).status).toBe(200)
    expect((await admin.get('/admin/audit/risk')).body).toMatchObject({ total: 0 })
  })
})
