import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { useEnv } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { setBehavior } from '@/lib/db/inbox'
import { type TestDb, testDb } from '@/lib/db/testing'
import { aMember, arrived, furnish, newestCode, password, settings, wrongCode } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { readyIssuer } from '../nauth/testing'
import { aClient, anAddress, aPage, aPhone, origin } from './testing'

/** contracts/node-auth.md §4: the recipe and what holds it up. */

let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: origin, TRUST_PROXY: '1' })
  database = await testDb()
  await furnish()
  await readyIssuer()
})
afterAll(() => database.close())
afterEach(() => shiftClock(0))

const methods = [
  { identifier: 'email' },
  { identifier: 'phone', password: false, verificationCode: true },
  { identifier: 'username' },
]
const smsSignsIn = (mfa: object = { factors: [], policy: 'NoPrompt' }) => settings({ signIn: { methods }, mfa })
const smsIsSecond = (policy = 'NoPrompt') => settings({ mfa: { factors: ['PhoneVerificationCode'], policy } })

const codeFor = async (phone: string) => {
  await messagesUnderway()
  return newestCode(phone)
}
/** The recipe's curl calls: no origin, no cookies. */
const curl = () => aClient({ apiPrefix: '/auth' })

describe('§12.1 [P0] the recipe works as printed', () => {
  beforeEach(() => smsSignsIn())

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
  beforeEach(() => smsSignsIn())
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

describe('§12.4 [P0] nobody is told who is here', () => {
  beforeEach(() => smsSignsIn())
  const bare = ({ headers, ...rest }: Awaited<ReturnType<ReturnType<typeof aClient>['once']>>) => ({
    ...rest,
    headers: [...headers].filter(([name]) => name !== 'date'),
  })

  it('by status, body, headers or time of a send, or what a wrong code says', { timeout: 60_000 }, async () => {
    const times: Record<string, number[]> = {}
    const answers = new Set<string>()
    for (let round = 0; round < 12; round++) {
      const real = await aMember({ phoneOnFile: true, proven: true })
      const bareOne = await aMember()
      const names = {
        real: { userId: real.id },
        unknown: { userId: crypto.randomUUID() },
        mail: { email: `nobody${round}@example.com` },
        numberless: { userId: bareOne.id },
      }
      for (const [kind, body] of Object.entries(names)) {
        await messagesUnderway()
        const client = aClient()
        const begun = performance.now()
        const sent = await client.sendSms(body)
        if (round) times[kind] = [...(times[kind] ?? []), performance.now() - begun]
        const soon = await client.sendSms(body)
        const { retryAfter, ...rest } = bare(soon)
        const wrong = await client.verifySms({ ...body, code: '00000x' })
        expect(retryAfter).toBeGreaterThan(0)
        answers.add(JSON.stringify([bare(sent), rest.status, rest.code, bare(wrong)]))
      }
    }
    expect([...answers]).toHaveLength(1)
    const middle = (list: number[] = []) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!
    const all = Object.values(times).map(middle)
    expect(Math.max(...all) - Math.min(...all)).toBeLessThan(Math.max(15, 0.5 * Math.max(...all)))
  })

  it('by limits: they are counted by the name that was given, and silently by the phone', async () => {
    const person = await aMember({ phoneOnFile: true, proven: true })
    const outcome = async (body: object, at: number) => {
      shiftClock(at)
      const { status } = await aClient().sendSms(body)
      await messagesUnderway()
      return status
    }
    const seen: number[][] = [[], []]
    for (const at of [0, 31, 92, 213, 334, 455]) {
      seen[0]!.push(await outcome({ userId: person.id }, at))
      seen[1]!.push(await outcome({ userId: 'ghost-of-limits' }, at))
    }
    expect(seen[0]).toEqual(seen[1])
    expect(seen[0]).toContain(429)
    const before = (await arrived(person.phone)).length
    // by another of their names the phone's own budget is what counts, and nobody hears of it
    expect(await outcome({ email: person.email }, 456)).toBe(200)
    expect((await arrived(person.phone)).length).toBe(before)
  })

  it('somebody suspended gets nothing, and the answer is the same', async () => {
    const person = await aMember({ phoneOnFile: true, proven: true })
    await db().user.update({ where: { id: person.id }, data: { suspendedAt: new Date() } })
    expect(await aClient().sendSms({ userId: person.id })).toMatchObject({ status: 200, success: true, expiresIn: 300 })
    await messagesUnderway()
    expect(await arrived(person.phone)).toEqual([])
  })

  it('parallel requests send one code', async () => {
    const person = await aMember({ phoneOnFile: true, proven: true })
    const sent = await Promise.all(Array.from({ length: 5 }, () => aClient().sendSms({ userId: person.id })))
    await messagesUnderway()
    expect(sent.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await arrived(person.phone)).toHaveLength(1)
  })
})

describe('§12.5 [P0] codes are guessed five times', () => {
  const six = async (
    answer: (code: string) => Promise<{ status: number; code?: string; attemptsRemaining?: number }>,
    code: string,
  ) => {
    const seen = []
    for (let i = 0; i < 6; i++) seen.push(await answer(wrongCode(code)))
    seen.push(await answer(code))
    return seen.map(({ status, code: name, attemptsRemaining }) => [status, name, attemptsRemaining])
  }
  const five = [4, 3, 2, 1, 0].map((left) => [401, 'INVALID_SMS_CODE', left])
  const over = [429, 'TOO_MANY_ATTEMPTS', undefined]

  it('in login mode, one after the other and then the right one', async () => {
    await smsSignsIn()
    const person = await aMember({ phoneOnFile: true })
    const client = aClient()
    await client.sendSms({ userId: person.id })
    const code = await codeFor(person.phone)
    expect(await six((given) => client.verifySms({ userId: person.id, code: given }), code)).toEqual([...five, over, over])
    const last = await client.verifySms({ userId: person.id, code })
    expect(last.headers.get('retry-after')).toBe(String(last.retryAfter))
  })

  it('in mode 2fa, where a new code brings no new tries', async () => {
    await smsIsSecond()
    const person = await aMember({ sms: true, proven: true })
    const client = aClient()
    const { tempToken } = await client.login(person.email, password)
    await client.sendSms({ mode: '2fa', tempToken })
    const code = await newestCode(person.phone)
    const answer = (given: string) => client.verifySms({ mode: '2fa', tempToken, code: given })
    expect(await six(answer, code)).toEqual([...five, over, over])
    shiftClock(60)
    expect(await client.sendSms({ mode: '2fa', tempToken })).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' })
  })

  it('in parallel', async () => {
    await smsSignsIn()
    const person = await aMember({ phoneOnFile: true })
    const client = aClient()
    await client.sendSms({ userId: person.id })
    const code = await codeFor(person.phone)
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => client.verifySms({ userId: person.id, code: wrongCode(code) })),
    )
    expect(tries.filter(({ code: name }) => name === 'INVALID_SMS_CODE')).toHaveLength(5)
    expect(await client.verifySms({ userId: person.id, code })).toMatchObject({ status: 429 })
  })

  it('a page’s wrong code costs one try and is no 401', async () => {
    await smsSignsIn()
    const person = await aMember({ phoneOnFile: true })
    const page = aPage()
    await page.sendSms({ userId: person.id })
    const code = await codeFor(person.phone)
    const wrong = await page.call('POST', '/sms/verify', { userId: person.id, code: wrongCode(code) })
    expect(wrong).toMatchObject({ status: 400, success: false, code: 'INVALID_SMS_CODE', attemptsRemaining: 4 })
    expect([wrong.error, wrong.message]).toEqual(['Invalid or expired SMS code', 'Invalid or expired SMS code'])
    expect(page.sent.filter((line) => line === 'POST /sms/verify')).toHaveLength(1)
  })

  it('the right one counts once, also when it comes many times at once', async () => {
    await smsSignsIn()
    const person = await aMember({ phoneOnFile: true })
    const client = aClient()
    await client.sendSms({ userId: person.id })
    const code = await codeFor(person.phone)
    const all = await Promise.all(Array.from({ length: 4 }, () => aClient().verifySms({ userId: person.id, code })))
    expect(all.filter(({ success }) => success)).toHaveLength(1)
    expect(all.filter(({ code: name }) => name === 'INVALID_SMS_CODE')).toHaveLength(3)
    expect(await client.verifySms({ userId: person.id, code })).toMatchObject({ status: 401, code: 'INVALID_SMS_CODE' })
  })
})

describe('sending again', () => {
  it('voids the earlier code, after a while and never before', async () => {
    await smsSignsIn()
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

describe('§12.6 [P0] a code that signs in never stands for two', () => {
  it('the right one leads to the second step', async () => {
    await smsSignsIn({ factors: ['Totp', 'EmailVerificationCode'], policy: 'NoPrompt' })
    const person = await aMember({ phoneOnFile: true, proven: true, mailbox: true })
    const client = aPhone()
    await client.sendSms({ userId: person.id })
    const code = await codeFor(person.phone)
    const asked = await client.verifySms({ userId: person.id, code })
    expect(asked).toMatchObject({ status: 200, requiresTwoFactor: true, available2faMethods: ['magic-link'] })
    expect([asked.success, asked.accessToken, asked.headers.getSetCookie()]).toEqual([undefined, undefined, []])
    expect(await client.verifySms({ userId: person.id, code })).toMatchObject({ status: 401, code: 'INVALID_SMS_CODE' })
  })

  it('or to setting one up, where policy demands it', async () => {
    await smsSignsIn({ factors: ['Totp'], policy: 'Mandatory' })
    const person = await aMember({ phoneOnFile: true, proven: true })
    const client = aPhone()
    await client.sendSms({ userId: person.id })
    const asked = await client.verifySms({ userId: person.id, code: await codeFor(person.phone) })
    expect(asked).toMatchObject({ status: 403, code: '2FA_SETUP_REQUIRED', requires2FASetup: true })
    expect(asked.accessToken).toBeUndefined()
  })

  it('mode 2fa completes what a password began', async () => {
    await smsIsSecond()
    const person = await aMember({ sms: true, proven: true })
    const client = aPhone()
    const asked = await client.login(person.email, password)
    expect(asked).toMatchObject({ status: 200, requiresTwoFactor: true, available2faMethods: ['sms'] })
    expect(await arrived(person.phone)).toEqual([])
    const { tempToken } = asked
    const masked = `+1***${person.phone.slice(-4)}`
    expect(await client.sendSms({ mode: '2fa', tempToken })).toMatchObject({ status: 200, destination: masked, expiresIn: 300 })
    const done = await client.verifySms({ mode: '2fa', tempToken, code: await newestCode(person.phone) })
    expect(done).toMatchObject({ status: 200, success: true })
    expect((await client.me()).sub).toBe(person.id)
  })
})

describe('refusals of the send, in the printed order', () => {
  const refusal = async (body: unknown, from = aClient()) => {
    const { status, code, success, error, message } = await from.sendSms(body as object)
    expect([success, error]).toEqual([false, message])
    return [status, code]
  }

  it('nothing is connected', async () => {
    await smsSignsIn()
    await db().connector.updateMany({ where: { channel: 'sms' }, data: { enabled: false } })
    await settings({ signIn: { methods }, mfa: { factors: [], policy: 'NoPrompt' } })
    expect(await refusal({ mode: 'other' })).toEqual([500, 'SMS_NOT_CONFIGURED'])
    await db().connector.updateMany({ where: { channel: 'sms' }, data: { enabled: true } })
  })

  it('mode, tempToken, method, identifier', async () => {
    await smsIsSecond()
    expect(await refusal({ mode: 'other' })).toEqual([400, 'INVALID_MODE'])
    expect(await refusal({ mode: 5 })).toEqual([400, 'INVALID_MODE'])
    expect(await refusal({ mode: '2fa' })).toEqual([400, 'TEMP_TOKEN_REQUIRED'])
    expect(await refusal({ mode: '2fa', tempToken: 'garbage' })).toEqual([401, 'INVALID_TEMP_TOKEN'])
    expect(await refusal({ mode: '2fa', tempToken: 'garbage' }, aPage())).toEqual([400, 'INVALID_TEMP_TOKEN'])
    expect(await refusal({})).toEqual([400, 'SMS_LOGIN_DISABLED'])
    await smsSignsIn()
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
    await smsIsSecond()
    const person = await aMember({ sms: true, proven: true })
    const client = aPhone()
    const { tempToken } = await client.login(person.email, password)
    await client.sendSms({ mode: '2fa', tempToken })
    const code = await newestCode(person.phone)
    shiftClock(31)
    await setBehavior(db(), 'sms', { mode: 'fail', times: 1, seconds: 0 })
    expect(await client.sendSms({ mode: '2fa', tempToken })).toMatchObject({ status: 503, code: 'SMS_SEND_FAILED' })
    expect(await client.verifySms({ mode: '2fa', tempToken, code })).toMatchObject({ success: true })
    await smsSignsIn()
    await setBehavior(db(), 'sms', { mode: 'fail', times: 1, seconds: 0 })
    expect(await aClient().sendSms({ userId: (await aMember({ phoneOnFile: true })).id })).toMatchObject({ status: 200 })
    await messagesUnderway()
  })

  it('and of the answer', async () => {
    await smsSignsIn()
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
    await smsSignsIn()
    const client = aClient({ headers: { 'x-peer-address': anAddress() } })
    for (const path of ['/sms/send', '/sms/verify', '/login', '/2fa/verify', '/register']) {
      const { status, success, code } = await client.once('POST', path, body)
      expect([success, typeof code]).toEqual([false, 'string'])
      expect([400, 401, 413]).toContain(status)
    }
  })
})
