import { appOrigin, createPerson, moveClock, newestCode, settings } from './support/instance'
import { expect, test } from './support/test'

/** ux.md §1.4: expired, Back, reload and second-tab pages offer one working button. */

test('an expired sign-in starts again with the same application and address @nojs', async ({ hosted, page }) => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const person = await createPerson()
  await hosted.open()
  await moveClock(601)
  await hosted.signIn(person)
  await hosted.at('expired')
  await moveClock(0)
  await hosted.action('restart').click()
  await hosted.at('identify')
  await hosted.signIn(person)
  await page.waitForURL(`${appOrigin}/callback**`)
})

test('Back, reload and a second tab always show where the sign-in is @nojs', async ({ hosted, page, context }) => {
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await page.goBack()
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await page.reload()
  await hosted.at('mfa-setup:PhoneVerificationCode')
  const tab = await context.newPage()
  await tab.goto('/sign-in')
  await expect(tab.locator('main')).toHaveAttribute('data-step', 'mfa-setup:PhoneVerificationCode')
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(request)
  await tab.locator('[data-action="continue"]').first().click()
  await expect(tab.locator('main')).toHaveAttribute('data-step', 'done')
  await expect(tab.locator('main')).toContainText('already signed in')
})

test('a page nobody started offers a way in @nojs', async ({ page }) => {
  await page.goto('/challenge')
  await expect(page.locator('main')).toHaveAttribute('data-step', 'expired')
  await page.locator('[data-action="restart"]').first().click()
  await expect(page.locator('main')).toHaveAttribute('data-step', 'identify')
  for (const [path, step] of [
    ['/sign-in', 'identify'],
    ['/register', 'identify'],
    ['/forgot-password', 'identify'],
  ] as const) {
    await page.context().clearCookies()
    await page.goto(path)
    await expect(page.locator('main')).toHaveAttribute('data-step', step)
    expect(new URL(page.url()).pathname).toBe(path)
  }
})
