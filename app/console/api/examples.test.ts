import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApiKey } from '@/lib/admin/application-secrets'
import { createApplication, updateApplication } from '@/lib/admin/applications'
import { ensureBuiltIns } from '@/lib/admin/built-in'
import { stepUpMount } from '@/lib/contracts/authsignal'
import { origin, readyIssuer } from '@/lib/contracts/direct/testing'
import { nauthMount } from '@/lib/contracts/nauth'
import { nodeAuthMount } from '@/lib/contracts/node-auth'
import { shiftClock } from '@/lib/core/clock'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { transaction } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { aMember, furnish, newestCode, password, settings } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { nauthJourneys } from '@/lib/hosted/nauth-snippets'
import { nodeAuthJourneys } from '@/lib/hosted/node-auth-snippets'
import { stepUpJourneys } from '@/lib/hosted/step-up-snippets'

let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: origin, TRUST_PROXY: '1' })
  database = await testDb()
  await furnish()
  await transaction((tx) => ensureBuiltIns(tx, systemCtx(), false))
  await readyIssuer()
})
afterAll(() => database.close())
beforeEach(() => shiftClock(0))

const { ready, list } = nauthJourneys(origin)
const exampleOf = (id: string) => list.find((journey) => journey.id === id)!.fetch
type Person = Awaited<ReturnType<typeof aMember>>

/** A browser's `fetch` as far as the examples need it; it keeps cookies for pages of `page`. */
function aBrowser(page?: string) {
  const jar = new Map<string, string>()
  const calls: [string, number][] = []
  const fetch = async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers)
    if (page) headers.set('origin', page)
    if (page && jar.size) headers.set('cookie', [...jar].map((pair) => pair.join('=')).join('; '))
    const serve = new URL(url).pathname.startsWith('/node-auth') ? nodeAuthMount : nauthMount
    const response = await serve(new Request(url, { ...init, headers }))
    for (const line of response.headers.getSetCookie()) jar.set(line.split('=')[0]!, line.split(';')[0]!.split('=')[1]!)
    calls.push([new URL(url).pathname, response.status])
    return response
  }
  return { fetch, calls, jar }
}

/** Runs an example as it is printed, but for its placeholders, and answers with the variable that is asked for. */
async function run(text: string, person: Person, given: Record<string, unknown>, answer: string): Promise<unknown> {
  const code = text
    .replaceAll('you@example.com', person.email)
    .replaceAll('your password', password)
    .replaceAll('+12125550123', person.phone)
    .replaceAll('prompt(', 'await prompt(')
  const prompt = async () => {
    await messagesUnderway()
    return newestCode(person.phone)
  }
  const scope = { prompt, console: { log: () => undefined }, ...given }
  const body = `return (async () => { ${code}\nreturn ${answer} })()`
  return new Function(...Object.keys(scope), body)(...Object.values(scope))
}

const sms = (policy: string) => settings({ mfa: { factors: ['PhoneVerificationCode'], policy } })

describe('the examples for nauth', () => {
  it('sign in with a second step, refresh, and sign out', async () => {
    await sms('NoPrompt')
    const person = await aMember({ proven: true, sms: true })
    const { fetch, calls } = aBrowser()
    const answer = await run(`${ready}\n${exampleOf('sign-in')}`, person, { fetch }, 'answer')
    expect(answer).toMatchObject({ accessToken: expect.any(String), user: { email: person.email } })
    const { refreshToken } = answer as { refreshToken: string }
    const tokens = await run(`${ready}\n${exampleOf('refresh')}`, person, { fetch, refreshToken }, 'tokens')
    expect(tokens).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) })
    expect(calls).toEqual(['login', 'respond-challenge', 'profile', 'refresh', 'logout'].map((name) => [`/auth/${name}`, 200]))
  })

  it('ask for another code', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'], policy: 'NoPrompt' } })
    const person = await aMember({ proven: true, sms: true, mailbox: true })
    const { fetch } = aBrowser()
    const first = exampleOf('sign-in').split('\n')[0]
    const { session } = (await run(`${ready}\n${first}`, person, { fetch }, 'answer')) as { session: string }
    shiftClock(31)
    expect(await run(`${ready}\n${exampleOf('another-code')}`, person, { fetch, session }, 'destination')).toMatch(/\*\*\*/)
  })

  it('set text messages up where a sign-in demands it', async () => {
    await sms('Mandatory')
    const person = await aMember({ phoneOnFile: true })
    const { fetch } = aBrowser()
    const given = { fetch, identifier: person.email, password }
    expect(await run(`${ready}\n${exampleOf('forced-set-up')}`, person, given, 'accessToken')).toEqual(expect.any(String))
  })

  it('set text messages up in settings', async () => {
    await sms('NoPrompt')
    const person = await aMember({ proven: true, phoneOnFile: true })
    const { fetch } = aBrowser()
    const both = `${ready}\n${exampleOf('sign-in')}\n${exampleOf('settings')}`
    expect(await run(both, person, { fetch }, '[deviceId, devices]')).toEqual([
      expect.any(Number),
      [expect.objectContaining({ type: 'sms' })],
    ])
  })

  it('keep to cookies in a browser', async () => {
    await sms('NoPrompt')
    const page = 'http://localhost:5173'
    const as = { ctx: systemCtx(), actor: { type: 'machine' as const, id: 'key' } }
    await updateApplication(as, 'account', { directSignIn: { webOrigins: [page] } })
    const person = await aMember({ proven: true, phoneOnFile: true })
    const { fetch, calls, jar } = aBrowser(page)
    const answer = (await run(exampleOf('cookies'), person, { fetch }, 'response.json()')) as object
    expect(answer).not.toHaveProperty('accessToken')
    expect([...jar.keys()]).toContain('nauth_access_token')
    expect(calls).toEqual(['login', 'mfa/setup-data', 'refresh'].map((name) => [`/auth/${name}`, 200]))
  })
})

describe('the examples for node-auth', () => {
  const { ready: begin, list: ways } = nodeAuthJourneys(origin)
  const wayOf = (id: string) => ways.find((journey) => journey.id === id)!.fetch

  it('sign in by text message alone, and refresh', async () => {
    const methods = [
      { identifier: 'email', password: true },
      { identifier: 'phone', password: true, verificationCode: true },
    ]
    await settings({ signIn: { methods }, mfa: { factors: [], policy: 'NoPrompt' } })
    const person = await aMember({ proven: true, phoneOnFile: true })
    const { fetch, calls } = aBrowser()
    const all = `${begin}\n${wayOf('sms')}\n${wayOf('session')}`
    expect(await run(all, person, { fetch }, 'tokens')).toMatchObject({ success: true, accessToken: expect.any(String) })
    const paths = ['/auth/sms/send', '/auth/sms/verify', '/node-auth/me', '/node-auth/refresh']
    expect(calls).toEqual(paths.map((path) => [path, 200]))
  })

  it('ask for a text message after the password', async () => {
    await sms('NoPrompt')
    const person = await aMember({ proven: true, sms: true })
    const { fetch } = aBrowser()
    const answer = await run(`${begin}\n${wayOf('second-step')}`, person, { fetch }, 'answer')
    expect(answer).toMatchObject({ success: true, accessToken: expect.any(String) })
  })
})

describe('the examples for the step-up API', () => {
  const { ready: begin, list: ways } = stepUpJourneys(origin)

  it('ask for a text message and check the proof', async () => {
    const as = { ctx: systemCtx(), actor: { type: 'machine' as const, id: 'key' } }
    const { id } = await createApplication(as, { name: 'Orders', type: 'Traditional' })
    const { key: secretKey } = await createApiKey(as, id, {})
    const person = await aMember({ phoneOnFile: true })
    const fetch = (url: string, init: RequestInit) => stepUpMount(new Request(url, init))
    const text = `${begin}\n${ways.find((one) => one.id === 'sms')!.fetch}`
    expect(await run(text, person, { fetch, secretKey }, 'result')).toMatchObject({ isValid: true, action: 'signIn' })
  })
})
