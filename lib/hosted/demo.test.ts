import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { derivedSecret } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { updateApplication } from '@/lib/db/applications'
import { transaction } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { aBrowser, anApp, anIssuer, aUser, finishAs, type Issuer } from '@/lib/oidc/testing'
import { demoCallback, demoSession, demoSignOut, demoStart } from './demo'

let database: TestDb
let issuer: Issuer
const at = 'http://localhost:3000'
beforeAll(async () => {
  database = await testDb()
  issuer = await anIssuer()
  Object.assign(env(), { PORT: Number(new URL(issuer.base).port) })
  const addresses = { redirectUris: [`${at}/demo/callback`], postLogoutRedirectUris: [`${at}/demo`] }
  await anApp({ id: 'demo-app' }, addresses)
  const secrets = [{ id: 'derived', value: derivedSecret('demo-client'), createdAt: new Date().toISOString(), expiresAt: null }]
  await transaction((tx) => updateApplication(tx, Date.now(), 'demo-app', { secrets }))
})
afterAll(async () => {
  await issuer.close()
  await database.close()
})

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .filter((pair) => !pair?.endsWith('='))
    .join('; ')

/** A sign-in up to the callback. @returns its address, and the cookie the demo set when it began */
async function arriving(userId: string): Promise<{ callback: string; cookie: string }> {
  const begun = await demoStart(new Request(`${at}/demo/start`))
  const browser = aBrowser(issuer)
  await browser.go(begun.headers.get('location') ?? '')
  return { callback: (await finishAs(browser, userId)).location, cookie: cookiesOf(begun) }
}

describe('the demo application', () => {
  it('signs a person in like any relying party, and out again', async () => {
    const user = await aUser()
    const { callback, cookie } = await arriving(user)
    const arrived = await demoCallback(new Request(callback, { headers: { cookie } }))
    expect(arrived.headers.get('location')).toBe('/demo')
    const session = demoSession(cookiesOf(arrived))
    expect(session?.claims).toMatchObject({ sub: user, aud: 'demo-app', email: `${user}@example.com` })
    const left = await demoSignOut(
      new Request(`${at}/demo/sign-out`, { method: 'POST', headers: { cookie: cookiesOf(arrived), origin: at } }),
    )
    const target = new URL(left.headers.get('location') ?? '')
    expect(target.pathname).toBe('/oidc/session/end')
    expect(target.searchParams.get('id_token_hint')).toBe(session?.idToken)
    expect(demoSession(cookiesOf(left))).toBeNull()
  })

  it('takes no answer that it did not ask for', async () => {
    const { callback } = await arriving(await aUser())
    const { cookie } = await arriving(await aUser())
    for (const given of [cookie, '']) {
      const answer = await demoCallback(new Request(callback, { headers: { cookie: given } }))
      expect(answer.headers.get('location')).toBe('/demo?error=state_mismatch')
      expect(demoSession(cookiesOf(answer))).toBeNull()
    }
  })

  it('shows why a sign-in was given up, and never trusts a cookie it did not seal', async () => {
    const begun = await demoStart(new Request(`${at}/demo/start`))
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state')
    const url = `${at}/demo/callback?error=access_denied&state=${state}`
    const answer = await demoCallback(new Request(url, { headers: { cookie: cookiesOf(begun) } }))
    expect(answer.headers.get('location')).toBe('/demo?error=access_denied')
    expect(demoSession(`sallyport_demo=${encodeURIComponent(JSON.stringify({ claims: { sub: 'x' } }))}`)).toBeNull()
  })

  it('cannot be signed out of from another site', async () => {
    const request = new Request(`${at}/demo/sign-out`, {
      method: 'POST',
      headers: { cookie: 'a=b', origin: 'https://evil.example' },
    })
    await expect(demoSignOut(request)).rejects.toMatchObject({ code: 'auth.origin_rejected' })
  })
})
