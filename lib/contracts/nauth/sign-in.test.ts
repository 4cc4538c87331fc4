import { beforeEach, describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { aMember, arrived, newestCode, password, settings, type TestPerson, wrongCode } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { type Answer, aClient, said } from './testing'

aHouse(process.env, () => testDb())
beforeEach(() => settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode', 'Totp', 'BackupCode'] } }))

const sms = (code: string) => ({ method: 'sms', code })
const bare = ({ status, body, headers }: Answer) => {
  const { timestamp: _, ...rest } = body
  return [status, rest, [...headers.keys()].sort()]
}

describe('signing in', () => {
  it('says the same of who is unknown, has no such name, or is wrong', async () => {
    const { login } = aClient()
    const person = await aMember()
    const answers = [
      await login('nobody@example.com', password),
      await login(person.email, 'not the password'),
      await login('+12125559999', password),
      await login('no', 'x'),
    ]
    expect(said(answers[0]!)).toEqual([401, 'AUTH_INVALID_CREDENTIALS'])
    expect(new Set(answers.map((a) => JSON.stringify(bare(a)))).size).toBe(1)
  })

  it('takes the name as `email` too, and any spelling of it', async () => {
    const person = await aMember({ sms: true })
    const answer = await aClient().post('/login', { email: ` ${person.email.toUpperCase()} `, password })
    expect(answer.body.challengeName).toBe('MFA_REQUIRED')
  })

  it('slows guessing down, with the wait in the header', async () => {
    const { login } = aClient()
    const person = await aMember()
    const answers: Answer[] = []
    for (let i = 0; i < 11; i++) answers.push(await login(person.email, `wrong ${i}`))
    const last = answers.at(-1)!
    expect(said(last)).toEqual([429, 'RATE_LIMIT_LOGIN'])
    expect(last.headers.get('retry-after')).toBe(String(last.body.details.retryAfter))
    expect(said(await aClient().login(person.email, password))[0]).toBe(200)
  })

  it('tells who is suspended only after the right password', async () => {
    const person = await aMember()
    await db().user.update({ where: { id: person.id }, data: { suspendedAt: new Date() } })
    expect(said(await aClient().login(person.email, 'wrong'))).toEqual([401, 'AUTH_INVALID_CREDENTIALS'])
    expect(said(await aClient().login(person.email, password))).toEqual([403, 'AUTH_ACCOUNT_INACTIVE'])
  })

  it('shows no full address before it is complete', async () => {
    const person = await aMember({ sms: true, mailbox: true, proven: true })
    const { login } = aClient()
    const text = JSON.stringify((await login(person.email, password)).body)
    expect(text).not.toContain(person.email)
    expect(text).not.toContain(person.phone)
  })
})

describe('the code of a second step', () => {
  it('is refused after five wrong ones, the right one too, and a new code brings no fresh ones', async () => {
    const person = await aMember({ sms: true })
    const { login, respond, post } = aClient()
    const { session } = (await login(person.email, password)).body
    const right = await newestCode(person.phone)
    for (let left = 4; left >= 0; left--) {
      const answer = await respond(session, 'MFA_REQUIRED', sms(wrongCode(right)))
      expect([...said(answer), answer.body.details]).toEqual([400, 'VERIFY_CODE_INVALID', { attemptsRemaining: left }])
    }
    const spent = await respond(session, 'MFA_REQUIRED', sms(right))
    expect([...said(spent), spent.body.details]).toEqual([400, 'CHALLENGE_MAX_ATTEMPTS', { maxAttempts: 5, currentAttempts: 5 }])
    shiftClock(40)
    expect(said(await post('/challenge/resend', { session }))).toEqual([400, 'CHALLENGE_MAX_ATTEMPTS'])
    expect(said(await post('/challenge/challenge-data', { session, method: 'sms' }))).toEqual([400, 'CHALLENGE_MAX_ATTEMPTS'])
    expect(said(await respond(session, 'MFA_REQUIRED', sms(await newestCode(person.phone))))).toEqual([
      400,
      'CHALLENGE_MAX_ATTEMPTS',
    ])
  })

  it('counts wrong answers over all methods', async () => {
    const person = await aMember({ sms: true, mailbox: true })
    const { login, respond, post } = aClient()
    const { session } = (await login(person.email, password)).body
    const right = await newestCode(person.phone)
    for (let i = 0; i < 3; i++) await respond(session, 'MFA_REQUIRED', sms(wrongCode(right)))
    await post('/challenge/challenge-data', { session, method: 'email' })
    const mail = await newestCode(person.email)
    for (let i = 0; i < 2; i++) await respond(session, 'MFA_REQUIRED', { method: 'email', code: wrongCode(mail) })
    expect(said(await respond(session, 'MFA_REQUIRED', { method: 'email', code: mail }))).toEqual([400, 'CHALLENGE_MAX_ATTEMPTS'])
  })

  it('pauses its method after ten in a row, and says for how long', async () => {
    const person = await aMember({ sms: true })
    for (let round = 0; round < 2; round++) {
      shiftClock(round * 200)
      const { login, respond } = aClient()
      const { session } = (await login(person.email, password)).body
      const right = await newestCode(person.phone)
      for (let i = 0; i < 5; i++) await respond(session, 'MFA_REQUIRED', sms(wrongCode(right)))
    }
    const { login, respond } = aClient()
    const locked = (await login(person.email, password)).body
    expect(locked).toMatchObject({
      challengeName: 'MFA_REQUIRED',
      challengeParameters: { availableMethods: ['sms'], codeSent: false },
    })
    expect(locked.challengeParameters.methodLocks.sms?.retryAfter).toBeGreaterThan(800)
    const answer = await respond(locked.session, 'MFA_REQUIRED', sms('123456'))
    expect(said(answer)).toEqual([400, 'VERIFY_TOO_MANY_ATTEMPTS'])
    expect(answer.headers.get('retry-after')).toBe(String(answer.body.details.retryAfter))
  })

  it('spends its session: the next step has another, a repeat is refused, a stranger’s is unknown', async () => {
    const person = await aMember({ sms: true })
    const { login, respond } = aClient()
    const { session } = (await login(person.email, password)).body
    const code = await newestCode(person.phone)
    expect((await respond(session, 'MFA_REQUIRED', sms(code))).status).toBe(200)
    expect(said(await respond(session, 'MFA_REQUIRED', sms(code)))).toEqual([400, 'CHALLENGE_ALREADY_COMPLETED'])
    expect(said(await respond('a21b654c-2746-4168-acee-c175083a65cd', 'MFA_REQUIRED', sms(code)))).toEqual([
      400,
      'CHALLENGE_INVALID',
    ])
    const again = (await login(person.email, password)).body
    shiftClock(601)
    expect(said(await respond(again.session, 'MFA_REQUIRED', sms(code)))).toEqual([400, 'CHALLENGE_EXPIRED'])
  })

  it('answers its own step, at its own application, by a method that is there', async () => {
    const person = await aMember({ sms: true })
    const { login, respond, post } = aClient()
    const { session } = (await login(person.email, password)).body
    const code = await newestCode(person.phone)
    const mismatch = await respond(session, 'VERIFY_EMAIL', { code })
    expect([...said(mismatch), mismatch.body.details]).toEqual([
      400,
      'CHALLENGE_TYPE_MISMATCH',
      { expected: 'MFA_REQUIRED', received: 'VERIFY_EMAIL' },
    ])
    const method = await respond(session, 'MFA_REQUIRED', { method: 'totp', code })
    expect(method).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', details: { field: 'method', allowed: ['sms'] } },
    })
    const body = { session, type: 'MFA_REQUIRED', ...sms(code) }
    expect(said(await post('/respond-challenge', body, { 'x-client-id': 'demo-app' }))).toEqual([400, 'CHALLENGE_INVALID'])
    expect(said(await post('/challenge/setup-data', { session, method: 'sms' }))).toEqual([400, 'CHALLENGE_TYPE_MISMATCH'])
  })

  it('two sign-ins moments apart have one each, and each completes its own', async () => {
    const person = await aMember({ sms: true })
    const [a, b] = [aClient(), aClient()]
    const first = (await a.login(person.email, password)).body
    const one = await newestCode(person.phone)
    shiftClock(5)
    const second = (await b.login(person.email, password)).body
    expect(second.challengeParameters.codeSent).toBe(true)
    const two = await newestCode(person.phone)
    expect((await b.respond(second.session, 'MFA_REQUIRED', sms(two))).status).toBe(200)
    expect((await a.respond(first.session, 'MFA_REQUIRED', sms(one))).status).toBe(200)
  })

  it('that cannot be sent stops nobody: the challenge says so, and the others stay good', async () => {
    const person = await aMember({ sms: true })
    let last = (await aClient().login(person.email, password)).body
    for (let i = 0; i < 5; i++) last = (await aClient().login(person.email, password)).body
    expect(last).toMatchObject({ challengeName: 'MFA_REQUIRED', challengeParameters: { codeSent: false } })
    expect(last.challengeParameters.retryAfter).toBeGreaterThan(0)
  })
})

describe('other second steps', () => {
  async function withTotp(): Promise<{ person: TestPerson; secret: string; codes: string[] }> {
    const person = await aMember({ proven: true })
    await settings({ mfa: { factors: ['Totp', 'BackupCode'], policy: 'NoPrompt' } })
    const { login, post } = aClient()
    await login(person.email, password)
    const { setupData } = (await post('/mfa/setup-data', { methodName: 'totp' })).body
    expect(setupData).toMatchObject({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      qrCode: expect.stringMatching(/^data:image\/png;base64,/),
      manualEntryKey: expect.stringMatching(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/),
      accountName: person.email,
    })
    const wrong = await post('/mfa/verify-setup', { methodName: 'totp', setupData: { code: '123456', secret: 'AAAA' } })
    expect(said(wrong)).toEqual([400, 'VALIDATION_FAILED'])
    const set = { methodName: 'totp', setupData: { code: appCode(setupData.secret, now()), secret: setupData.secret } }
    expect((await post('/mfa/verify-setup', set)).status).toBe(200)
    const { codes } = (await post('/mfa/backup-codes/generate')).body
    expect(codes).toHaveLength(10)
    for (const code of codes) expect(code).toMatch(/^[0-9A-Z]{13}$/)
    return { person, secret: setupData.secret, codes }
  }

  it('an authenticator app, each code once', async () => {
    const { person, secret } = await withTotp()
    shiftClock(60)
    const { login, respond } = aClient()
    const challenge = (await login(person.email, password)).body
    expect(challenge.challengeParameters).toMatchObject({
      availableMethods: ['totp', 'backup'],
      preferredMethod: 'totp',
      devices: [{ id: expect.any(Number), type: 'totp' }],
    })
    expect(challenge.challengeParameters).not.toHaveProperty('destination')
    const code = appCode(secret, now())
    const deviceId = challenge.challengeParameters.devices[0]!.id
    expect((await respond(challenge.session, 'MFA_REQUIRED', { method: 'totp', code, deviceId })).status).toBe(200)
    const again = (await login(person.email, password)).body
    expect(said(await respond(again.session, 'MFA_REQUIRED', { method: 'totp', code }))).toEqual([400, 'VERIFY_CODE_INVALID'])
    for (let i = 0; i < 4; i++) await respond(again.session, 'MFA_REQUIRED', { method: 'totp', code: '000000' })
    shiftClock(120)
    const right = { method: 'totp', code: appCode(secret, now()) }
    expect(said(await respond(again.session, 'MFA_REQUIRED', right))).toEqual([400, 'CHALLENGE_MAX_ATTEMPTS'])
  })

  it('a backup code, in any spelling, once', async () => {
    const { person, codes } = await withTotp()
    const { login, respond } = aClient()
    const spelled = codes[0]!
      .toLowerCase()
      .replace(/0/g, 'o')
      .replace(/^(.{4})/, '$1-')
    const one = (await login(person.email, password)).body
    expect((await respond(one.session, 'MFA_REQUIRED', { method: 'backup', code: spelled })).body.accessToken).toBeTruthy()
    const two = (await login(person.email, password)).body
    expect(said(await respond(two.session, 'MFA_REQUIRED', { method: 'backup', code: codes[0]! }))).toEqual([
      400,
      'VERIFY_CODE_INVALID',
    ])
    await messagesUnderway()
    expect((await arrived(person.email)).map((m) => m.usageType)).toContain('BackupCodeUsedNotice')
  })
})
