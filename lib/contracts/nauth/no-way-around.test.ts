import { beforeEach, describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { cookieNames } from '@/lib/core/cookies'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { aMember, arrived, newestCode, password, settings, type TestPerson } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { submit } from '@/lib/hosted/submit'
import { aHouse, origin } from '../direct/testing'
import { nauthMount } from '.'
import { aClient, said } from './testing'

aHouse(process.env, () => testDb())
const all = ['PhoneVerificationCode', 'EmailVerificationCode', 'Totp', 'BackupCode']
const optional = { mfa: { factors: all, policy: 'NoPrompt' } }
beforeEach(() => settings(optional))

async function application(id: string, metadata: object): Promise<void> {
  await db().application.update({ where: { id }, data: { metadata } })
  await db().setting.updateMany({ where: { key: 'config' }, data: { version: { increment: 1 } } })
}
async function withSms() {
  const person = await aMember({ sms: true, proven: true })
  const client = aClient()
  const { body } = await client.login(person.email, password)
  await client.respond(body.session, 'MFA_REQUIRED', { method: 'sms', code: await newestCode(person.phone) })
  return { client, person }
}

describe('a stolen password', () => {
  /** Settings want a number; the thief gives one of their own. */
  async function given(person: TestPerson, mine: string) {
    const client = aClient()
    const asked = (await client.login(person.email, password)).body
    await client.respond(asked.session, 'VERIFY_PHONE', { phone: mine })
    await messagesUnderway()
    const { session } = (await client.respond(asked.session, 'VERIFY_PHONE', { code: await newestCode(mine) })).body
    return { client, session }
  }
  const demanding = { mfa: { factors: all, policy: 'Mandatory' }, signUp: { secondaryIdentifiers: [{ identifier: 'phone' }] } }

  it('and a number of the thief’s own choose no factor: the mailbox on file agrees first', async () => {
    await settings(demanding)
    const person = await aMember()
    await db().user.update({ where: { id: person.id }, data: { emailVerifiedAt: new Date() } })
    const { client, session } = await given(person, '+12125559999')
    const { setupData } = (await client.post('/challenge/setup-data', { session, method: 'totp' })).body
    const code = appCode(setupData.secret, now())
    const asked = await client.respond(session, 'MFA_SETUP_REQUIRED', { method: 'totp', setupData: { code } })
    expect(asked.body).toMatchObject({ challengeName: 'VERIFY_EMAIL', challengeParameters: { codeSent: true } })
    await messagesUnderway()
    const done = await client.respond(asked.body.session, 'VERIFY_EMAIL', { code: await newestCode(person.email) })
    expect(done.body.accessToken).toBeTruthy()
  })

  it('goes on where a number that was given here completes itself', async () => {
    await settings({ ...demanding, mfa: { factors: ['PhoneVerificationCode'], policy: 'Mandatory' } })
    const person = await aMember()
    const { client, session } = await given(person, '+12125559998')
    const { deviceId } = (await client.post('/challenge/setup-data', { session, method: 'sms' })).body.setupData
    const done = await client.respond(session, 'MFA_SETUP_REQUIRED', { method: 'sms', setupData: { deviceId } })
    expect(done.body.accessToken).toBeTruthy()
  })

  it('sets up nothing for people of the console, and a sign-in of yesterday manages nobody', async () => {
    const owner = await aMember({ proven: true })
    await db().user.update({ where: { id: owner.id }, data: { role: 'owner' } })
    const thief = aClient()
    await thief.login(owner.email, password)
    const refused = await thief.post('/mfa/setup-data', { methodName: 'totp' })
    expect([...said(refused), refused.body.details.reason]).toEqual([403, 'FORBIDDEN', 'set_up_on_own_pages'])
    const { client, person } = await withSms()
    await db().user.update({ where: { id: person.id }, data: { role: 'owner' } })
    expect((await client.get('/admin/users')).status).toBe(200)
    await db().session.updateMany({ where: { userId: person.id }, data: { authTime: new Date(now() - 86_401_000) } })
    const old = await client.get('/admin/users')
    expect([...said(old), old.body.details.reason]).toEqual([403, 'FORBIDDEN', 'sign_in_too_old'])
  })

  it('completes nothing by a word where an application insists on an assurance', async () => {
    const { metadata } = await db().application.findUniqueOrThrow({ where: { id: 'demo-app' } })
    await application('demo-app', { ...(metadata as object), mfa: { requiredAcr: 'mfa' } })
    const person = await aMember({ proven: true, phoneOnFile: true })
    const client = aClient({ headers: { 'x-client-id': 'demo-app' } })
    const { session } = (await client.login(person.email, password)).body
    const { setupData } = (await client.post('/challenge/setup-data', { session, method: 'sms' })).body
    expect(setupData).toMatchObject({ codeSent: true })
    const code = await newestCode(person.phone)
    const done = await client.respond(session, 'MFA_SETUP_REQUIRED', { method: 'sms', setupData: { code } })
    expect(JSON.parse(Buffer.from(done.body.accessToken.split('.')[1]!, 'base64url').toString()).acr).toBe('mfa')
    await application('demo-app', metadata as object)
  })

  it('replaces no number that people may not change, and an old one hears of it', async () => {
    for (const phone of ['ReadOnly', 'Edit']) {
      await settings({ ...optional, accountCenter: { fields: { phone } } })
      const person = await aMember({ proven: true, phoneOnFile: true })
      const client = aClient()
      await client.login(person.email, password)
      const mine = phone === 'Edit' ? '+12125558881' : '+12125558882'
      await client.post('/mfa/setup-data', { methodName: 'sms', setupData: { phoneNumber: mine } })
      const answer = { methodName: 'sms', setupData: { code: await newestCode(mine) } }
      expect((await client.post('/mfa/verify-setup', answer)).status).toBe(200)
      await messagesUnderway()
      const after = await db().user.findUniqueOrThrow({ where: { id: person.id } })
      expect(after.phone).toBe(phone === 'Edit' ? mine : person.phone)
      const told = (await arrived(person.phone)).map((m) => m.usageType)
      expect(told.includes('ContactChangedNotice')).toBe(phone === 'Edit')
    }
  })
})

describe('nothing is lost or told on the way', () => {
  it('a backup code beside a wrong password stays good', async () => {
    const { client } = await withSms()
    const { codes } = (await client.post('/mfa/backup-codes/generate')).body
    shiftClock(660)
    const { session } = (await client.post('/mfa/setup-data', { methodName: 'totp' })).body.details
    const by = (secret: string) => client.respond(session, 'MFA_REQUIRED', { method: 'backup', code: codes[0], password: secret })
    expect(said(await by('not this one'))).toEqual([401, 'AUTH_INVALID_CREDENTIALS'])
    expect((await by(password)).status).toBe(200)
  })

  it('a code for a new password outlives a request that sends none', async () => {
    const person = await aMember({ proven: true })
    await aClient().post('/forgot-password', { identifier: person.email })
    await messagesUnderway()
    const code = await newestCode(person.email)
    for (let i = 0; i < 6; i++) await aClient().post('/signup', { email: person.email, password: 'another long passphrase' })
    shiftClock(40)
    await aClient().post('/forgot-password', { identifier: person.email })
    const body = { identifier: person.email, code, newPassword: 'yet another passphrase' }
    expect((await aClient().post('/forgot-password/confirm', body)).status).toBe(200)
  })

  it('that five people have a number is told to whoever reads its messages', async () => {
    const number = '+12125557777'
    const at = new Date()
    for (let i = 0; i < 5; i++) {
      const { id: userId } = await aMember()
      const row = {
        id: `shared${i}`,
        userId,
        type: 'sms',
        data: { address: number },
        createdVia: 'Import',
        verifiedAt: at,
        createdAt: at,
      }
      await db().authenticator.create({ data: row })
    }
    const person = await aMember({ proven: true })
    const client = aClient()
    await client.login(person.email, password)
    expect((await client.post('/mfa/setup-data', { methodName: 'sms', setupData: { phoneNumber: number } })).status).toBe(200)
    const answer = { methodName: 'sms', setupData: { code: await newestCode(number) } }
    expect(said(await client.post('/mfa/verify-setup', answer))).toEqual([409, 'SIGNUP_PHONE_EXISTS'])
  })

  it('digits of other alphabets are wrong, and years before time are no dates', async () => {
    const client = aClient()
    await client.login((await aMember({ proven: true })).email, password)
    await client.post('/mfa/setup-data', { methodName: 'totp' })
    for (const code of ['１２３４５６', '١٢٣٤٥٦'])
      expect(said(await client.post('/mfa/verify-setup', { methodName: 'totp', setupData: { code } }))).toEqual([
        400,
        'VERIFY_CODE_INVALID',
      ])
    for (const name of ['startDate', 'endDate'])
      expect(said(await client.get(`/audit/history?${name}=0000-01-01T00:00:00Z`))).toEqual([400, 'VALIDATION_FAILED'])
  })

  it('one question for a proof runs at a time, however many ask', async () => {
    const { client, person } = await withSms()
    shiftClock(660)
    await Promise.all(Array.from({ length: 10 }, () => client.post('/mfa/setup-data', { methodName: 'totp' })))
    const open = { userId: person.id, purpose: 'account', finishedAt: null, expiresAt: { gt: new Date(now()) } }
    expect(await db().interaction.count({ where: open })).toBe(1)
  })
})

describe('other doors', () => {
  it('sign nobody out from another site, however the path is spelled', async () => {
    const { metadata } = await db().application.findUniqueOrThrow({ where: { id: 'demo-app' } })
    const web = 'https://app.example.com'
    await application('demo-app', { ...(metadata as object), directSignIn: { webOrigins: [web], cookieSameSite: 'lax' } })
    const headers = { 'x-client-id': 'demo-app' }
    const client = aClient({ origin: web, headers })
    await client.login((await aMember()).email, password)
    const cookie = `nauth_refresh_token=${client.jar.get('nauth_refresh_token')}`
    const sites: Record<string, string>[] = [{}, { 'sec-fetch-site': 'cross-site' }]
    for (const path of ['logout', 'logout/', 'log%6fut', 'logout?forgetMe=true'])
      for (const site of sites) {
        const request = new Request(`${origin}/auth/${path}`, { headers: { ...headers, ...site, cookie } })
        expect([path, (await nauthMount(request)).status]).toEqual([path, 403])
      }
    await application('demo-app', metadata as object)
  })

  it('a session of this wire is none of the hosted pages', async () => {
    await settings({ mfa: { factors: all, policy: 'Mandatory' } })
    const person = await aMember({ proven: true, phoneOnFile: true })
    const { session } = (await aClient().login(person.email, password)).body
    const { id } = await db().interaction.findFirstOrThrow({ where: { userId: person.id } })
    const headers = {
      origin,
      cookie: `${cookieNames.interaction()}=${session}`,
      'content-type': 'application/x-www-form-urlencoded',
    }
    const body = new URLSearchParams({ ix: id, action: 'continue' }).toString()
    const answer = await submit(new Request(`${origin}/submit`, { method: 'POST', headers, body }))
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in'])
    expect(answer.headers.getSetCookie().join()).not.toContain(cookieNames.session())
  })
})
