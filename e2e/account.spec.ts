import { createPerson, freshAddresses, freshNetwork, messages, moveClock, newestCode, settings } from './support/instance'
import { expect, picture, test } from './support/test'

async function signedIn(hosted: import('./support/test').Hosted) {
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(request)
  await hosted.page.goto('/account/security')
  await expect(hosted.page.locator('main[data-page="account-security"]')).toBeVisible()
  return person
}

test('changes need a fresh proof by the strongest factor once ten minutes are over @nojs', async ({ hosted, page }) => {
  const person = await signedIn(hosted)
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } })
  await moveClock(601)
  await page.goto('/account/security')
  await page.locator('[data-action="select"][data-factor="EmailVerificationCode"]').first().click()
  await hosted.at('mfa-verify:PhoneVerificationCode')
  expect((await messages(person.phone))[0]?.usageType).toBe('UserPermissionValidation')
  await hosted.code(await newestCode(person.phone, 2))
  await hosted.at('mfa-setup:EmailVerificationCode')
  const spare = freshAddresses().email
  await hosted.send('continue', { email: spare })
  await hosted.code(await newestCode(spare, 1, 'BindMfa'))
  await page.waitForURL('**/account/security**')
  await expect(page.locator('main')).toContainText(`${spare[0]}***@example.com`)
})

test('the last factor stays under a mandatory policy; with two, one can go @nojs', async ({ hosted, page }, info) => {
  await signedIn(hosted)
  await picture(page, `security-${info.project.name}`)
  await page.locator('[data-action="remove"]').first().click()
  await page.locator('[data-action="confirm-remove"]').first().click()
  await expect(page.locator('main')).toHaveAttribute('data-error', 'session.mfa.last_factor_required')
  await expect(page.locator('main')).toContainText('+1***')
})

test('a changed password signs the other browsers out @nojs', async ({ hosted, page, browser }) => {
  const person = await signedIn(hosted)
  const elsewhere = await browser.newContext({
    javaScriptEnabled: test.info().project.use.javaScriptEnabled ?? true,
    extraHTTPHeaders: { 'x-forwarded-for': freshNetwork() },
  })
  const { Hosted } = await import('./support/test')
  const other = new Hosted(await elsewhere.newPage(), hosted.party)
  const request = await other.open()
  await other.signIn(person)
  await other.code(await newestCode(person.phone, 2))
  await other.arrives(request)
  await page.goto('/account/security')
  await page.locator('[data-action="change-password"]').first().click()
  await hosted.at('new-password')
  await hosted.send('continue', { newPassword: 'an entirely new passphrase' })
  await page.waitForURL('**/account/security**')
  await other.page.goto('/account/security')
  await expect(other.page.locator('main[data-page="account-security"]')).toHaveCount(0)
  await elsewhere.close()
})
