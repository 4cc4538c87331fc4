import { appOrigin, createPerson, messages, newestCode, settings } from './support/instance'
import { expect, test } from './support/test'

test('forgot password by mail: never signs in, and the new password works @nojs', async ({ hosted, page }) => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const person = await createPerson()
  await hosted.open()
  await hosted.action('forgot-password').click()
  await hosted.at('identify')
  await hosted.send('continue', { identifier: person.email })
  await hosted.at('code')
  await hosted.code(await newestCode(person.email, 1, 'ForgotPassword'))
  await hosted.at('new-password')
  await hosted.send('continue', { newPassword: 'an entirely new passphrase' })
  await hosted.at('done')
  expect((await page.context().cookies()).map((c) => c.name).filter((n) => n.includes('session'))).toEqual([])
  await expect.poll(async () => (await messages(person.email)).map((m) => m.usageType)).toContain('PasswordChangedNotice')
  await hosted.action('sign-in').click()
  await hosted.at('identify')
  await hosted.signIn({ email: person.email, password: person.password })
  await hosted.refused('session.invalid_credentials')
  await hosted.signIn({ email: person.email, password: 'an entirely new passphrase' })
  await page.waitForURL(`${appOrigin}/callback**`)
})

test('F14: a phone that resets the password cannot confirm the next sign-in; the page says so before @nojs', async ({
  hosted,
  page,
}) => {
  const person = await createPerson({ email: true, phone: true })
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.action('continue').click()
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(request)
  await page.context().clearCookies()

  await hosted.open()
  await hosted.action('forgot-password').click()
  await hosted.send('continue', { identifier: person.phone })
  await hosted.code(await newestCode(person.phone, 1, 'ForgotPassword'))
  await hosted.at('new-password')
  await expect(page.locator('main')).toContainText(/24 hours|tomorrow|until/i)
  await hosted.send('continue', { newPassword: 'an entirely new passphrase' })
  await hosted.at('done')
  await hosted.action('sign-in').click()
  await hosted.signIn({ email: person.email, password: 'an entirely new passphrase' })
  await hosted.at('blocked')
  await hosted.refused('session.mfa.distinct_channel_required')
})

test('a stranger sees the same recovery, and gets nothing @nojs', async ({ hosted }) => {
  await hosted.open()
  await hosted.action('forgot-password').click()
  await hosted.send('continue', { identifier: 'no-such-person@example.com' })
  await hosted.at('code')
  expect(await messages('no-such-person@example.com')).toHaveLength(0)
  await hosted.code('123456')
  await hosted.refused('verification_code.code_mismatch')
})
