import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { appCode } from '@/lib/factors/totp/testing'
import { aMember, password, settings, type TestPerson } from '@/lib/flows/testing'
import { aHouse, origin } from '../direct/testing'
import { aClient, aPage, aPhone } from './testing'

/** contracts/node-auth.md §3, §5, §6: signing in and up, the second step and step-up, by the client of the contract. */

aHouse(process.env, () => testDb())
beforeEach(() => settings({ mfa: { factors: [], policy: 'NoPrompt' } }))

const withApp = (policy = 'NoPrompt') => settings({ mfa: { factors: ['Totp', 'BackupCode'], policy } })
type Client = ReturnType<typeof aClient>

/** Signs in and sets an authenticator app up, by the wire alone. */
async function enrolled(client: Client, person: TestPerson): Promise<string> {
  await client.login(person.email, password)
  const { secret = '' } = await client.setup2fa()
  expect(await client.verifySetup2fa(appCode(secret, now()))).toMatchObject({ status: 200, success: true })
  return secret
}
/** The next step of the app's clock: one that was taken is taken nowhere again. */
let moved = 0
const nextCode = (secret: string) => {
  moved += 31
  shiftClock(moved)
  return appCode(secret, now())
}
afterEach(() => {
  moved = 0
})

describe('POST /login', () => {
  it('answers with tokens, in cookies or in the body', async () => {
    const person = await aMember()
    const page = aPage()
    const done = await page.login(person.email, password)
    expect([done.status, done.success, done.accessToken]).toEqual([200, true, undefined])
    expect(await page.me()).toMatchObject({ status: 200, sub: person.id, hasPassword: true, isTotpEnabled: false, roles: [] })
    const phone = aPhone()
    expect(typeof (await phone.login(person.email, password)).accessToken).toBe('string')
  })

  it('says the same of nobody, of a wrong password and of an account without one', async () => {
    const person = await aMember()
    const without = await aMember()
    await db().authenticator.deleteMany({ where: { userId: without.id } })
    const said = new Set<string>()
    for (const email of [person.email, without.email, 'nobody@example.com']) {
      const { headers, ...rest } = await aClient().login(email, 'not the password')
      said.add(JSON.stringify([rest, [...headers].filter(([name]) => name !== 'date')]))
    }
    expect([...said]).toHaveLength(1)
    expect([...said][0]).toContain('"status":401')
    expect([...said][0]).toContain('INVALID_CREDENTIALS')
  })

  it('tells of a closed account after the right password only', async () => {
    const person = await aMember()
    await db().user.update({ where: { id: person.id }, data: { suspendedAt: new Date() } })
    expect(await aClient().login(person.email, 'not the password')).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' })
    expect(await aClient().login(person.email, password)).toMatchObject({ status: 403, code: 'ACCOUNT_DISABLED' })
  })

  it('names the field that is missing, and slows guessing down', async () => {
    const client = aClient()
    expect(await client.login('', password)).toMatchObject({ status: 400, code: 'VALIDATION_FAILED', field: 'email' })
    expect(await client.login('a@example.com', '')).toMatchObject({ status: 400, field: 'password' })
    const person = await aMember()
    let last = await client.login(person.email, 'wrong')
    for (let i = 0; i < 10; i++) last = await client.login(person.email, 'wrong')
    expect(last).toMatchObject({ status: 429, code: 'RATE_LIMITED' })
    expect(last.headers.get('retry-after')).toBe(String(last.retryAfter))
  })

  it('leads to our own page where this wire has no word for the step', async () => {
    const person = await aMember()
    await db().user.update({ where: { id: person.id }, data: { passwordDueAt: new Date() } })
    const answer = await aClient().login(person.email, password)
    expect(answer).toMatchObject({ status: 403, code: 'INTERACTION_REQUIRED', continueUrl: `${origin}/sign-in` })
    expect(answer.tempToken).toBeUndefined()
  })
})

describe('the second step', () => {
  beforeEach(() => withApp())

  it('is asked for by name, and an app’s code answers it once', async () => {
    const person = await aMember()
    const secret = await enrolled(aPhone(), person)
    const phone = aPhone()
    const asked = await phone.login(person.email, password)
    expect(asked).toMatchObject({ status: 200, requiresTwoFactor: true, available2faMethods: ['totp'] })
    const { tempToken = '' } = asked
    const code = nextCode(secret)
    const done = await phone.verify2fa(tempToken, code)
    expect(done).toMatchObject({ status: 200, success: true })
    expect(await phone.verify2fa(tempToken, code)).toMatchObject({ status: 401, code: 'INVALID_ACCESS_TOKEN' })
    const again = aPhone()
    const { tempToken: other = '' } = await again.login(person.email, password)
    expect(await again.verify2fa(other, code)).toMatchObject({ status: 401, code: 'INVALID_TOTP_CODE', attemptsRemaining: 4 })
  })

  it('allows five wrong codes, and none after them', async () => {
    const person = await aMember()
    const secret = await enrolled(aPhone(), person)
    const client = aPage()
    const { tempToken = '' } = await client.login(person.email, password)
    for (const attemptsRemaining of [4, 3, 2, 1, 0])
      expect(await client.verify2fa(tempToken, '000000')).toMatchObject({
        status: 400,
        code: 'INVALID_TOTP_CODE',
        attemptsRemaining,
      })
    expect(await client.verify2fa(tempToken, nextCode(secret))).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' })
  })

  it('says what is missing', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode', 'Totp'], policy: 'NoPrompt' } })
    const person = await aMember({ sms: true })
    const client = aClient()
    const { tempToken = '' } = await client.login(person.email, password)
    expect(await client.verify2fa(tempToken, '123456')).toMatchObject({ status: 400, code: 'TOTP_NOT_SET' })
    expect(await client.verify2fa(tempToken, '1', { method: 'password', password })).toMatchObject({ status: 400 })
    expect(await client.verify2fa('garbage', '123456')).toMatchObject({ status: 401, code: 'INVALID_ACCESS_TOKEN' })
    expect(await aPage().verify2fa('garbage', '123456')).toMatchObject({ status: 400, code: 'INVALID_ACCESS_TOKEN' })
  })

  it('is set up where policy demands it, by the server’s secret, and counts at once', async () => {
    await withApp('Mandatory')
    const person = await aMember()
    const phone = aPhone()
    const { status, code, tempToken = '', requires2FASetup } = await phone.login(person.email, password)
    expect([status, code, requires2FASetup]).toEqual([403, '2FA_SETUP_REQUIRED', true])
    expect(await phone.verifySetup2fa('123456', { tempToken })).toMatchObject({ status: 400, code: 'NO_PENDING_SETUP' })
    const { secret = '', otpauthUrl, qrCode } = await phone.setup2fa(tempToken)
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(otpauthUrl).toContain(secret)
    expect(qrCode).toMatch(/^data:image\/png;base64,/)
    const right = appCode(secret, now())
    const mine = await phone.verifySetup2fa(right, { tempToken, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
    expect(mine).toMatchObject({ status: 400, code: 'SECRET_MISMATCH' })
    expect(await phone.verifySetup2fa('000000', { tempToken })).toMatchObject({ status: 400, code: 'INVALID_TOTP_CODE' })
    expect(await phone.verifySetup2fa(right, { tempToken, secret })).toMatchObject({ status: 200, success: true })
    expect(await phone.me()).toMatchObject({ status: 200, isTotpEnabled: true })
    expect(await phone.disable2fa()).toMatchObject({ status: 403, code: '2FA_REQUIRED' })
  })
})

describe('step-up', () => {
  beforeEach(() => withApp())

  it('is asked for with its methods, answered under its tempToken, and gives no tokens', async () => {
    const person = await aMember()
    const phone = aPhone()
    const secret = await enrolled(phone, person)
    moved = 700
    shiftClock(moved)
    const asked = await phone.disable2fa()
    expect(asked).toMatchObject({ status: 403, code: 'STEP_UP_REQUIRED', available2faMethods: ['totp'] })
    const proven = await phone.verify2fa(asked.tempToken ?? '', nextCode(secret))
    expect([proven.status, proven.success, proven.accessToken]).toEqual([200, true, undefined])
    expect(await phone.disable2fa()).toMatchObject({ status: 200, success: true })
    expect(await phone.me()).toMatchObject({ isTotpEnabled: false })
  })

  it('without a factor the password is the proof', async () => {
    const person = await aMember()
    const phone = aPhone()
    await phone.login(person.email, password)
    shiftClock(700)
    const { code, tempToken = '', available2faMethods } = await phone.deleteAccount()
    expect([code, available2faMethods]).toEqual(['STEP_UP_REQUIRED', ['password']])
    const wrong = await phone.verify2fa(tempToken, '', { method: 'password', password: 'no' })
    expect(wrong).toMatchObject({ status: 401, code: 'INVALID_CURRENT_PASSWORD' })
    expect(await phone.verify2fa(tempToken, '', { method: 'password', password })).toMatchObject({ success: true })
    expect(await phone.deleteAccount()).toMatchObject({ status: 200, success: true })
    expect(await db().user.count({ where: { id: person.id } })).toBe(0)
  })
})
