import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, password, settings } from '@/lib/flows/testing'
import { aHouse, origin } from '../direct/testing'
import { aClient, aPhone, codeFor } from './testing'

/** contracts/node-auth.md §3, §8, §9: pages, what they ask, and how every refusal looks. */

aHouse(process.env, () => testDb())
beforeEach(() => settings({ mfa: { factors: [], policy: 'NoPrompt' } }))

describe('pages and what they ask', () => {
  it('GET /ui/config says what there is, and colors and addresses that cannot do harm', async () => {
    const config = await aClient().uiConfig()
    expect(config).toMatchObject({
      status: 200,
      apiPrefix: '/node-auth',
      loginUrl: `${origin}/sign-in`,
      headless: false,
      translations: {},
      features: { register: true, sms: false, magicLink: false, google: false, github: false },
      ui: { siteName: 'Sallyport', customCss: null },
    })
    await settings({
      signIn: { methods: [{ identifier: 'email' }, { identifier: 'phone', password: false, verificationCode: true }] },
      mfa: { factors: [], policy: 'NoPrompt' },
    })
    expect((await aClient().uiConfig()).features).toMatchObject({ sms: true })
    expect(await aClient().once('GET', '/ui/config?lang=de')).toMatchObject({ lang: 'de' })
    expect(await aClient().once('GET', '/ui/config?lang=%22%3E%3Cscript%3E')).toMatchObject({ lang: 'en' })
  })

  it('GET /ui/<page> leads to ours, with the token of a mail and never a tempToken', async () => {
    const to = async (page: string) => (await aClient().once('GET', page)).headers.get('location')
    expect(await to('/ui/login?next=//evil.example')).toBe(`${origin}/sign-in`)
    expect(await to('/ui/2fa?tempToken=secret&token=secret')).toBe(`${origin}/sign-in`)
    expect(await to('/ui/reset-password?token=abc&x=1')).toBe(`${origin}/link/reset-password?token=abc`)
    expect(await aClient().once('GET', '/ui/nothing')).toMatchObject({ status: 404, code: 'NOT_FOUND', success: false })
  })

  it('§12.13 [P2] providers that nobody configured', async () => {
    for (const path of ['/oauth/google', '/oauth/google/callback?code=1'])
      expect(await aClient().once('GET', path)).toMatchObject({ status: 404, code: 'PROVIDER_NOT_CONFIGURED' })
    const client = aPhone()
    await client.login((await aMember()).email, password)
    expect(await client.linkedAccounts()).toMatchObject({ status: 200, linkedAccounts: [] })
    expect(await client.once('POST', '/link-request', { email: 'a@example.com' })).toMatchObject({ status: 404 })
    expect(await client.once('POST', '/link-verify', { token: 'x' })).toMatchObject({ status: 400, code: 'INVALID_LINK_TOKEN' })
    expect(await client.once('DELETE', '/linked-accounts/google/1')).toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED' })
  })

  it('[P2] only administrators drop sessions that have ended', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
    const person = await aMember({ sms: true })
    const client = aPhone()
    const { tempToken } = await client.login(person.email, password)
    await client.sendSms({ mode: '2fa', tempToken })
    await client.verifySms({ mode: '2fa', tempToken, code: await codeFor(person.phone) })
    expect(await client.once('POST', '/sessions/cleanup', {})).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    await db().user.update({ where: { id: person.id }, data: { role: 'owner' } })
    expect(await client.once('POST', '/sessions/cleanup', {})).toMatchObject({ status: 200, success: true, deleted: 0 })
  })
})

describe('§12.11 [P1] every refusal', () => {
  it('has success:false, error, code and message, on paths that do not exist as well', async () => {
    for (const [method, path, status] of [
      ['GET', '/nothing', 404],
      ['GET', '/login', 405],
      ['POST', '/tools', 404],
      ['GET', '/docs', 404],
      ['GET', '/openapi.json', 404],
      ['POST', '/2fa/verify', 400],
      ['GET', '/me', 403],
    ] as const) {
      const answer = await aClient().once(method, path, method === 'GET' ? undefined : {})
      expect([answer.status, answer.success, typeof answer.code]).toEqual([status, false, 'string'])
      expect(answer.error).toBe(answer.message)
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })
})
