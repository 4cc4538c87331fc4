import { beforeEach, describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { useEnv } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, arrived, newestCode, password, settings } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse, origin } from '../direct/testing'
import { aClient, aPage, aPhone } from './testing'

/** contracts/node-auth.md §2, §3, §5: tempTokens, cookies, refreshing, and the account. */

aHouse(process.env, () => testDb())
beforeEach(() => settings({ mfa: { factors: [], policy: 'NoPrompt' } }))

describe('§12.7 [P0] a tempToken is nothing else', () => {
  const routes: ['GET' | 'POST' | 'PATCH' | 'DELETE', string][] = [
    ['GET', '/me'],
    ['PATCH', '/profile'],
    ['POST', '/add-phone'],
    ['GET', '/sessions'],
    ['DELETE', '/sessions/x'],
    ['DELETE', '/account'],
    ['POST', '/2fa/setup'],
    ['POST', '/2fa/verify-setup'],
    ['POST', '/2fa/disable'],
  ]
  it('no bearer, no cookie, no refresh token; and an access token is no tempToken', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
    const person = await aMember({ sms: true })
    const client = aClient()
    const { tempToken = '' } = await client.login(person.email, password)
    for (const [method, path] of routes) {
      const body = method === 'GET' ? undefined : {}
      const bare = await client.once(method, path, body)
      expect([bare.status, bare.code, bare.error]).toEqual([403, 'NO_ACCESS_TOKEN', 'No access token provided'])
      const bearer = await client.once(method, path, body, { authorization: `Bearer ${tempToken}` })
      expect([bearer.status, bearer.code]).toEqual([403, 'INVALID_ACCESS_TOKEN'])
      const cookie = await client.once(method, path, body, { cookie: `accessToken=${tempToken}` })
      expect(cookie.status).toBe(403)
    }
    expect(await client.once('POST', '/refresh', { refreshToken: tempToken })).toMatchObject({
      status: 401,
      code: 'INVALID_REFRESH_TOKEN',
    })
    await settings({ mfa: { factors: [], policy: 'NoPrompt' } })
    const { accessToken = '' } = await aPhone().login(person.email, password)
    for (const path of ['/2fa/verify', '/sms/send', '/sms/verify'])
      expect(
        (await client.once('POST', path, { mode: '2fa', tempToken: accessToken, code: '123456', totpCode: '1' })).status,
      ).toBe(401)
  })

  it('is of the application that asked for it', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
    const person = await aMember({ sms: true })
    const { tempToken = '' } = await aClient().login(person.email, password)
    const other = aClient({ headers: { 'x-client-id': 'demo-app' } })
    expect(await other.sendSms({ mode: '2fa', tempToken })).toMatchObject({ status: 401, code: 'INVALID_TEMP_TOKEN' })
  })
})

describe('cookies', () => {
  const signedIn = async () => {
    const person = await aMember()
    const page = aPage()
    await page.login(person.email, password)
    return { person, page }
  }

  it('change nothing without the CSRF token of their session', async () => {
    const { page } = await signedIn()
    const other = await signedIn()
    const theirs = [...other.page.jar].find(([name]) => name.startsWith('csrf-token'))?.[1].value ?? ''
    const patch = (csrf: string) => page.once('PATCH', '/profile', { firstName: 'Ann' }, { 'x-csrf-token': csrf })
    for (const csrf of ['', 'x', theirs]) expect(await patch(csrf)).toMatchObject({ status: 403, code: 'CSRF_INVALID' })
    const forged = { 'x-csrf-token': theirs, cookie: `accessToken=${page.jar.get('accessToken@/')?.value}; csrf-token=${theirs}` }
    expect(await page.once('PATCH', '/profile', { firstName: 'Ann' }, forged)).toMatchObject({
      status: 403,
      code: 'CSRF_INVALID',
    })
    expect(await page.updateProfile({ firstName: 'Ann', lastName: null })).toMatchObject({ status: 200, success: true })
    expect(await page.me()).toMatchObject({ firstName: 'Ann', lastName: null })
  })

  it('are taken from no other site, on public routes either', async () => {
    const person = await aMember()
    const evil = aPage({ origin: 'https://evil.example' })
    for (const path of ['/login', '/refresh', '/logout', '/sms/send'])
      expect(await evil.once('POST', path, { email: person.email, password })).toMatchObject({ status: 403, success: false })
  })

  it('over https carry their prefixes, and plain names count for nothing', async () => {
    const { page, person } = await signedIn()
    const plain = [...page.jar].map(([name, { value }]) => `${name.split('@')[0]}=${value}`).join('; ')
    useEnv({ ...process.env, PUBLIC_URL: 'https://id.example', TRUST_PROXY: '1' })
    delete (globalThis as { sallyportProvider?: unknown }).sallyportProvider
    const secure = aPage({ origin: 'https://id.example' })
    const lines = (await secure.login(person.email, password)).headers.getSetCookie()
    expect(lines.map((line) => line.split('=')[0])).toEqual(['__Host-accessToken', '__Secure-refreshToken', '__Host-csrf-token'])
    expect(lines.every((line) => line.includes('; Secure'))).toBe(true)
    expect(await secure.me()).toMatchObject({ status: 200 })
    expect(await secure.once('GET', '/me', undefined, { cookie: plain })).toMatchObject({ status: 403, code: 'NO_ACCESS_TOKEN' })
    useEnv({ ...process.env, PUBLIC_URL: origin, TRUST_PROXY: '1' })
    delete (globalThis as { sallyportProvider?: unknown }).sallyportProvider
  })

  it('end with the session: every name, on both paths', async () => {
    const { page } = await signedIn()
    const out = await page.logout()
    expect(out).toMatchObject({ status: 200, success: true })
    const cleared = out.headers.getSetCookie().map((line) => line.replace(/;? ?(Max-Age=0|SameSite=Lax|HttpOnly|Secure$)/g, ''))
    expect(cleared).toEqual([
      'accessToken=; Path=/',
      '__Host-accessToken=; Path=/',
      'csrf-token=; Path=/',
      '__Host-csrf-token=; Path=/',
      'refreshToken=; Path=/node-auth/refresh',
      '__Secure-refreshToken=; Path=/node-auth/refresh',
      'refreshToken=; Path=/auth/refresh',
      '__Secure-refreshToken=; Path=/auth/refresh',
    ])
    expect(await aClient().logout()).toMatchObject({ status: 200, success: true })
  })
})

describe('§12.9 [P1] refreshing', () => {
  it('an expired access token is repaired by the client’s own retry; a dead session ends without a loop', async () => {
    const person = await aMember()
    const page = aPage()
    await page.login(person.email, password)
    shiftClock(1000)
    expect(await page.me()).toMatchObject({ status: 200, sub: person.id })
    expect(page.sent).toEqual(['POST /login', 'GET /me', 'POST /refresh', 'GET /me'])
    await db().session.updateMany({ where: { userId: person.id }, data: { revokedAt: new Date(now()) } })
    page.sent.length = 0
    expect(await page.me()).toMatchObject({ status: 401, code: 'SESSION_REVOKED' })
    expect(page.sent).toEqual(['GET /me', 'POST /refresh'])
    expect([...page.jar]).toEqual([])
    expect(await page.refresh()).toMatchObject({
      status: 401,
      code: 'NO_REFRESH_TOKEN',
      error: 'No refresh token provided',
      success: false,
    })
  })

  it('a token that comes back late ends its family', async () => {
    const person = await aMember()
    const phone = aPhone()
    await phone.login(person.email, password)
    const { refreshToken } = phone.held
    const [one, two] = [
      await phone.once('POST', '/refresh', { refreshToken }),
      await phone.once('POST', '/refresh', { refreshToken }),
    ]
    expect(one.refreshToken).toBe(two.refreshToken)
    shiftClock(11)
    expect(await phone.once('POST', '/refresh', { refreshToken })).toMatchObject({ status: 401, code: 'SESSION_REVOKED' })
    expect(await phone.once('GET', '/me')).toMatchObject({ status: 401, code: 'SESSION_REVOKED' })
  })

  it('an expired access token is enough to sign out', async () => {
    const person = await aMember()
    const phone = aPhone()
    await phone.login(person.email, password)
    shiftClock(1000)
    expect(await phone.logout()).toMatchObject({ status: 200, success: true })
    expect(await phone.refresh()).toMatchObject({ status: 401 })
  })
})

describe('the account', () => {
  it('a new number counts once its code is answered', async () => {
    const person = await aMember()
    const phone = aPhone()
    await phone.login(person.email, password)
    expect(await phone.addPhone('12')).toMatchObject({ status: 400, code: 'INVALID_PHONE' })
    const number = '+12125557788'
    const asked = await phone.addPhone(number)
    expect(asked).toMatchObject({ status: 200, verificationRequired: true, destination: '+1***7788', expiresIn: 300 })
    expect((await phone.me()).phoneNumber).toBeNull()
    await messagesUnderway()
    const first = await newestCode(number)
    shiftClock(31)
    expect(await phone.sendSms({ mode: 'verify-phone' })).toMatchObject({ status: 200, destination: '+1***7788' })
    await messagesUnderway()
    const code = await newestCode(number)
    if (first !== code)
      expect(await phone.verifySms({ mode: 'verify-phone', code: first })).toMatchObject({
        status: 401,
        code: 'INVALID_SMS_CODE',
      })
    expect(await phone.verifySms({ mode: 'verify-phone', code })).toMatchObject({ status: 200, success: true })
    expect((await phone.me()).phoneNumber).toBe(number)
    expect(await phone.addPhone(null)).toMatchObject({ status: 200, success: true })
    expect((await phone.me()).phoneNumber).toBeNull()
  })

  it('a number that everybody must have stays, and the second step that goes to it too', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' }, signUp: { secondaryIdentifiers: [] } })
    const person = await aMember({ sms: true, proven: true })
    const phone = aPhone()
    const { tempToken = '' } = await phone.login(person.email, password)
    await phone.sendSms({ mode: '2fa', tempToken })
    await messagesUnderway()
    await phone.verifySms({ mode: '2fa', tempToken, code: await newestCode(person.phone) })
    const wanted = { identifiers: ['email'], secondaryIdentifiers: [{ identifier: 'phone', verify: true }] }
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' }, signUp: wanted })
    expect((await phone.addPhone(null)).success).toBe(false)
    expect(await db().authenticator.count({ where: { userId: person.id, type: 'sms' } })).toBe(1)
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
    expect(await phone.addPhone(null)).toMatchObject({ status: 200 })
    expect(await db().authenticator.count({ where: { userId: person.id, type: 'sms' } })).toBe(0)
    expect((await phone.me()).phoneNumber).toBeNull()
  })

  it('lists its sessions and ends one, but nobody else’s', async () => {
    const person = await aMember()
    const [here, there] = [aPhone(), aPhone()]
    await here.login(person.email, password)
    await there.login(person.email, password)
    const { sessions = [] } = await here.sessions()
    expect(sessions).toHaveLength(2)
    expect(sessions.every(({ lastActive }) => !Number.isNaN(Date.parse(lastActive)))).toBe(true)
    const other = sessions.find(({ isCurrent }) => !isCurrent)?.sessionHandle ?? ''
    const stranger = aPhone()
    await stranger.login((await aMember()).email, password)
    expect(await stranger.revokeSession(other)).toMatchObject({ status: 404, code: 'SESSION_NOT_FOUND' })
    expect(await here.revokeSession(other)).toMatchObject({ status: 200, success: true, wasCurrentSession: false })
    expect(await there.once('GET', '/me')).toMatchObject({ status: 401, code: 'SESSION_REVOKED' })
  })
})

describe('POST /register', () => {
  it('says the same of a taken address, and neither signs in before it is proven', async () => {
    const owner = await aMember()
    const client = aClient()
    const ids = []
    for (const email of ['fresh@example.com', owner.email]) {
      const made = await client.register({ email, password: 'quite another phrase', firstName: 'Ann' })
      expect([made.status, Object.keys(made).sort()]).toEqual([201, ['headers', 'status', 'success', 'userId']])
      ids.push(made.userId)
      const login = await client.login(email, 'quite another phrase')
      expect([login.status, login.code]).toEqual([403, 'EMAIL_NOT_VERIFIED'])
    }
    await messagesUnderway()
    expect(await db().user.count({ where: { id: { in: ids as string[] } } })).toBe(0)
    expect((await arrived(owner.email)).map(({ usageType }) => usageType)).toEqual(['AccountExistsNotice'])
  })

  it('refuses what cannot be', async () => {
    const client = aClient()
    expect(await client.register({ email: 'new@example.com', password: 'short' })).toMatchObject({
      status: 400,
      code: 'WEAK_PASSWORD',
    })
    expect((await client.register({ email: 'new@example.com', password: 'short' })).errors).toHaveLength(1)
    expect(await client.register({ email: 'nonsense', password })).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
      field: 'email',
    })
    await settings({ signInMode: 'SignIn', mfa: { factors: [], policy: 'NoPrompt' } })
    expect(await client.register({ email: 'new@example.com', password })).toMatchObject({
      status: 403,
      code: 'REGISTRATION_DISABLED',
    })
  })
})
