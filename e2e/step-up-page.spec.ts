import { aTenant, inBrowser, type Tenant } from './support/authsignal'
import { appOrigin, base, freshAddresses, messages, moveClock, newestCode } from './support/instance'
import { looksRight } from './support/looks'
import { expect, test } from './support/test'

/** contracts/authsignal.md §15.6, §20 C15 to C17: the page of a step-up, by redirect, in a frame, and in a window. */

let tenant: Tenant
test.beforeAll(async () => {
  tenant = await aTenant('Orders', { methods: ['SMS', 'EMAIL_OTP'] })
})
test.afterEach(() => moveClock(0))

let users = 0
const aUser = () => {
  users += 1
  return `page-${users}-${process.pid}`
}
const redirectUrl = `${appOrigin}/back?order=7&token=old`
const ended = (url: string) => new URL(url).searchParams

test('C17: by redirect: a wrong code, the right one, and back with a proof @nojs', async ({ hosted, page }) => {
  const [userId, { phone: phoneNumber }] = [aUser(), freshAddresses()]
  const { url } = await tenant.server.track({ userId, action: 'signIn', attributes: { phoneNumber, redirectUrl } })
  await page.goto(url)
  await hosted.at('mfa-verify-list')
  expect(await messages(phoneNumber)).toHaveLength(0)
  await looksRight(page, 'step-up-list')
  await page.locator('[data-factor="PhoneVerificationCode"]').first().click()
  await hosted.at('mfa-verify:PhoneVerificationCode')
  const code = await newestCode(phoneNumber)
  await looksRight(page, 'step-up-code')
  await hosted.code(code === '000000' ? '111111' : '000000')
  await hosted.refused('verification_code.code_mismatch')
  await expect(page.locator('[data-attempts-left="4"]')).toHaveCount(1)
  await page.reload()
  expect(await messages(phoneNumber)).toHaveLength(1)
  await hosted.code(code)
  await page.waitForURL(`${appOrigin}/back**`)
  expect(ended(page.url()).get('order')).toBe('7')
  const validated = await tenant.server.validateChallenge({
    token: ended(page.url()).get('token') ?? '',
    userId,
    action: 'signIn',
  })
  expect(validated).toMatchObject({ isValid: true, state: 'CHALLENGE_SUCCEEDED' })
})

test('C17: who leaves early proves nothing; a missing contact is asked for @nojs', async ({ hosted, page }) => {
  const { phone } = freshAddresses()
  const own = await aTenant('Bank', { defaultActionOutcome: 'CHALLENGE' })
  const userId = aUser()
  const attributes = { phoneNumber: phone, redirectUrl }
  await page.goto((await own.server.track({ userId, action: 'signIn', attributes })).url)
  await hosted.action('cancel').click()
  await page.waitForURL(`${appOrigin}/back**`)
  const left = await own.server.validateChallenge({ token: ended(page.url()).get('token') ?? '' })
  expect(left).toMatchObject({ isValid: false, state: 'CHALLENGE_REQUIRED' })
  const both = await aTenant('Both', { methods: ['SMS', 'EMAIL_OTP'] })
  const { email } = freshAddresses()
  await page.goto((await both.server.track({ userId, action: 'signIn', attributes: { phoneNumber: phone } })).url)
  await page.locator('[data-factor="EmailVerificationCode"]').click()
  await hosted.at('mfa-setup:EmailVerificationCode')
  await looksRight(page, 'step-up-contact')
  await hosted.send('continue', { email })
  await hosted.at('mfa-verify:EmailVerificationCode')
  await hosted.code(await newestCode(email))
  await hosted.at('done')
  await looksRight(page, 'step-up-done')
  expect(await both.server.getUser({ userId })).toMatchObject({ isEnrolled: true, email, emailVerified: true })
})

test('a token that is forged or out of date leads nowhere, and nobody frames it @nojs', async ({ hosted, page, request }) => {
  const { url } = await tenant.server.track({
    userId: aUser(),
    action: 'signIn',
    attributes: { phoneNumber: freshAddresses().phone },
  })
  const policy = async (address: string) => (await request.get(address)).headers()['content-security-policy'] ?? ''
  expect(await policy(url)).toContain(`frame-ancestors ${appOrigin}`)
  expect(await policy(`${base}/step-up?token=forged`)).toContain("frame-ancestors 'none'")
  expect((await request.get(url)).headers()['referrer-policy']).toBe('no-referrer')
  await page.goto(`${base}/step-up?token=forged`)
  await hosted.at('expired')
  await moveClock(660)
  await page.goto(url)
  await hosted.at('expired')
  expect(await policy(url)).toContain(`frame-ancestors ${appOrigin}`)
})

test('C16: in a frame and in a window the SDK gets the token, and nothing when somebody cancels', async ({ page }) => {
  for (const mode of ['popup', 'window'] as const)
    for (const cancel of [false, true]) {
      const [userId, { phone: phoneNumber }] = [aUser(), freshAddresses()]
      const { url } = await tenant.server.track({ userId, action: 'signIn', attributes: { phoneNumber } })
      await inBrowser(page, tenant.id)
      const opened = mode === 'window' ? page.waitForEvent('popup') : null
      const launched = page.evaluate(
        async ([address, how]) => {
          const { sdk } = window as never as {
            sdk: { launch: (url: string, o: object) => Promise<{ token?: string } | undefined> }
          }
          return (await sdk.launch(address, { mode: how }))?.token ?? null
        },
        [url, mode] as const,
      )
      const inside = opened ? await opened : page.frameLocator('iframe')
      const main = inside.locator('main')
      await expect(main).toHaveAttribute('data-step', 'mfa-verify-list')
      if (cancel) await inside.locator('[data-action="cancel"]').click()
      else {
        await inside.locator('[data-factor="PhoneVerificationCode"]').click()
        await expect(main).toHaveAttribute('data-step', 'mfa-verify:PhoneVerificationCode')
        await inside.locator('[name="code"]').fill(await newestCode(phoneNumber))
        await inside.locator('[data-action="continue"]').click()
      }
      const token = await launched
      if (cancel) expect(token).toBeNull()
      else expect(await tenant.server.validateChallenge({ token: String(token), userId })).toMatchObject({ isValid: true })
    }
})
