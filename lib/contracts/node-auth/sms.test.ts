import { beforeEach, describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { setBehavior } from '@/lib/db/inbox'
import { testDb } from '@/lib/db/testing'
import { aMember, newestCode, password, settings } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { aClient, anAddress, aPage, aPhone, codeFor, smsIsSecond, smsSignsIn } from './testing'

/** contracts/node-auth.md §4: the recipe, and what it refuses. */

aHouse(process.env, () => testDb())
/** The recipe's curl calls: no origin, no cookies. */
const curl = () => aClient({ apiPrefix: '/auth' })

describe('§12.1 [P0] the recipe works as printed', () => {
  beforeEach(() => settings(smsSignsIn()))

  it('sends by id and verifies with cookies', async () => {
    const person = await aMember({ phoneOnFile: true, proven: true })
    const client = curl()
    const sent = await client.sendSms({ userId: person.id })
    expect(sent).toMatchObject({ status: 200, success: true, expiresIn: 300, retryAfter: 30 })
    expect(sent.destination).toBeUndefined()
    const done = await client.verifySms({ userId: person.id, code: await codeFor(person.phone) })
    expect([done.status, done.success, done.accessToken]).toEqual([200, true, undefined])
    expect(typeof done.accessTokenExpiresAt).toBe('number')
    const cookies = done.headers.getSetCookie()
    expect(cookies.map((line) => line.replace(/=[^;]+/, '=…'))).toEqual([
      'accessToken=…; Path=/; Max-Age=900; SameSite=Lax; HttpOnly',
      'refreshToken=…; Path=/auth/refresh; Max-Age=604800; SameSite=Lax; HttpOnly',
      'csrf-token=…; Path=/; Max-Age=604800; SameSite=Lax',
    ])
    expect(done.headers.get('cache-control')).toBe('no-store')
  })

  it('answers with tokens where the strategy is bearer', async () => {
    const person = await aMember({ phoneOnFile: true })
    const client = aPhone({ apiPrefix: '/auth' })
    await client.sendSms({ userId: person.id })
    const done = await client.verifySms({ userId: person.id, code: await codeFor(person.phone) })
    expect(done).toMatchObject({ status: 200, success: true })
    expect([typeof done.accessToken, typeof done.refreshToken]).toEqual(['string', 'string'])
    expect(done.headers.getSetCookie()).toEqual([])
  })

  it('takes a mailbox, which wins over an id, and codes with spaces', async () => {
    const person = await aMember({ phoneOnFile: true })
    const client = aClient()
    expect((await client.sendSms({ email: ` ${person.email.toUpperCase()} `, userId: 'nobody' })).status).toBe(200)
    const code = await codeFor(person.phone)
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`
    expect(await client.verifySms({ email: person.email, code: spaced })).toMatchObject({ status: 200, success: true })
  })
})

describe('§12.2 [P0] those tokens open everything', () => {
  beforeEach(() => settings(smsSignsIn()))
  const signedIn = async (make: typeof aPhone, apiPrefix: string) => {
    const person = await aMember({ phoneOnFile: true, proven: true })
    const client = make({ apiPrefix })
    await client.sendSms({ userId: person.id })
    await client.verifySms({ userId: person.id, code: await codeFor(person.phone) })
    return { person, client }
  }

  it('/me with the bearer, and /refresh with the token in the body', async () => {
    const { person, client } = await signedIn(aPhone, '/node-auth')
    expect(await client.me()).toMatchObject({ status: 200, sub: person.id, id: person.id, email: person.email })
    const renewed = await client.refresh()
    expect(renewed).toMatchObject({ status: 200, success: true })
    expect(await client.me()).toMatchObject({ status: 200, sub: person.id })
  })

  it.each(['/auth', '/node-auth'])('the cookie works on the mount that set it: %s', async (prefix) => {
    const { client } = await signedIn(aPage, prefix)
    const path = [...client.jar.values()].map(({ path }) => path)
    expect(path).toContain(`${prefix}/refresh`)
    const renewed = await client.refresh()
    expect([renewed.status, renewed.success, renewed.refreshToken]).toEqual([200, true, undefined])
    expect(renewed.headers.getSetCookie().join()).toContain(`Path=${prefix}/refresh`)
  })
})

describe('sending again', () => {
  it('voids the earlier code, after a while and never before', async () => {
    await settings(smsSignsIn())
    const person = await aMember({ phoneOnFile: true, proven: true })
    const client = aClient()
    await client.sendSms({ userId: person.id })
    const first = await codeFor(person.phone)
    const soon = await client.sendSms({ userId: person.id })
    expect(soon).toMatchObject({ status: 429, code: 'RATE_LIMITED' })
    expect(soon.headers.get('retry-after')).toBe(String(soon.retryAfter))
    shiftClock(31)
    expect(await client.sendSms({ userId: person.id })).toMatchObject({ status: 200, retryAfter: 60 })
    const second = await codeFor(person.phone)
    expect((await client.verifySms({ userId: person.id, code: first })).status).toBe(first === second ? 200 : 401)
    expect(await client.verifySms({ userId: person.id, code: second })).toMatchObject({ status: 200, success: true })
  })
})

describe('refusals of the send, in the printed order', () => {
  const refusal = async (body: unknown, from = aClient()) => {
    const { status, code, success, error, message } = await from.sendSms(body as object)
    expect([success, error]).toEqual([false, message])
    return [status, code]
  }

  it('nothing is connected', async () => {
    await settings(smsSignsIn())
    await db().connector.updateMany({ where: { channel: 'sms' }, data: { enabled: false } })
    await settings(smsSignsIn())
    expect(await refusal({ mode: 'other' })).toEqual([500, 'SMS_NOT_CONFIGURED'])
    await db().connector.updateMany({ where: { channel: 'sms' }, data: { enabled: true } })
  })

  it('mode, tempToken, method, identifier', async () => {
    await settings(smsIsSecond())
    expect(await refusal({ mode: 'other' })).toEqual([400, 'INVALID_MODE'])
    expect(await refusal({ mode: 5 })).toEqual([400, 'INVALID_MODE'])
    expect(await refusal({ mode: '2fa' })).toEqual([400, 'TEMP_TOKEN_REQUIRED'])
    expect(await refusal({ mode: '2fa', tempToken: 'garbage' })).toEqual([401, 'INVALID_TEMP_TOKEN'])
    expect(await refusal({ mode: '2fa', tempToken: 'garbage' }, aPage())).toEqual([400, 'INVALID_TEMP_TOKEN'])
    expect(await refusal({})).toEqual([400, 'SMS_LOGIN_DISABLED'])
    await settings(smsSignsIn())
    expect(await refusal({})).toEqual([400, 'IDENTIFIER_REQUIRED'])
    expect(await refusal({ userId: 123 })).toEqual([400, 'VALIDATION_FAILED'])
    expect(await refusal({ userId: 'x'.repeat(129) })).toEqual([400, 'VALIDATION_FAILED'])
  })

  it('a second step that is none by text message', async () => {
    await settings({ mfa: { factors: ['EmailVerificationCode'], policy: 'NoPrompt' } })
    const [without, with_] = [await aMember({ mailbox: true }), await aMember({ mailbox: true, phoneOnFile: true })]
    for (const [person, name] of [[without, 'PHONE_NOT_SET'] as const, [with_, 'METHOD_NOT_AVAILABLE'] as const]) {
      const client = aClient()
      const { tempToken } = await client.login(person.email, password)
      expect(await refusal({ mode: '2fa', tempToken }, client)).toEqual([400, name])
    }
  })

  it('a carrier that refuses: 503 in mode 2fa with the earlier code still good, 200 in login mode', async () => {
    await settings(smsIsSecond())
    const person = await aMember({ sms: true, proven: true })
    const client = aPhone()
    const { tempToken } = await client.login(person.email, password)
    await client.sendSms({ mode: '2fa', tempToken })
    const code = await newestCode(person.phone)
    shiftClock(31)
    await setBehavior(db(), 'sms', { mode: 'fail', times: 1, seconds: 0 })
    expect(await client.sendSms({ mode: '2fa', tempToken })).toMatchObject({ status: 503, code: 'SMS_SEND_FAILED' })
    expect(await client.verifySms({ mode: '2fa', tempToken, code })).toMatchObject({ success: true })
    await settings(smsSignsIn())
    await setBehavior(db(), 'sms', { mode: 'fail', times: 1, seconds: 0 })
    expect(await aClient().sendSms({ userId: (await aMember({ phoneOnFile: true })).id })).toMatchObject({ status: 200 })
    await messagesUnderway()
  })

  it('and of the answer', async () => {
    await settings(smsSignsIn())
    const client = aClient()
    const names = []
    for (const body of [
      { code: '123456' },
      { userId: 'u' },
      { mode: '2fa', code: '123456' },
      { mode: '2fa', tempToken: 'x', code: '1' },
    ]) {
      const { status, code } = await client.verifySms(body)
      names.push([status, code])
    }
    expect(names).toEqual([
      [400, 'USER_ID_REQUIRED'],
      [400, 'CODE_REQUIRED'],
      [400, 'TEMP_TOKEN_REQUIRED'],
      [401, 'INVALID_TEMP_TOKEN'],
    ])
  })
})

describe('bad input is never a fault', () => {
  it.each([
    ['{"userId":"a","userId":"b"}'],
    ['[]'],
    ['null'],
    ['"text"'],
    ['{"userId":{"$gt":""}}'],
    ['{"userId":"a\\u0000"}'],
    ['{"mode":["2fa"],"tempToken":{}}'],
    [`{"userId":"${'x'.repeat(70_000)}"}`],
    ['{"email":["%00@@"],"code":123456}'],
  ])('%s', async (body) => {
    await settings(smsSignsIn())
    const client = aClient({ headers: { 'x-peer-address': anAddress() } })
    for (const path of ['/sms/send', '/sms/verify', '/login', '/2fa/verify', '/register']) {
      const { status, success, code } = await client.once('POST', path, body)
      expect([success, typeof code]).toEqual([false, 'string'])
      expect([400, 401, 413]).toContain(status)
    }
  })
})
