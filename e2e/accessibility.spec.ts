import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { appCode } from '../lib/factors/totp/testing'
import { api, appOrigin, createPerson, freshAddresses, newestCode, settings } from './support/instance'
import { expect, test } from './support/test'

/** WCAG 2.2 AA on every kind of hosted page, light and dark, at phone width: no serious finding. */
async function clean(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    const serious = violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map((v) => `${name}, ${colorScheme}: ${v.id} ${v.nodes[0]?.html}`)
    expect(serious).toEqual([])
    await page.screenshot({
      path: `test-results/screenshots/${name}-${page.viewportSize()?.width}-${colorScheme}.png`,
      fullPage: true,
    })
  }
}

for (const viewport of [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
]) {
  test(`every hosted page at ${viewport.width} px`, async ({ hosted, page }) => {
    test.setTimeout(90_000)
    await page.setViewportSize(viewport)
    await settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } })
    const person = await createPerson()
    await hosted.open()
    await clean(page, 'sign-in')
    await hosted.signIn({ email: person.email, password: 'not the password' })
    await hosted.refused('session.invalid_credentials')
    await clean(page, 'sign-in-refused')
    await hosted.signIn(person)
    await hosted.at('mfa-setup-list')
    await clean(page, 'setup-list')
    await page.locator('[data-factor="PhoneVerificationCode"]').first().click()
    await hosted.at('mfa-setup:PhoneVerificationCode')
    await clean(page, 'setup-phone')
    await hosted.send('continue', { phone: person.phone })
    const code = await newestCode(person.phone)
    await clean(page, 'setup-code')
    await hosted.code(code === '000000' ? '111111' : '000000')
    await hosted.refused('verification_code.code_mismatch')
    await clean(page, 'setup-code-refused')
    await hosted.code(code)
    await page.waitForURL(`${appOrigin}/**`)
    await page.goto('/account/security')
    await clean(page, 'security')
    await page.locator('[data-action="remove"]').first().click()
    await clean(page, 'security-remove')
    await page.context().clearCookies()
    await hosted.open()
    await hosted.signIn(person)
    await hosted.at('mfa-verify:PhoneVerificationCode')
    await clean(page, 'challenge')
    await page.context().clearCookies()
    await page.goto('/challenge')
    await clean(page, 'expired')
    for (const path of ['/register', '/forgot-password']) {
      await page.context().clearCookies()
      await page.goto(path)
      await clean(page, path.slice(1))
    }
    const { email } = freshAddresses()
    await page.context().clearCookies()
    await page.goto('/register')
    await hosted.send('continue', { identifier: email })
    await hosted.at('code')
    await hosted.code(await newestCode(email))
    await hosted.at('new-password')
    await clean(page, 'new-password')
    await page.goto('/demo')
    await clean(page, 'demo')
  })
}

for (const { tag, ...viewport } of [
  { width: 390, height: 844, tag: 'en' },
  { width: 1280, height: 800, tag: 'en' },
  { width: 390, height: 844, tag: 'ar' },
]) {
  test(`pages of apps, passkeys and codes at ${viewport.width} px, ${tag}`, async ({ hosted, page }) => {
    test.setTimeout(90_000)
    await page.setViewportSize(viewport)
    const factors = ['WebAuthn', 'Totp', 'PhoneVerificationCode', 'BackupCode']
    await settings({ mfa: { factors }, passkeySignIn: { enabled: true, showPasskeyButton: true, allowAutofill: false } })
    const person = await createPerson()
    if (tag !== 'en') await api('PATCH', `/api/users/${person.id}`, { locale: tag })
    const named = (name: string) => (tag === 'en' ? name : `${name}-${tag}`)
    await hosted.open({ ui_locales: tag })
    await clean(page, named('sign-in-passkey'))
    await hosted.signIn(person)
    await hosted.at('mfa-setup:WebAuthn')
    await clean(page, named('setup-passkey'))
    await hosted.action('skip').click()
    await page.locator('[data-factor="Totp"]').click()
    await hosted.at('mfa-setup:Totp')
    await clean(page, named('setup-app'))
    const secret = (await page.locator('[data-secret]').getAttribute('data-secret')) ?? ''
    await hosted.code(appCode(secret, Date.now()))
    await hosted.at('backup-codes')
    await clean(page, named('backup-codes'))
    await page.locator('[name="acknowledge"]').check()
    await hosted.action('continue').click()
    await page.waitForURL(`${appOrigin}/**`)
    await page.goto('/account/security')
    await clean(page, named('security-factors'))
    await page.context().clearCookies()
    await hosted.open({ ui_locales: tag })
    await hosted.signIn(person)
    await hosted.at('mfa-verify:Totp')
    await clean(page, named('verify-app'))
    await hosted.action('try-another').click()
    await clean(page, named('verify-list'))
    await page.locator('[data-factor="BackupCode"]').click()
    await clean(page, named('verify-backup-code'))
  })
}
