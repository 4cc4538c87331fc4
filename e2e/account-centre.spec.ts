import { api, appOrigin, createPerson, freshAddresses, messages, moveClock, newestCode, settings } from './support/instance'
import { relyingParty } from './support/relying-party'
import { expect, type Hosted, test } from './support/test'
import { trusting } from './support/trusting'

/** What people find and change in their account, beside their factors. */

async function atHome(hosted: Hosted) {
  const { person } = await trusting(hosted)
  await hosted.page.goto('/account/security')
  return person
}

test('a factor gets a name of one’s own @nojs', async ({ hosted, page }) => {
  await atHome(hosted)
  await page.locator('#factors [data-action="rename"]').first().click()
  await page.locator('[name="name"]').fill('My <b>old</b> phone')
  await page.locator('[data-action="save"]').click()
  await page.waitForURL('**done=renamed**')
  await expect(page.locator('#factors')).toContainText('My <b>old</b> phone')
})

test('a trusted browser is listed and forgotten; the next sign-in asks again @nojs', async ({ hosted, page }) => {
  const person = await atHome(hosted)
  await expect(page.locator('#browsers li')).toHaveCount(1)
  await page.locator('[data-action="forget-browser"]').click()
  await page.waitForURL('**done=forgotten**')
  await expect(page.locator('#browsers')).toHaveCount(0)
  const device = (await page.context().cookies()).filter((c) => /device/.test(c.name))
  await page.context().clearCookies()
  await page.context().addCookies(device)
  await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-verify:PhoneVerificationCode')
})

test('a new email is proven before it counts @nojs', async ({ hosted, page }) => {
  const person = await atHome(hosted)
  const { email } = freshAddresses()
  await page.locator('[data-action="contact-email"]').click()
  await hosted.at('profile')
  await hosted.send('continue', { email })
  await hosted.at('code')
  expect((await messages(email)).map((m) => m.usageType)).toEqual(['BindNewIdentifier'])
  await hosted.code(await newestCode(email))
  await page.waitForURL('**done=contact**')
  await expect(page.locator('#contacts')).toContainText(`${email[0]}***@example.com`)
  await page.context().clearCookies()
  await hosted.open()
  await hosted.signIn({ email, password: person.password })
  await hosted.at('mfa-verify:PhoneVerificationCode')
})

test('where people may choose, the second step is asked only for changes @nojs', async ({ hosted, page }) => {
  const person = await atHome(hosted)
  await expect(page.locator('[data-action="skip-at-sign-in"]')).toHaveCount(0)
  await settings({ mfa: { policy: 'PromptAtSignInAndSignUp' } })
  await page.goto('/account/security')
  await page.locator('[data-action="skip-at-sign-in"]').click()
  await page.waitForURL('**done=saved**')
  await page.context().clearCookies()
  const request = await hosted.open()
  await hosted.signIn(person)
  expect(await hosted.arrives(request)).toMatchObject({ amr: ['pwd'] })
})

test('a passkey is no reason to send a code nobody asked for @nojs', async ({ hosted, page }) => {
  await settings({ mfa: { policy: 'NoPrompt' } })
  const { email } = freshAddresses()
  const request = await hosted.open({ prompt: 'create' })
  await hosted.send('continue', { identifier: email })
  await hosted.code(await newestCode(email))
  await hosted.send('continue', { newPassword: 'a long enough passphrase' })
  await hosted.arrives(request)
  const factors = ['WebAuthn', 'EmailVerificationCode']
  await settings({
    mfa: { policy: 'PromptOnlyAtSignIn', factors },
    passkeySignIn: { enabled: true, showPasskeyButton: true, allowAutofill: false },
  })
  await page.context().clearCookies()
  await hosted.open()
  await hosted.signIn({ email, password: 'a long enough passphrase' })
  await hosted.at('mfa-setup:WebAuthn')
  expect((await messages(email)).filter((m) => m.code)).toHaveLength(1)
  await hosted.action('continue').click()
  await hosted.at('code')
  expect((await messages(email))[0]?.usageType).toBe('UserPermissionValidation')
})

test('an app that was let in is disconnected, and has to ask again @nojs', async ({ hosted, page }) => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const party = await relyingParty({ name: 'Elsewhere', isThirdParty: true })
  const person = await createPerson()
  await page.goto(String((await party.begin()).url))
  await hosted.signIn(person)
  await hosted.at('consent')
  await hosted.action('approve').click()
  await page.waitForURL(`${appOrigin}/callback?code**`)
  await page.goto('/account/security')
  await expect(page.locator('#apps')).toContainText('Elsewhere')
  await page.locator('[data-action="disconnect"]').click()
  await page.waitForURL('**done=disconnected**')
  await expect(page.locator('#apps')).toHaveCount(0)
  await page.goto(String((await party.begin()).url))
  await hosted.at('consent')
})

test('signing out everywhere else takes a fresh proof; what happened is told @nojs', async ({ hosted, page }) => {
  const person = await atHome(hosted)
  await expect(page.locator('#activity li').first()).toContainText('Signed in')
  await moveClock(700)
  await page.goto('/account/security')
  await expect(page.locator('#sessions li')).toHaveCount(2)
  await page.locator('[data-action="sign-out-everywhere"]').click()
  await hosted.at('mfa-verify:PhoneVerificationCode')
  await hosted.code((await newestCode(person.phone, 3, undefined)) ?? '')
  await page.waitForURL('**done=proven**')
  await page.locator('[data-action="sign-out-everywhere"]').click()
  await page.waitForURL('**done=everywhere**')
  await expect(page.locator('#sessions li')).toHaveCount(1)
  await expect(page.locator('#activity li').first()).toContainText('Signed out of a browser')
})

test('an address goes, and in the end the account @nojs', async ({ hosted, page }) => {
  const person = await createPerson({ email: true, phone: true })
  const first = await hosted.open()
  await hosted.signIn(person)
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(first)
  await page.goto('/account/security')
  // people here sign up by email, so that one stays
  await expect(page.locator('[data-action="remove-contact-email"]')).toHaveCount(0)
  await page.locator('[data-action="remove-contact-phone"]').click()
  await page.locator('[data-action="keep"]').click()
  await expect(page.locator('#contacts')).toContainText(`+1***${person.phone.slice(-4)}`)
  await page.locator('[data-action="remove-contact-phone"]').click()
  await page.locator('[data-action="confirm-remove-contact"]').click()
  await page.waitForURL('**done=contact-removed**')
  await expect(page.locator('#contacts')).not.toContainText('+1***')
  await expect(page.locator('#factors')).toContainText(`+1***${person.phone.slice(-4)}`)

  await moveClock(601)
  await page.locator('[data-action="close-account"]').click()
  await page.locator('[data-action="delete-account"]').click()
  // ten minutes after the last proof, the phone is asked first
  await hosted.at('mfa-verify:PhoneVerificationCode')
  await hosted.code(await newestCode(person.phone, 2))
  await page.locator('[data-action="delete-account"]').click()
  await hosted.at('done')
  await expect(page.locator('main')).toContainText('Your account is deleted')
  await api('GET', `/api/users/${person.id}`, undefined, 404)
  await page.locator('[data-action="sign-in"]').click()
  await hosted.signIn(person)
  await hosted.refused('session.invalid_credentials')
})
