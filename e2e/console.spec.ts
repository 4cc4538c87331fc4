import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { api, base, demoPassword, freshAddresses, messages, newestCode } from './support/instance'
import { expect, type Hosted, test } from './support/test'

/** The admin meets the product first: the console signs in through our own pages, with a second step. */
async function admin(hosted: Hosted) {
  const { page } = hosted
  await page.goto('/console')
  await hosted.at('identify')
  await hosted.signIn({ email: 'admin@example.com', password: demoPassword })
  const step = await page.locator('main').getAttribute('data-step')
  if (step?.startsWith('mfa-setup')) {
    if (step === 'mfa-setup-list') await page.locator('[data-factor="PhoneVerificationCode"]').first().click()
    await hosted.at('mfa-setup:PhoneVerificationCode')
    phone = freshAddresses().phone
    await hosted.send('continue', { phone })
    await hosted.code(await newestCode(phone))
  } else {
    await hosted.at('mfa-verify:PhoneVerificationCode')
    const sent = (await messages(phone)).length
    await hosted.code(await newestCode(phone, sent))
  }
  await page.waitForURL('**/console')
  await expect(page.locator('main[data-page^="console-"]')).toBeVisible()
}
let phone = ''

async function clean(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(
      violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map((v) => `${name}, ${colorScheme}: ${v.id} ${v.nodes[0]?.html}`),
    ).toEqual([])
    await page.screenshot({
      path: `test-results/screenshots/console-${name}-${page.viewportSize()?.width}-${colorScheme}.png`,
      fullPage: true,
    })
  }
}

const pages = ['', 'connectors', 'templates', 'experience', 'mfa', 'applications', 'users', 'audit', 'inbox', 'api']

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
      await clean(page, name || 'home')
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

test('settings: a refused change stays out and says why beside it; a good one is saved', async ({ hosted, page }) => {
  await admin(hosted)
  const before = JSON.stringify(await api('GET', '/api/sign-in-exp'))
  await page.goto('/console/mfa')
  await page.locator('main form').first().locator('[name$="policy"]').first().waitFor()
  expect(JSON.stringify(await api('GET', '/api/sign-in-exp'))).toBe(before)
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
  await page.locator('main form button[type="submit"], main form button:not([type])').first().click()
  await page.waitForURL(/\/console\/applications\/[\w-]{10,}/)
  await expect(page.locator('main')).toContainText('AUTH_LOGTO_ISSUER')
  await expect(page.locator('main')).toContainText(`${base}/oidc`)
  await clean(page, 'application')
})
