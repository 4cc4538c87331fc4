import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cookieNames } from '@/lib/core/cookies'
import { newId, newSecret } from '@/lib/core/crypto'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { readExperience, writeExperience } from '@/lib/db/config'
import { trustDevice } from '@/lib/db/sessions'
import { type TestDb, testDb } from '@/lib/db/testing'
import { signInExperience } from '@/lib/policy/schema'
import { abort } from './issue'
import {
  aBrowser,
  anApp,
  anIssuer,
  asked,
  aUser,
  authorizeUrl,
  type Browser,
  exchange,
  finishAs,
  type Issuer,
  signIn,
  type TestApp,
} from './testing'

let database: TestDb
let issuer: Issuer
let browser: Browser
let app: TestApp
let user: string
beforeAll(async () => {
  database = await testDb()
  issuer = await anIssuer()
  await offering(['Totp', 'WebAuthn'])
  app = await anApp()
})
beforeEach(async () => {
  browser = aBrowser(issuer)
  user = await aUser()
})
afterAll(async () => {
  await issuer.close()
  await database.close()
})

/** The second factors of the house. */
async function offering(factors: string[], more: object = {}): Promise<void> {
  await transaction(async (tx) =>
    writeExperience(tx, signInExperience.parse({ mfa: { factors }, ...more }), (await readExperience(tx)).version),
  )
}

const mfa = { amr: ['pwd', 'sms', 'mfa'], acr: 'mfa' }
const essential = JSON.stringify({ id_token: { acr: { essential: true, values: ['mfa'] } } })
const errorOf = (location: string) => new URL(location).searchParams.get('error')
const claimsOf = async (location: string) =>
  decodeJwt((await exchange(issuer, app, new URL(location).searchParams)).body.id_token ?? '')

describe('asking for more assurance', () => {
  it('keeps what the session has proven and asks for the rest', async () => {
    await signIn(browser, app, user)
    const { location } = await browser.go(authorizeUrl(app, { acr_values: 'mfa' }))
    expect(location).toBe('http://localhost:3000/challenge')
    const { userId, facts, purpose } = await asked(browser)
    expect({ userId, purpose, acr: facts.request.acr }).toEqual({ userId: user, purpose: 'sign-in', acr: 'mfa' })
    expect(facts.evidence.map((e) => e.factor)).toEqual(['password'])
    expect(await claimsOf((await finishAs(browser, user, mfa)).location)).toMatchObject(mfa)
  })

  it.each(['mfa', 'phr'])('is content with a session of acr %s, whatever else was on the list', async (acr) => {
    await signIn(browser, app, user, {}, { amr: ['pwd', 'sms', 'mfa'], acr })
    const { location } = await browser.go(authorizeUrl(app, { acr_values: 'urn:whatever phr mfa' }))
    expect((await claimsOf(location)).acr).toBe(acr)
  })

  it('answers the alias aal2 as asked', async () => {
    await signIn(browser, app, user, {}, mfa)
    const { location } = await browser.go(authorizeUrl(app, { acr_values: 'aal2' }))
    expect((await claimsOf(location)).acr).toBe('aal2')
  })

  it('gives tokens with honest values when a voluntary demand cannot be met', async () => {
    await browser.go(authorizeUrl(app, { acr_values: 'phr' }))
    expect(await claimsOf((await finishAs(browser, user, mfa)).location)).toMatchObject(mfa)
  })

  it('sends nobody anywhere for what the house cannot reach', async () => {
    await offering(['Totp'])
    await signIn(browser, app, user)
    const { location } = await browser.go(authorizeUrl(app, { acr_values: 'phr' }))
    expect(await claimsOf(location)).toMatchObject({ amr: ['pwd'] })
    const phr = JSON.stringify({ id_token: { acr: { essential: true, values: ['phr'] } } })
    expect(errorOf((await browser.go(authorizeUrl(app, { claims: phr }))).location)).toBe('unmet_authentication_requirements')
    await offering(['Totp', 'WebAuthn'])
  })

  it('refuses when an essential demand cannot be met, once, without going round in circles', async () => {
    await browser.go(authorizeUrl(app, { claims: essential }))
    expect(errorOf((await finishAs(browser, user)).location)).toBe('unmet_authentication_requirements')
  })

  it('refuses when the application itself insists', async () => {
    const strict = await anApp({}, { mfa: { requiredAcr: 'mfa' } })
    await browser.go(authorizeUrl(strict))
    expect((await asked(browser)).facts.request.acr).toBe('mfa')
    expect(errorOf((await finishAs(browser, user)).location)).toBe('unmet_authentication_requirements')
  })

  it('never lets a session of one step into an application that insists on two', async () => {
    const strict = await anApp({}, { mfa: { policy: 'Mandatory' } })
    await signIn(browser, app, user)
    expect(errorOf((await browser.go(authorizeUrl(strict, { prompt: 'none' }))).location)).toBe('interaction_required')
    await browser.go(authorizeUrl(strict))
    expect((await asked(browser)).userId).toBe(user)
  })

  it('takes a code that began a session for a first step, never for the second one', async () => {
    const strict = await anApp({}, { mfa: { policy: 'Mandatory' } })
    const { sessionId } = await signIn(browser, app, user, {}, { amr: ['email'] })
    await browser.go(authorizeUrl(strict))
    const { facts } = await asked(browser)
    expect(facts.evidence).toEqual([
      { factor: 'email', at: expect.any(Number), kept: true, address: { kind: 'email', value: `${user}@example.com` } },
    ])
    expect(facts.session).toEqual({ id: sessionId, provenAt: null })
  })

  it('counts no factor that the application does not take, wherever the session began', async () => {
    await offering(['Totp', 'PhoneVerificationCode'])
    const byApp = { amr: ['pwd', 'sms', 'otp', 'mfa'], acr: 'mfa' }
    for (const own of [{ requiredAcr: 'mfa' as const }, { policy: 'Mandatory' as const }]) {
      const narrow = await anApp({}, { mfa: { ...own, allowedFactors: ['Totp'] } })
      await signIn(browser, app, user, {}, mfa)
      expect((await browser.go(authorizeUrl(narrow))).location).toBe('http://localhost:3000/challenge')
      expect((await asked(browser)).facts.evidence.map((e) => e.factor)).toEqual(['password', 'sms'])
      expect((await finishAs(browser, user, byApp)).location).toContain('code=')
      expect((await browser.go(authorizeUrl(narrow, { prompt: 'none' }))).location).toContain('code=')
      browser = aBrowser(issuer)
    }
    const easy = await anApp({}, { mfa: { allowedFactors: ['Totp'] } })
    await signIn(browser, app, user)
    expect((await browser.go(authorizeUrl(easy))).location).toContain('code=')
    await offering(['Totp', 'WebAuthn'])
  })

  it('counts what began a session for no second step at an application that insists', async () => {
    await offering(['Totp', 'PhoneVerificationCode'])
    const narrow = await anApp({}, { mfa: { policy: 'Mandatory', allowedFactors: ['Totp'] } })
    const strict = await anApp({}, { mfa: { policy: 'Mandatory' } })
    const row = { id: newId(), userId: user, data: { secret: 'sealed', lastStep: 0 }, createdVia: 'Import' as const }
    await transaction((tx) => createAuthenticator(tx, Date.now(), { ...row, type: 'totp', verified: true }))
    for (const [application, amr, acr] of [
      [narrow, ['email', 'sms', 'mfa'], 'mfa'],
      [strict, ['pwd', 'email'], null],
    ] as const) {
      browser = aBrowser(issuer)
      await signIn(browser, app, user, {}, { amr: [...amr], acr })
      expect((await browser.go(authorizeUrl(application, { prompt: 'none' }))).location).toContain('error=interaction_required')
      expect((await browser.go(authorizeUrl(application))).location).toBe('http://localhost:3000/challenge')
    }
    await offering(['Totp', 'WebAuthn'])
  })

  it('shows no page where nothing is left to ask: this browser is trusted', async () => {
    await offering(['Totp'], { trustedDevice: { enabled: true } })
    const strict = await anApp({}, { mfa: { policy: 'Mandatory' } })
    const { sessionId } = await signIn(browser, app, user)
    const [id, secret, expiresAt] = [newId(), newSecret(), Date.now() + 60_000]
    await transaction(async (tx) => {
      const data = { secret: 'sealed', lastStep: 0 }
      await createAuthenticator(tx, Date.now(), { id, userId: user, type: 'totp', data, createdVia: 'Import', verified: true })
      await trustDevice(tx, Date.now(), { id, secret, applicationId: null, userId: user, label: 'Chrome', expiresAt })
    })
    expect((await browser.go(authorizeUrl(strict))).location).toBe('http://localhost:3000/challenge')
    browser.jar.set(cookieNames.device(), secret)
    const { location } = await browser.go(authorizeUrl(strict))
    expect(new URL(location).pathname).toMatch(/^\/oidc\/auth\/./)
    expect((await browser.go(location)).location).toContain('code=')
    const [session] = await db().session.findMany({ where: { userId: user, revokedAt: null } })
    expect({ amr: session?.amr, acr: session?.acr }).toEqual({ amr: ['pwd'], acr: null })
    expect(session?.id).not.toBe(sessionId)
    await offering(['Totp', 'WebAuthn'])
  })

  it('shows no page with prompt=none', async () => {
    await signIn(browser, app, user)
    const { location } = await browser.go(authorizeUrl(app, { acr_values: 'mfa', prompt: 'none' }))
    expect(errorOf(location)).toBe('interaction_required')
  })

  it('leaves the old session as it was when the person cancels', async () => {
    await signIn(browser, app, user)
    await browser.go(authorizeUrl(app, { acr_values: 'mfa' }))
    const { location } = await browser.go(await abort((await asked(browser)).oidcUid ?? '', 'access_denied'))
    expect(errorOf(location)).toBe('access_denied')
    const silent = await browser.go(authorizeUrl(app, { prompt: 'none' }))
    expect((await claimsOf(silent.location)).amr).toEqual(['pwd'])
  })
})

describe('signing in again', () => {
  it.each<Record<string, string>>([{ prompt: 'login' }, { max_age: '60' }, { max_age: '0' }])(
    '%o repeats the whole sign-in and moves auth_time',
    async (parameters) => {
      const before = Date.now() - 3_600_000
      await signIn(browser, app, user, {}, { ...mfa, authTime: before })
      const { location } = await browser.go(authorizeUrl(app, parameters))
      expect(location).toBe('http://localhost:3000/sign-in')
      expect(await asked(browser)).toMatchObject({ userId: null, facts: { evidence: [] } })
      const claims = await claimsOf((await finishAs(browser, user)).location)
      expect(claims.auth_time).toBeGreaterThan(before / 1000 + 60)
      expect(claims).not.toHaveProperty('acr')
    },
  )

  it('is needed when our session behind the provider was ended, and leaves one session per browser', async () => {
    const { sessionId } = await signIn(browser, app, user)
    await db().session.update({ where: { id: sessionId }, data: { revokedAt: new Date() } })
    expect(errorOf((await browser.go(authorizeUrl(app, { prompt: 'none' }))).location)).toBe('login_required')
    await signIn(browser, app, user)
    await signIn(browser, app, user, { prompt: 'login' })
    expect(await db().session.count({ where: { userId: user, revokedAt: null } })).toBe(1)
  })

  it('is needed of a suspended person, and gives no tokens', async () => {
    const { query } = await signIn(browser, app, user)
    await db().user.update({ where: { id: user }, data: { suspendedAt: new Date() } })
    expect((await exchange(issuer, app, query)).body.error).toBe('invalid_grant')
    expect(errorOf((await browser.go(authorizeUrl(app, { prompt: 'none' }))).location)).toBe('login_required')
  })
})
