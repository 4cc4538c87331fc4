import { appCode } from '../lib/factors/totp/testing'
import { api, appOrigin, createPerson, freshAddresses, newestCode, settings } from './support/instance'
import { looksRight } from './support/looks'
import { aPlatformAuthenticator } from './support/passkeys'
import { test } from './support/test'

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
    await looksRight(page, 'sign-in')
    await hosted.signIn({ email: person.email, password: 'not the password' })
    await hosted.refused('session.invalid_credentials')
    await looksRight(page, 'sign-in-refused')
    await hosted.signIn(person)
    await hosted.at('mfa-setup-list')
    await looksRight(page, 'setup-list')
    await page.locator('[data-factor="PhoneVerificationCode"]').first().click()
    await hosted.at('mfa-setup:PhoneVerificationCode')
    await looksRight(page, 'setup-phone')
    await hosted.send('continue', { phone: person.phone })
    const code = await newestCode(person.phone)
    await looksRight(page, 'setup-code')
    await hosted.code(code === '000000' ? '111111' : '000000')
    await hosted.refused('verification_code.code_mismatch')
    await looksRight(page, 'setup-code-refused')
    await hosted.code(code)
    await page.waitForURL(`${appOrigin}/**`)
    await page.goto('/account/security')
    await looksRight(page, 'security')
    await page.locator('[data-action="remove"]').first().click()
    await looksRight(page, 'security-remove')
    await page.context().clearCookies()
    await hosted.open()
    await hosted.signIn(person)
    await hosted.at('mfa-verify:PhoneVerificationCode')
    await looksRight(page, 'challenge')
    await page.context().clearCookies()
    await page.goto('/challenge')
    await looksRight(page, 'expired')
    for (const path of ['/register', '/forgot-password']) {
      await page.context().clearCookies()
      await page.goto(path)
      await looksRight(page, path.slice(1))
    }
    const { email } = freshAddresses()
    await page.context().clearCookies()
    await page.goto('/register')
    await hosted.send('continue', { identifier: email })
    await hosted.at('code')
    await hosted.code(await newestCode(email))
    await hosted.at('new-password')
    await looksRight(page, 'new-password')
    await page.goto('/demo')
    await looksRight(page, 'demo')
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
    await looksRight(page, named('sign-in-passkey'))
    await hosted.signIn(person)
    await hosted.at('mfa-setup:WebAuthn')
    await looksRight(page, named('setup-passkey'))
    await hosted.action('skip').click()
    await page.locator('[data-factor="Totp"]').click()
    await hosted.at('mfa-setup:Totp')
    await looksRight(page, named('setup-app'))
    const secret = (await page.locator('[data-secret]').getAttribute('data-secret')) ?? ''
    await hosted.code(appCode(secret, Date.now()))
    await hosted.at('backup-codes')
    await looksRight(page, named('backup-codes'))
    await page.locator('[name="acknowledge"]').check()
    await hosted.action('continue').click()
    await page.waitForURL(`${appOrigin}/**`)
    await page.goto('/account/security')
    await looksRight(page, named('security-factors'))
    await page.context().clearCookies()
    await hosted.open({ ui_locales: tag })
    await hosted.signIn(person)
    await hosted.at('mfa-verify:Totp')
    await looksRight(page, named('verify-app'))
    await hosted.action('try-another').click()
    await looksRight(page, named('verify-list'))
    await page.locator('[data-factor="BackupCode"]').click()
    await looksRight(page, named('verify-backup-code'))

    await settings({ mfa: { factors: ['WebAuthn'] } })
    await aPlatformAuthenticator(page)
    await page.context().clearCookies()
    const holder = await createPerson()
    const request = await hosted.open({ ui_locales: tag })
    await hosted.signIn(holder)
    await hosted.at('mfa-setup:WebAuthn')
    await hosted.action('use-passkey').click()
    await hosted.arrives(request)
    await page.context().clearCookies()
    await hosted.open({ ui_locales: tag })
    await hosted.signIn(holder)
    await hosted.at('mfa-verify:WebAuthn')
    await looksRight(page, named('verify-passkey'))
  })
}
