import { beforeEach, describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, arrived, newestCode, password, settings, wrongCode } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { type Answer, aClient, said, signedIn } from './testing'

aHouse(process.env, () => testDb())
const all = ['PhoneVerificationCode', 'EmailVerificationCode', 'Totp', 'WebAuthn', 'BackupCode']
beforeEach(() => settings({ mfa: { factors: all, policy: 'NoPrompt' }, trustedDevice: { enabled: true } }))

describe('a fresh proof', () => {
  it('is asked for after ten minutes, by the strongest factor, and then the same call passes', async () => {
    const { post, person, respond, get, state } = await signedIn({ sms: true, proven: true })
    shiftClock(660)
    const asked = await post('/mfa/setup-data', { methodName: 'totp' })
    expect(asked).toMatchObject({
      status: 403,
      body: {
        code: 'MFA_STEP_UP_REQUIRED',
        details: { session: expect.any(String), availableMethods: ['sms'], preferredMethod: 'sms' },
      },
    })
    const before = (await arrived(person.phone)).length
    const { session } = asked.body.details
    const data = (await post('/challenge/challenge-data', { session, method: 'sms' })).body
    expect(data).toMatchObject({
      challengeData: expect.stringMatching(/^\+1\*\*\*\d{4}$/),
      deliveryMedium: 'SMS',
      codeSent: true,
    })
    expect((await arrived(person.phone)).length).toBe(before + 1)
    const proven = await respond(session, 'MFA_REQUIRED', { method: 'sms', code: await newestCode(person.phone) })
    expect(proven).toMatchObject({
      status: 200,
      body: { user: { sub: person.id }, sub: person.id, accessToken: expect.any(String) },
    })
    expect(proven.body).not.toHaveProperty('refreshToken')
    const claims = JSON.parse(Buffer.from(state.accessToken.split('.')[1]!, 'base64url').toString())
    expect(claims).toMatchObject({ acr: 'mfa', auth_time: Math.floor(now() / 1000) })
    expect((await post('/mfa/setup-data', { methodName: 'totp' })).status).toBe(200)
    expect((await get('/mfa/status')).status).toBe(200)
  })

  it('without a token beside it gives none, and does nothing else', async () => {
    const { post, person } = await signedIn({ sms: true, proven: true })
    shiftClock(660)
    const { session } = (await post('/mfa/setup-data', { methodName: 'totp' })).body.details
    const stranger = aClient()
    await stranger.post('/challenge/challenge-data', { session, method: 'sms' })
    const answer = await stranger.respond(session, 'MFA_REQUIRED', { method: 'sms', code: await newestCode(person.phone) })
    expect(answer.body).toEqual({ user: expect.any(Object), sub: person.id, authMethod: 'password', trusted: false })
    expect((await post('/mfa/setup-data', { methodName: 'totp' })).status).toBe(200)
    expect(said(await stranger.respond(session, 'MFA_REQUIRED', { method: 'sms', code: '123456' }))).toEqual([
      400,
      'CHALLENGE_ALREADY_COMPLETED',
    ])
  })

  it('is the password where there is no factor; a newer question voids the older', async () => {
    const { post, respond } = await signedIn({ proven: true })
    shiftClock(660)
    const first = (await post('/mfa/setup-data', { methodName: 'totp' })).body.details
    expect(first.availableMethods).toEqual(['password'])
    const second = (await post('/mfa/setup-data', { methodName: 'totp' })).body.details
    expect(said(await respond(first.session, 'MFA_REQUIRED', { method: 'password', password }))).toEqual([
      400,
      'CHALLENGE_EXPIRED',
    ])
    expect(said(await respond(second.session, 'MFA_REQUIRED', { method: 'password', password: 'no' }))).toEqual([
      401,
      'AUTH_INVALID_CREDENTIALS',
    ])
    expect((await respond(second.session, 'MFA_REQUIRED', { method: 'password', password })).status).toBe(200)
    expect((await post('/mfa/setup-data', { methodName: 'totp' })).status).toBe(200)
  })

  it('by a backup code takes the password too', async () => {
    const client = await signedIn({ sms: true, proven: true })
    const { codes } = (await client.post('/mfa/backup-codes/generate')).body
    shiftClock(660)
    const { session, availableMethods } = (await client.post('/mfa/setup-data', { methodName: 'totp' })).body.details
    expect(availableMethods).toEqual(['sms', 'backup'])
    const code = codes[0]!
    expect(said(await client.respond(session, 'MFA_REQUIRED', { method: 'backup', code }))).toEqual([400, 'VALIDATION_FAILED'])
    const answer = await client.respond(session, 'MFA_REQUIRED', { method: 'backup', code, password })
    expect(answer.status).toBe(200)
  })
})

describe('the profile', () => {
  it('is changed at once where it names, and by proof where it reaches', async () => {
    const { get, call, person, respond } = await signedIn({ proven: true })
    const named = await call('PUT', '/profile', {
      firstName: 'Ann',
      lastName: 'Lee',
      timezone: 'Asia/Tokyo',
      locale: 'ja',
      role: 'owner',
    })
    expect(named.body).toMatchObject({
      firstName: 'Ann',
      lastName: 'Lee',
      timezone: 'Asia/Tokyo',
      locale: 'ja',
      sessionAuthMethod: 'password',
    })
    expect((await db().user.findUnique({ where: { id: person.id } }))?.role).toBeNull()
    const email = `moved${person.email}`
    const asked = (await call('PUT', '/profile', { email })).body
    expect(asked).toMatchObject({ email: person.email, pendingEmail: email, verification: { challengeName: 'VERIFY_EMAIL' } })
    expect(asked.verification.challengeParameters).toMatchObject({ email: 'm***@example.com', codeSent: true })
    await messagesUnderway()
    const done = await respond(asked.verification.session, 'VERIFY_EMAIL', { code: await newestCode(email) })
    expect(done).toMatchObject({ status: 200, body: { user: { email, isEmailVerified: true } } })
    expect((await get('/profile')).body).toMatchObject({ email })
    expect((await get('/profile')).body).not.toHaveProperty('pendingEmail')
    await messagesUnderway()
    expect((await arrived(person.email)).map((m) => m.usageType)).toContain('ContactChangedNotice')
  })

  it('asks for a proof before an address changes', async () => {
    const { call } = await signedIn({ proven: true })
    shiftClock(660)
    expect(said(await call('PUT', '/profile', { email: 'other@example.com' }))).toEqual([403, 'MFA_STEP_UP_REQUIRED'])
    expect(said(await call('PUT', '/profile', { phone: 7 }))).toEqual([400, 'VALIDATION_FAILED'])
  })
})

describe('passwords', () => {
  const next = 'an entirely new passphrase'
  it('are changed by the old one; every other session ends', async () => {
    const { post, person, get } = await signedIn({ proven: true })
    const other = aClient()
    await other.login(person.email, password)
    expect(said(await post('/change-password', { oldPassword: 'wrong', newPassword: next }))).toEqual([400, 'PASSWORD_INCORRECT'])
    expect(said(await post('/change-password', { oldPassword: password, newPassword: 'x' }))).toEqual([
      400,
      'SIGNUP_WEAK_PASSWORD',
    ])
    expect(said(await post('/change-password', { oldPassword: password, newPassword: password }))).toEqual([
      400,
      'PASSWORD_REUSED',
    ])
    expect((await post('/change-password', { oldPassword: password, newPassword: next })).body).toEqual({ success: true })
    expect((await get('/profile')).status).toBe(200)
    expect(said(await other.get('/profile'))).toEqual([401, 'AUTH_SESSION_NOT_FOUND'])
  })

  it('are reset by a code, which signs nobody in', async () => {
    const person = await aMember({ proven: true })
    const { post, login } = aClient()
    const before = aClient()
    await before.login(person.email, password)
    const asked = (await post('/forgot-password', { identifier: person.email, baseUrl: 'https://evil.example' })).body
    expect(asked).toEqual({ success: true, destination: 'm***@example.com', deliveryMedium: 'email', expiresIn: 600 })
    await messagesUnderway()
    const code = await newestCode(person.email)
    const confirm = (given: object) =>
      post('/forgot-password/confirm', { identifier: person.email, code, newPassword: next, ...given })
    expect((await confirm({ code: wrongCode(code) })).body).toMatchObject({
      code: 'PASSWORD_RESET_CODE_INVALID',
      details: { attemptsRemaining: 4 },
    })
    expect(said(await confirm({ newPassword: 'x' }))).toEqual([400, 'SIGNUP_WEAK_PASSWORD'])
    // the right code beside a weak password cost no try
    expect((await confirm({ code: wrongCode(code) })).body.details).toEqual({ attemptsRemaining: 3 })
    shiftClock(400)
    expect((await confirm({})).body).toEqual({ success: true, mustChangePassword: false })
    expect(said(await confirm({}))).toEqual([400, 'PASSWORD_RESET_CODE_EXPIRED'])
    expect(said(await before.get('/profile'))).toEqual([401, 'AUTH_SESSION_NOT_FOUND'])
    expect((await login(person.email, next)).status).toBe(200)
    await messagesUnderway()
    expect((await arrived(person.email)).map((m) => m.usageType)).not.toContain('AccountExistsNotice')
  })

  it('say the same of unknown people, and stop after five wrong codes and three messages', async () => {
    const { post } = aClient()
    const person = await aMember({ proven: true })
    const [known, unknown] = [person.email, 'mnobody@example.com']
    const trail = async (identifier: string) => {
      const said_: unknown[] = [bare(await post('/forgot-password', { identifier }))]
      await messagesUnderway()
      for (let i = 0; i < 6; i++)
        said_.push(
          bare(
            await post('/forgot-password/confirm', {
              identifier,
              code: wrongCode(await newestCode(person.email)),
              newPassword: next,
            }),
          ),
        )
      for (let i = 0; i < 3; i++) {
        shiftClock(31 * (i + 1))
        said_.push(bare(await post('/forgot-password', { identifier })))
      }
      shiftClock(0)
      return said_
    }
    const bare = ({ status, body }: Answer) => [
      status,
      { ...body, timestamp: 0, message: body.code, details: { ...body.details, retryAfter: 0 } },
    ]
    const theirs = await trail(known)
    expect(await trail(unknown)).toEqual(theirs)
    expect(theirs.map((one) => (one as [number])[0])).toEqual([200, 400, 400, 400, 400, 400, 400, 200, 200, 429])
    expect(JSON.stringify(theirs[6])).toContain('PASSWORD_RESET_MAX_ATTEMPTS')
    expect(JSON.stringify(theirs[9])).toContain('RATE_LIMIT_PASSWORD_RESET')
  })
})

describe('sessions and history', () => {
  it('are one’s own', async () => {
    const { get, call, person } = await signedIn()
    const other = aClient()
    await other.login(person.email, password)
    const { sessions } = (await get('/sessions')).body
    expect(sessions).toHaveLength(2)
    expect(sessions.filter((s) => s.isCurrent)).toHaveLength(1)
    const stranger = await signedIn()
    const theirs = (await stranger.get('/sessions')).body.sessions[0]!
    expect(said(await call('DELETE', `/sessions/${theirs.sessionId}`))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    const away = sessions.find((s) => !s.isCurrent)!
    expect((await call('DELETE', `/sessions/${away.sessionId}`)).body).toEqual({ success: true, wasCurrentSession: false })
    expect(said(await other.get('/profile'))).toEqual([401, 'AUTH_SESSION_NOT_FOUND'])
    const history = (await get('/audit/history?limit=2&eventTypes=Session.Revoked&eventTypes=Interaction.SignIn.Submit')).body
    expect(history).toMatchObject({ total: 3, page: 1, limit: 2, totalPages: 2 })
    expect(history.data.map((row) => row.eventType)).toEqual(['Session.Revoked', 'Interaction.SignIn.Submit'])
    expect(said(await get('/audit/history?limit=1000'))).toEqual([400, 'VALIDATION_FAILED'])
  })
})
