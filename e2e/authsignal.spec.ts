import { aTenant, inBrowser, type Tenant } from './support/authsignal'
import { appOrigin, base, freshAddresses, messages, moveClock, newestCode } from './support/instance'
import { expect, test } from './support/test'

/** contracts/authsignal.md §20 with the vendor's packages: servers in node, pages of another origin in Chromium. */

let tenant: Tenant
test.beforeAll(async () => {
  tenant = await aTenant('Orders')
})
test.afterEach(() => moveClock(0))

let users = 0
const aUser = () => {
  users += 1
  return `e2e|user ${users}@${process.pid}`
}

test('C01, C12: the guide for somebody new, asked twice at once as React does', async ({ page }) => {
  const { server } = tenant
  const [userId, { phone: phoneNumber }] = [aUser(), freshAddresses()]
  const tracked = await server.track({ userId, action: 'signIn', attributes: { phoneNumber } })
  expect(tracked).toMatchObject({ state: 'CHALLENGE_REQUIRED', isEnrolled: false })
  const sdk = await inBrowser(page, tenant.id)
  await sdk.setToken(tracked.token)
  const asked = await Promise.all([sdk.call('sms.challenge'), sdk.call('sms.challenge')])
  expect(new Set(asked.map(({ data }) => data?.challengeId)).size).toBe(1)
  const code = await newestCode(phoneNumber)
  const wrong = await sdk.call('sms.verify', { code: code === '000000' ? '111111' : '000000' })
  expect(wrong.data).toMatchObject({ isVerified: false, failureReason: 'CODE_INVALID_OR_EXPIRED' })
  const right = await sdk.call('sms.verify', { code })
  expect(right.data).toMatchObject({ isVerified: true, token: expect.any(String) })
  const validated = await server.validateChallenge({ token: String(right.data?.token), action: 'signIn', userId })
  expect(validated).toMatchObject({ isValid: true, state: 'CHALLENGE_SUCCEEDED', action: 'signIn', userId })
  expect(await messages(phoneNumber)).toHaveLength(1)
})

test('C02, C05: somebody enrolled is asked by their own number; an expired token is told once', async ({ page }) => {
  const { server } = tenant
  const [userId, own, other] = [aUser(), freshAddresses().phone, freshAddresses().phone]
  await server.enrollVerifiedAuthenticator({ userId, attributes: { verificationMethod: 'SMS' as never, phoneNumber: own } })
  const tracked = await server.track({ userId, action: 'signIn', attributes: { phoneNumber: other } })
  const sdk = await inBrowser(page, tenant.id)
  await sdk.setToken(tracked.token)
  expect((await sdk.call('sms.challenge')).data).toMatchObject({ challengeId: expect.any(String) })
  const code = await newestCode(own)
  expect(await messages(other)).toHaveLength(0)
  await moveClock(660)
  expect(await sdk.call('sms.verify', { code })).toMatchObject({ errorCode: 'expired_token' })
  expect(await sdk.expired()).toBe(1)
})

test('C06: a page that is not listed reads nothing', async ({ page }) => {
  const { server } = tenant
  const { token } = await server.track({ userId: aUser(), action: 'signIn', attributes: { phoneNumber: freshAddresses().phone } })
  await page.goto(`${appOrigin.replace('localhost', '127.0.0.1')}/checkout`)
  await page.context().setExtraHTTPHeaders({})
  const read = await page.evaluate(
    async ([url, bearer]) =>
      fetch(url, { method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' } }).then(
        (r) => r.status,
        () => 'refused',
      ),
    [`${base}/v1/client/challenge/sms`, token] as const,
  )
  expect(read).toBe('refused')
})

test('a mailbox, and a second number once the first was passed', async ({ page }) => {
  const { server, id } = await aTenant('Bank', { methods: ['SMS', 'EMAIL_OTP'] })
  const [userId, { email, phone }] = [aUser(), freshAddresses()]
  const scope = 'add:authenticators'
  const tracked = await server.track({ userId, action: 'signIn', attributes: { email, scope } })
  expect(tracked.allowedVerificationMethods).toEqual(['SMS', 'EMAIL_OTP'])
  const sdk = await inBrowser(page, id)
  await sdk.setToken(tracked.token)
  await sdk.call('email.challenge')
  expect((await sdk.call('email.verify', { code: await newestCode(email) })).data).toMatchObject({ isVerified: true })
  expect((await sdk.call('sms.enroll', { phoneNumber: phone })).data).toMatchObject({ userId })
  expect((await sdk.call('sms.verify', { code: await newestCode(phone) })).data).toMatchObject({ isVerified: true })
  const methods = (await server.getAuthenticators({ userId })).map((one) => one.verificationMethod)
  expect(methods).toEqual(['EMAIL_OTP', 'SMS'])
  await server.deleteUser({ userId })
  expect(await server.getUser({ userId })).toMatchObject({ isEnrolled: false })
})
