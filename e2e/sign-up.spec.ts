import { freshAddresses, messages, newestCode, settings } from './support/instance'
import { expect, test } from './support/test'

/** contracts/logto.md §3, sign-up. */
const password = 'a long enough passphrase'

test('S1: by email, then a required phone; one mail and one message @nojs', async ({ hosted }) => {
  const { email, phone } = freshAddresses()
  const request = await hosted.open({ prompt: 'create' })
  await hosted.at('identify')
  await hosted.send('continue', { identifier: email })
  await hosted.at('code')
  await hosted.code(await newestCode(email))
  await hosted.at('new-password')
  await hosted.send('continue', { newPassword: password })
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await expect(hosted.action('skip')).toHaveCount(0)
  await hosted.send('continue', { phone })
  await hosted.code(await newestCode(phone))
  expect(await hosted.arrives(request)).toMatchObject({ email, email_verified: true, amr: ['pwd', 'email', 'sms', 'mfa'] })
  expect((await messages(email)).map((m) => m.usageType)).toEqual(['Register'])
  expect((await messages(phone)).map((m) => m.usageType)).toEqual(['BindMfa'])
})

test('S3: where it is prompted, onboarding comes first and a skip ends the sign-up @nojs', async ({ hosted }) => {
  await settings({ mfa: { policy: 'PromptAtSignInAndSignUp' } })
  const { email } = freshAddresses()
  const request = await hosted.open({ prompt: 'create' })
  await hosted.send('continue', { identifier: email })
  await hosted.code(await newestCode(email))
  await hosted.send('continue', { newPassword: password })
  await hosted.at('mfa-onboarding')
  await hosted.action('continue').click()
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await hosted.action('back').click()
  await hosted.at('mfa-onboarding')
  await hosted.action('skip').click()
  await hosted.arrives(request)
  await hosted.page.context().clearCookies()
  const again = await hosted.open()
  await hosted.send('continue', { identifier: email, password })
  await hosted.arrives(again)
})

test('S4: a phone proven at sign-up is the second factor at once; exactly one message @nojs', async ({ hosted }) => {
  await settings({ signUp: { identifiers: ['phone'], password: true, verify: true, secondaryIdentifiers: [] } })
  const { phone } = freshAddresses()
  const request = await hosted.open({ prompt: 'create' })
  await hosted.send('continue', { identifier: phone })
  await hosted.code(await newestCode(phone))
  await hosted.send('continue', { newPassword: password })
  await hosted.arrives(request)
  await expect.poll(() => messages(phone)).toHaveLength(1)
  await hosted.page.context().clearCookies()
  await hosted.open()
  await hosted.send('continue', { identifier: phone, password })
  await hosted.at('mfa-verify:PhoneVerificationCode')
})

test('S6: "add another" can be skipped once for all @nojs', async ({ hosted }) => {
  await settings({
    signUp: { identifiers: ['phone'], password: true, verify: true, secondaryIdentifiers: [] },
    mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] },
  })
  const { phone } = freshAddresses()
  const request = await hosted.open({ prompt: 'create' })
  await hosted.send('continue', { identifier: phone })
  await hosted.code(await newestCode(phone))
  await hosted.send('continue', { newPassword: password })
  await hosted.at('mfa-suggestion')
  await expect(hosted.page.locator('main')).toContainText(`+1***${phone.slice(-4)}`)
  await hosted.action('skip').click()
  await hosted.arrives(request)
  await hosted.page.context().clearCookies()
  const again = await hosted.open()
  await hosted.send('continue', { identifier: phone, password })
  await hosted.code(await newestCode(phone, 2))
  await hosted.arrives(again)
})

test('a taken address looks like a free one, and its owner is told @nojs', async ({ hosted }) => {
  await hosted.open({ prompt: 'create' })
  await hosted.send('continue', { identifier: 'plain@example.com' })
  await hosted.at('code')
  await expect(hosted.page.locator('main')).toContainText('p***@example.com')
  await expect.poll(async () => (await messages('plain@example.com'))[0]?.usageType).toBe('AccountExistsNotice')
})
