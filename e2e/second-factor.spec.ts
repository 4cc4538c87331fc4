import { api, createPerson, freshNetwork, messages, moveClock, newestCode, settings, waitForMessages } from './support/instance'
import { expect, test } from './support/test'

/** contracts/logto.md §3, existing people at sign-in. "Codes sent" are counted at the inbox. */

test('S14, then F1: sets up a phone after the password, and is asked for it next time @nojs', async ({ hosted, browser }) => {
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.at('identify')
  await hosted.signIn(person)
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await hosted.send('continue', { phone: person.phone })
  await expect.poll(() => messages(person.phone, 'BindMfa')).toHaveLength(1)
  await hosted.code(await newestCode(person.phone))
  const first = await hosted.arrives(request)
  expect(first).toMatchObject({ amr: ['pwd', 'sms', 'mfa'], acr: 'mfa' })

  const context = await browser.newContext({
    javaScriptEnabled: test.info().project.use.javaScriptEnabled ?? true,
    extraHTTPHeaders: { 'x-forwarded-for': freshNetwork() },
  })
  const again = new (hosted.constructor as typeof import('./support/test').Hosted)(await context.newPage(), hosted.party)
  const second = await again.open()
  await again.signIn(person)
  await again.at('mfa-verify:PhoneVerificationCode')
  await expect.poll(() => messages(person.phone, 'MfaVerification')).toHaveLength(1)
  await again.page.reload()
  await again.at('mfa-verify:PhoneVerificationCode')
  await expect.poll(() => messages(person.phone, 'MfaVerification')).toHaveLength(1)
  await expect(again.page.locator('main')).toContainText(`+1***${person.phone.slice(-4)}`)
  await again.code(await newestCode(person.phone, 2))
  expect(await again.arrives(second)).toMatchObject({ amr: ['pwd', 'sms', 'mfa'], acr: 'mfa' })
  await context.close()
})

test('S11: a phone proven here becomes the factor without a set-up page; one code in all @nojs', async ({ hosted }) => {
  await settings({
    signUp: { identifiers: ['phone'], password: true, verify: true, secondaryIdentifiers: [] },
    mfa: { policy: 'NoPrompt', factors: [] },
  })
  const person = await signedUpByPhone(hosted)
  await settings()
  await hosted.page.context().clearCookies()
  const request = await hosted.open()
  await hosted.send('continue', { identifier: person.phone, password: person.password })
  await hosted.at('mfa-verify:PhoneVerificationCode')
  await expect.poll(() => messages(person.phone)).toHaveLength(2)
  await hosted.code(await newestCode(person.phone, 1, 'MfaVerification'))
  expect(await hosted.arrives(request)).toMatchObject({ acr: 'mfa' })
})

test('S12: where it is optional, one click binds the known phone with no further code @nojs', async ({ hosted }) => {
  await settings({
    signUp: { identifiers: ['phone'], password: true, verify: true, secondaryIdentifiers: [] },
    mfa: { policy: 'NoPrompt', factors: [] },
  })
  const person = await signedUpByPhone(hosted)
  await settings({ mfa: { policy: 'PromptAtSignInAndSignUp' } })
  await hosted.page.context().clearCookies()
  const request = await hosted.open()
  await hosted.send('continue', { identifier: person.phone, password: person.password })
  await hosted.at('mfa-onboarding')
  await expect(hosted.page.locator('main')).toContainText(`+1***${person.phone.slice(-4)}`)
  await hosted.action('continue').click()
  await hosted.arrives(request)
  // the code of the sign-up, and a word about the new browser
  const arrived = await waitForMessages(person.phone, 2)
  expect(arrived.map((m) => [m.usageType, !!m.code])).toEqual([
    ['NewDeviceNotice', false],
    ['Register', true],
  ])
})

test('S13: a phone on file that was never proven is offered, never bound by itself @nojs', async ({ hosted }) => {
  const person = await createPerson({ email: true, phone: true })
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await expect.poll(() => messages(person.phone)).toHaveLength(0)
  await hosted.action('continue').click()
  await expect.poll(() => messages(person.phone, 'BindMfa')).toHaveLength(1)
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(request)
})

test('F2 and F7: another way, and back, without a new message before the wait is over @nojs', async ({ hosted }) => {
  const person = await createPerson({ email: true })
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } })
  await enrollPhone(hosted, person)
  await enrollEmail(hosted, person)
  await hosted.page.context().clearCookies()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-verify:EmailVerificationCode')
  const first = await newestCode(person.email, 2)
  await hosted.action('try-another').click()
  await hosted.at('mfa-verify-list')
  await hosted.page.locator('[data-factor="PhoneVerificationCode"]').first().click()
  await hosted.at('mfa-verify:PhoneVerificationCode')
  await hosted.action('try-another').click()
  await hosted.page.locator('[data-factor="EmailVerificationCode"]').first().click()
  await hosted.at('mfa-verify:EmailVerificationCode')
  await expect.poll(() => messages(person.email, 'MfaVerification')).toHaveLength(1)
  await hosted.code(first)
  await hosted.arrives(request)
})

test('F9 and F10: an old skip dies when the policy becomes mandatory, and cannot be forced @nojs', async ({ hosted }) => {
  const person = await createPerson()
  await settings({ mfa: { policy: 'PromptAtSignInAndSignUp' } })
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-onboarding')
  await hosted.action('skip').click()
  await hosted.arrives(request)
  await settings({ mfa: { policy: 'Mandatory' } })
  await hosted.page.context().clearCookies()
  await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await expect(hosted.action('skip')).toHaveCount(0)
  const form = await hosted.page
    .locator('form')
    .filter({ has: hosted.page.locator('[data-action="continue"]') })
    .first()
  const ix = await form.locator('input[name="ix"]').inputValue()
  const forced = await hosted.page.request.post('/submit', {
    form: { ix, action: 'skip' },
    headers: { origin: new URL(hosted.page.url()).origin },
  })
  expect(await forced.text()).toContain('data-error="session.mfa.mfa_policy_not_user_controlled"')
})

type Party = { page: import('@playwright/test').Page } & import('./support/test').Hosted

async function signedUpByPhone(hosted: Party) {
  const { freshAddresses } = await import('./support/instance')
  const { phone } = freshAddresses()
  const password = 'a long enough passphrase'
  const request = await hosted.open({ prompt: 'create' })
  await hosted.send('continue', { identifier: phone })
  await hosted.at('code')
  await hosted.code(await newestCode(phone))
  await hosted.at('new-password')
  await hosted.send('continue', { newPassword: password })
  await hosted.arrives(request)
  return { phone, password }
}

async function enrollPhone(hosted: Party, person: { email: string; phone: string; password: string }) {
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup-list')
  await hosted.page.locator('[data-factor="PhoneVerificationCode"]').first().click()
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(request)
}

/** Adds the mailbox as a second factor on the account page: proof by the phone first. */
async function enrollEmail(hosted: Party, person: { email: string; phone: string }) {
  await hosted.page.goto('/account/security')
  await hosted.page.locator('[data-action="select"][data-factor="EmailVerificationCode"]').first().click()
  await expect(hosted.page.locator('main')).toHaveAttribute('data-step', /^mfa-/)
  if ((await hosted.page.locator('main').getAttribute('data-step'))?.startsWith('mfa-verify'))
    await hosted.code(await newestCode(person.phone, 2))
  await hosted.at('mfa-setup:EmailVerificationCode')
  await hosted.send('continue', { email: person.email })
  await hosted.code(await newestCode(person.email))
  await hosted.page.waitForURL('**/account/security**')
}

test('the code over WhatsApp, where people may ask for it @nojs', async ({ hosted, page }) => {
  const selectable = { factoryId: 'inbox-sms', channel: 'whatsapp', name: 'WhatsApp', userSelectable: true, priority: 1000 }
  const connector = await api<{ id: string }>('POST', '/api/connectors', selectable)
  try {
    const person = await createPerson()
    const first = await hosted.open()
    await hosted.signIn(person)
    await hosted.send('continue', { phone: person.phone })
    await hosted.code(await newestCode(person.phone))
    expect(await hosted.arrives(first)).toMatchObject({ amr: ['pwd', 'sms', 'mfa'] })
    await page.context().clearCookies()
    const second = await hosted.open({ acr_values: 'mfa' })
    await hosted.signIn(person)
    await moveClock(60)
    await hosted.action('resend-whatsapp').click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check WhatsApp')
    const sent = await messages(person.phone)
    expect(sent.map((m) => m.channel).slice(0, 2)).toEqual(['whatsapp', 'sms'])
    await expect(hosted.action('resend-sms')).toBeVisible()
    await hosted.code(String(sent[0]?.code))
    expect(await hosted.arrives(second)).toMatchObject({ amr: ['pwd', 'mca', 'mfa'], acr: 'mfa' })
  } finally {
    await api('DELETE', `/api/connectors/${connector.id}`)
  }
})
