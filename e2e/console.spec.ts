import type { Cookie, Page } from '@playwright/test'
import { api, base, demoPassword, messages, newestCode, settings } from './support/instance'
import { looksRight } from './support/looks'
import { expect, type Hosted, test } from './support/test'

/** Signed in once for all tests of this file: a phone gets only so many codes in ten minutes. */
let kept: Cookie[] = []

/** The admin meets the product first: the console signs in through our own pages, with a second step. */
async function admin(hosted: Hosted) {
  const { page } = hosted
  await page.context().addCookies(kept)
  await page.goto('/console')
  if (await page.locator('main[data-page^="console-"]').count()) return
  await hosted.at('identify')
  await hosted.signIn({ email: 'admin@example.com', password: demoPassword })
  await expect(page.locator('main')).toHaveAttribute('data-step', /^mfa-/)
  const step = await page.locator('main').getAttribute('data-step')
  if (step?.startsWith('mfa-setup')) {
    if (step === 'mfa-setup-list') await page.locator('[data-factor="PhoneVerificationCode"]').first().click()
    await hosted.at('mfa-setup:PhoneVerificationCode')
    await hosted.send('continue', { phone })
    await hosted.code(await newestCode(phone, (await messages(phone)).length || 1))
  } else {
    await hosted.at('mfa-verify:PhoneVerificationCode')
    const sent = (await messages(phone)).length
    await hosted.code(await newestCode(phone, sent))
  }
  await page.waitForURL('**/console')
  await expect(page.locator('main[data-page^="console-"]')).toBeVisible()
  kept = await page.context().cookies()
}
/** The admin's own: the same for every test, whatever ran before. */
const phone = '+12125550177'

const clean = (page: Page, name: string) => looksRight(page, `console-${name}`)

/** The button people see; forms with several buttons have a hidden first one, for the Enter key. */
const save = (page: Page) => page.locator('main button[type="submit"]:not([tabindex="-1"])').filter({ hasText: /^Save/ }).first()

const pages = [
  '',
  'connectors',
  'templates',
  'experience',
  'mfa',
  'applications',
  'users',
  'audit',
  'inbox',
  'api',
  'api/nauth',
  'api/nauth?in=fetch',
  'api/node-auth',
  'api/step-up',
  'applications/account',
]

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]) {
  test(`every console page at ${viewport.width} px`, async ({ hosted, page }) => {
    test.setTimeout(180_000)
    await page.setViewportSize(viewport)
    await admin(hosted)
    for (const name of pages) {
      const answer = await page.goto(`/console/${name}`)
      expect([name, answer?.status()]).toEqual([name, 200])
      await expect(page.locator('main[data-page^="console-"]')).toBeVisible()
      await clean(page, name.replace(/\W+/g, '-') || 'home')
    }
  })
}

test('strangers and people without a role see nothing of it', async ({ page, hosted }) => {
  for (const name of pages) {
    await page.context().clearCookies()
    await page.goto(`/console/${name}`)
    await expect(page.locator('main')).toHaveAttribute('data-step', 'identify')
  }
  await page.context().clearCookies()
  await page.goto('/console')
  await hosted.signIn({ email: 'sms@example.com' })
  await hosted.code(await newestCode('+12125550101', (await messages('+12125550101')).length))
  await page.waitForURL('**/console/no-access')
  expect((await page.request.get('/api/users')).status()).toBeGreaterThanOrEqual(401)
})

test('settings: a refused change stays out and says why; a good one is saved', async ({ hosted, page }) => {
  await admin(hosted)
  const saved = () => api<{ mfa: { policy: string; factors: string[] } }>('GET', '/api/sign-in-exp')
  const before = JSON.stringify(await saved())
  await page.goto('/console/mfa')
  for (const box of await page.locator('[name^="factor."]').all()) await box.uncheck()
  await save(page).click()
  await expect(page.getByRole('alert').filter({ hasText: 'at least one factor' }).first()).toBeVisible()
  expect(JSON.stringify(await saved())).toBe(before)
  await page.goto('/console/mfa')
  await page.locator('[name="policy"][value="PromptOnlyAtSignIn"]').check()
  await save(page).click()
  await expect.poll(async () => (await saved()).mfa.policy).toBe('PromptOnlyAtSignIn')
})

test('settings: a policy that rests on risk turns the risk rules on, any other turns them off', async ({ hosted, page }) => {
  await admin(hosted)
  const stored = async () => {
    const { mfa, adaptiveMfa } = await api<{ mfa: { policy: string }; adaptiveMfa: { enabled: boolean } }>(
      'GET',
      '/api/sign-in-exp',
    )
    return [mfa.policy, adaptiveMfa.enabled]
  }
  for (const [policy, risk] of [
    ['PromptAtSignInAndSignUpMandatory', true],
    ['Mandatory', false],
  ] as const) {
    await page.goto('/console/mfa')
    await page.locator(`main [name="policy"][value="${policy}"]`).check()
    await save(page).click()
    await expect(page.locator('main')).toContainText('Saved.')
    expect(await stored()).toEqual([policy, risk])
  }
})

test('settings: what people may do for themselves, and in which language', async ({ hosted, page }) => {
  await admin(hosted)
  type Stored = {
    accountCenter: { fields: Record<string, string> }
    languageInfo: { autoDetect: boolean; fallbackLanguage: string }
  }
  const stored = () => api<Stored>('GET', '/api/sign-in-exp')
  await page.goto('/console/experience')
  try {
    await page.locator('main [name="field.mfa"]').selectOption('ReadOnly')
    await page.getByRole('button', { name: 'Save account pages' }).click()
    await expect(page.locator('main')).toContainText('Account pages saved.')
    expect((await stored()).accountCenter.fields).toMatchObject({ mfa: 'ReadOnly', name: 'Edit', session: 'Edit' })
    await page.locator('main [name="autoDetect"]').uncheck()
    await page.locator('main [name="fallbackLanguage"]').selectOption('de')
    await page.getByRole('button', { name: 'Save languages' }).click()
    await expect(page.locator('main')).toContainText('Languages saved.')
    expect((await stored()).languageInfo).toEqual({ autoDetect: false, fallbackLanguage: 'de' })
    await page.context().clearCookies()
    await hosted.open()
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await hosted.open({ ui_locales: 'fr' })
    await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
  } finally {
    const fields = { mfa: 'Edit' }
    await api('PATCH', '/api/sign-in-exp', {
      accountCenter: { fields },
      languageInfo: { autoDetect: true, fallbackLanguage: 'en' },
    })
  }
})

test('sign-in over the API: set up where it may be, with what is wrong under its field', async ({ hosted, page }) => {
  await admin(hosted)
  type Direct = { webOrigins: string[]; tokenDelivery: string; cookieSameSite: string; jsonRefreshDays: number }
  const stored = async () => (await api<{ directSignIn: Direct }>('GET', '/api/applications/account')).directSignIn
  const before = await stored()
  const section = page.locator('#direct-sign-in')
  const field = (name: string) => section.locator(`[name="${name}"]`)
  await page.goto('/console/applications/account')
  try {
    await field('webOrigins').fill('https://app.example.com/sign-in')
    await field('cookieSameSite').selectOption('none')
    await field('jsonRefreshDays').fill('30')
    await section.getByRole('button', { name: 'Save' }).click()
    await expect(field('webOrigins')).toHaveAttribute('aria-invalid', 'true')
    await expect(field('webOrigins')).toHaveValue('https://app.example.com/sign-in')
    expect(await stored()).toEqual(before)
    await field('webOrigins').fill('https://app.example.com')
    await section.getByRole('button', { name: 'Save' }).click()
    await expect(field('cookieSameSite')).toHaveAttribute('aria-invalid', 'true')
    await expect(section).toContainText('need an https PUBLIC_URL')
    await field('cookieSameSite').selectOption('lax')
    await section.getByRole('button', { name: 'Save' }).click()
    await expect(section).toContainText('Saved.')
    await expect(section).toContainText('https://app.example.com is on another site')
    expect(await stored()).toMatchObject({ webOrigins: ['https://app.example.com'], cookieSameSite: 'lax', jsonRefreshDays: 30 })
    await page.goto('/console/applications/console')
    await expect(section).toContainText('on the hosted pages only')
    await expect(page.locator('main form')).toHaveCount(0)
  } finally {
    await api('PATCH', '/api/applications/account', { directSignIn: before })
  }
})

test('a text without its code is refused; a test send shows what the carrier said', async ({ hosted, page }) => {
  await admin(hosted)
  await page.goto('/console/templates/sms/MfaVerification/en')
  await page.locator('[name="text"]').fill('Hello from {{app}}')
  await save(page).click()
  await expect(page.getByRole('alert').filter({ hasText: 'code' }).first()).toBeVisible()
  await page.locator('[name="text"]').fill('{{code}} opens {{app}}.\n\n@{{domain}} #{{code}}')
  await save(page).click()
  await expect.poll(async () => JSON.stringify(await api('GET', '/api/templates?channel=sms'))).toContain('opens {{app}}')
  await api('DELETE', '/api/templates?channel=sms&usageType=MfaVerification&languageTag=en')
})

test('a connector is made, tested with the carrier’s answer, and its secret never comes back', async ({ hosted, page }) => {
  await admin(hosted)
  await page.goto('/console/connectors')
  await expect(page.locator('main')).toContainText('Inbox')
  const made = await api<{ id: string }>('POST', '/api/connectors', {
    factoryId: 'twilio-short-message-service',
    name: 'EU Twilio',
    enabled: false,
    config: { accountSID: `AC${'0'.repeat(32)}`, authToken: 'the-secret-token-value', fromNumber: '+12125550199' },
  })
  await page.goto(`/console/connectors/${made.id}`)
  await expect(page.locator('main')).toContainText('Twilio')
  expect(await page.content()).not.toContain('the-secret-token-value')
  await clean(page, 'connector')
  await api('DELETE', `/api/connectors/${made.id}`)
})

test('an application is made, its secret shown once, with blocks to copy', async ({ hosted, page }) => {
  await admin(hosted)
  await page.goto('/console/applications/new')
  await page.locator('main [name="name"]').first().fill('Orders of the console')
  const redirect = page.locator('main [name="redirectUris"]').first()
  if (await redirect.count()) await redirect.fill('https://orders.example.com/callback')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  const secret = await page.locator('main figure code').first().textContent()
  expect(secret).toMatch(/^[\w-]{40,}$/)
  await page.getByRole('link', { name: 'Continue to the application' }).click()
  await page.waitForURL(/\/console\/applications\/[\w-]{10,}/)
  expect(await page.content()).not.toContain(String(secret))
  await expect(page.locator('main')).toContainText('AUTH_LOGTO_ISSUER')
  await expect(page.locator('main')).toContainText(`${base}/oidc`)
  await clean(page, 'application')
})

test('an application is made stricter, and other forms leave that alone', async ({ hosted, page }) => {
  await admin(hosted)
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } })
  const redirectUris = ['https://strict.example.com/callback']
  const mfa = { allowedFactors: ['EmailVerificationCode'], trustedDevice: false }
  const made = { name: 'Stricter', type: 'SPA', oidcClientMetadata: { redirectUris }, mfa }
  const { id } = await api<{ id: string }>('POST', '/api/applications', made)
  const stored = async () => (await api<{ mfa: { policy?: string } }>('GET', `/api/applications/${id}`)).mfa
  await page.goto(`/console/applications/${id}`)
  const tokens = page.locator('#tokens')
  await tokens.getByRole('button', { name: 'Save' }).click()
  await expect(tokens).toContainText('Saved.')
  expect(await stored()).toEqual(mfa)

  const step = page.locator('#second-step')
  await step.locator('[name="policy"]').selectOption('Mandatory')
  await step.locator('[name="requiredAcr"]').selectOption('mfa')
  await step.locator('[name="allowedFactors"][value="PhoneVerificationCode"]').check()
  await step.locator('[name="askOnTrusted"]').uncheck()
  await step.getByRole('button', { name: 'Save' }).click()
  await expect(step).toContainText('Saved.')
  const allowedFactors = ['PhoneVerificationCode', 'EmailVerificationCode']
  expect(await stored()).toEqual({
    policy: 'Mandatory',
    requiredAcr: 'mfa',
    allowedFactors: expect.arrayContaining(allowedFactors),
  })

  await step.locator('[name="policy"]').selectOption('NoPrompt')
  await step.getByRole('button', { name: 'Save' }).click()
  await expect(step.locator('[name="policy"]')).toHaveAttribute('aria-invalid', 'true')
  expect((await stored()).policy).toBe('Mandatory')
  await clean(page, 'application-stricter')
  // an application that insists keeps the tenant from switching its factors off
  await api('DELETE', `/api/applications/${id}`)
})
