import pg from 'pg'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { testDatabaseUrl } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, arrived, newestCode, password, settings, wrongCode } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse } from '../direct/testing'
import { aClient, aPage, aPhone, codeFor, serve, smsIsSecond, smsSignsIn } from './testing'

/** contracts/node-auth.md §4: what nobody is told, what is guessed, and what a code never stands for. */

aHouse(process.env, () => testDb())
describe('§12.4 [P0] nobody is told who is here', () => {
  beforeEach(() => settings(smsSignsIn()))
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

  // the embedded database has no wire to listen at
  it.runIf(testDatabaseUrl())('by how much is asked of the database before the answer', async () => {
    const asked = vi.spyOn(pg.Client.prototype, 'query')
    const counts: Record<string, number> = {}
    const people = {
      proven: { userId: (await aMember({ phoneOnFile: true, proven: true })).id },
      unproven: { userId: (await aMember({ phoneOnFile: true })).id },
      mailbox: { email: (await aMember({ phoneOnFile: true })).email },
      numberless: { userId: (await aMember()).id },
      unknown: { userId: crypto.randomUUID() },
      mail: { email: 'nobody-at-all@example.com' },
    }
    const fetch = async (request: Request) => {
      await messagesUnderway()
      asked.mockClear()
      return serve(request).finally(() => {
        counts[kind] = asked.mock.calls.length
      })
    }
    let kind = ''
    // the first of all fills what is kept in memory
    await aClient().sendSms({ userId: crypto.randomUUID() })
    for (const [name, body] of Object.entries(people)) {
      kind = name
      expect((await aClient({ fetch }).sendSms(body)).status).toBe(200)
    }
    asked.mockRestore()
    expect(new Set(Object.values(counts)).size, JSON.stringify(counts)).toBe(1)
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
    await settings(smsSignsIn())
    const person = await aMember({ phoneOnFile: true })
    const client = aClient()
    await client.sendSms({ userId: person.id })
    const code = await codeFor(person.phone)
    expect(await six((given) => client.verifySms({ userId: person.id, code: given }), code)).toEqual([...five, over, over])
    const last = await client.verifySms({ userId: person.id, code })
    expect(last.headers.get('retry-after')).toBe(String(last.retryAfter))
  })

  it('in mode 2fa, where a new code brings no new tries', async () => {
    await settings(smsIsSecond())
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
    await settings(smsSignsIn())
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
    await settings(smsSignsIn())
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
    await settings(smsSignsIn())
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

describe('§12.6 [P0] a code that signs in never stands for two', () => {
  it('the right one leads to the second step', async () => {
    await settings(smsSignsIn({ factors: ['Totp', 'EmailVerificationCode'], policy: 'NoPrompt' }))
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
    await settings(smsSignsIn({ factors: ['Totp'], policy: 'Mandatory' }))
    const person = await aMember({ phoneOnFile: true, proven: true })
    const client = aPhone()
    await client.sendSms({ userId: person.id })
    const asked = await client.verifySms({ userId: person.id, code: await codeFor(person.phone) })
    expect(asked).toMatchObject({ status: 403, code: '2FA_SETUP_REQUIRED', requires2FASetup: true })
    expect(asked.accessToken).toBeUndefined()
  })

  it('mode 2fa completes what a password began', async () => {
    await settings(smsIsSecond())
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
