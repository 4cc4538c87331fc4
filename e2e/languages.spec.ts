import type { Page } from '@playwright/test'
import { api, createPerson, freshNetwork, messages, newestCode, settings, waitForMessages } from './support/instance'
import { expect, Hosted, picture, test } from './support/test'

/** Pages and messages in the language of who reads them. */

const html = (page: Page) => page.locator('html')

/** A browser of its own that asks for a language. */
async function speaking(page: Page, hosted: Hosted, locale: string) {
  const browser = page.context().browser()
  const context = await browser!.newContext({ locale, extraHTTPHeaders: { 'x-forwarded-for': freshNetwork() } })
  const own = await context.newPage()
  return { page: own, hosted: new Hosted(own, hosted.party), close: () => context.close() }
}

const greetings = {
  es: 'Iniciar sesión en',
  fr: 'Se connecter à',
  de: 'anmelden',
  it: 'Accedi a',
  'pt-BR': 'Entrar em',
  ja: 'サインイン',
  'zh-CN': '登录',
  ko: '로그인',
  ar: 'تسجيل الدخول إلى',
}

for (const [tag, words] of Object.entries(greetings))
  test(`${tag}: a sign-in with a code, its refusal, and its message`, async ({ hosted, page }, info) => {
    const person = await createPerson()
    const own = await speaking(page, hosted, tag)
    try {
      await own.hosted.open()
      await expect(html(own.page)).toHaveAttribute('lang', tag)
      await expect(html(own.page)).toHaveAttribute('dir', tag === 'ar' ? 'rtl' : 'ltr')
      await expect(own.page.getByRole('heading', { level: 1 })).toContainText(words)
      await own.hosted.signIn({ email: person.email, password: 'not this one at all' })
      await own.hosted.refused('session.invalid_credentials')
      await expect(own.page.locator('main')).not.toContainText('Wrong email')
      await own.hosted.signIn(person)
      await picture(own.page, `language-${tag}-setup-${info.project.name}`)
      await own.hosted.send('continue', { phone: person.phone })
      await own.hosted.at('mfa-setup:PhoneVerificationCode')
      const [message] = await waitForMessages(person.phone)
      expect(message?.locale.toLowerCase()).toBe(tag.toLowerCase())
      expect(message?.text).not.toContain('your code')
      await picture(own.page, `language-${tag}-code-${info.project.name}`)
    } finally {
      await own.close()
    }
  })

test('ui_locales comes before the browser, the person’s own choice between them @nojs', async ({ hosted, page }) => {
  const person = await createPerson()
  const first = await hosted.open({ ui_locales: 'fr de' })
  await expect(html(page)).toHaveAttribute('lang', 'fr')
  await hosted.signIn(person)
  await hosted.send('continue', { phone: person.phone })
  expect((await waitForMessages(person.phone))[0]?.locale).toBe('fr')
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(first)
  await page.goto('/account/security')
  await expect(html(page)).toHaveAttribute('lang', 'en')
  await page.locator('[data-action="edit-language"]').click()
  await page.locator('[name="locale"]').selectOption('ja')
  await page.locator('[data-action="save"]').click()
  await page.waitForURL('**done=saved**')
  await expect(html(page)).toHaveAttribute('lang', 'ja')
  expect((await api<{ locale: string }>('GET', `/api/users/${person.id}`)).locale).toBe('ja')

  await page.context().clearCookies()
  await hosted.open()
  await expect(html(page)).toHaveAttribute('lang', 'en')
  // who is only named is not known yet: the language must not tell whether there is an account
  await hosted.signIn({ email: person.email, password: 'not this one at all' })
  await hosted.refused('session.invalid_credentials')
  await expect(html(page)).toHaveAttribute('lang', 'en')
  await hosted.signIn(person)
  await hosted.at('mfa-verify:PhoneVerificationCode')
  await expect(html(page)).toHaveAttribute('lang', 'ja')
  expect((await messages(person.phone))[0]?.locale).toBe('ja')
})

/** What stands on a page without the brackets of the pseudo-locale, and is no data of somebody's. */
const unmarked = (page: Page) =>
  page.locator('main').evaluate((main) => {
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const skipped = node.parentElement?.closest('script, style, option, code, [data-backup-code], [data-secret]')
      if (!skipped && /\p{L}{2}/u.test(text)) found.push(text)
    }
    let open = false
    return found.filter((text) => {
      const inside = open || text.includes('⟦')
      open = text.lastIndexOf('⟦') > text.lastIndexOf('⟧') || (open && !text.includes('⟧'))
      return !inside && !/^[\w.*+-]+@[\w.*-]+$|Chrome on|^[a-z]+$|UTC/.test(text)
    })
  })

test('the pseudo-locale finds no word that was written past the catalogue', async ({ hosted, page }) => {
  const all = ['WebAuthn', 'Totp', 'PhoneVerificationCode', 'EmailVerificationCode', 'BackupCode']
  await settings({ mfa: { factors: all }, trustedDevice: { enabled: true } })
  const person = await createPerson({ email: true, phone: true })
  const words: [string, string[]][] = []
  const look = async (where: string) => words.push([where, await unmarked(page)])
  const first = await hosted.open({ ui_locales: 'en-XA' })
  await expect(html(page)).toHaveAttribute('lang', 'en-XA')
  await look('sign-in')
  await hosted.action('register').click()
  await look('register')
  await hosted.open({ ui_locales: 'en-XA', first_screen: 'reset_password' })
  await look('recovery')
  const second = await hosted.open({ ui_locales: 'en-XA' })
  await hosted.signIn({ email: person.email, password: 'not this one at all' })
  await hosted.refused('session.invalid_credentials')
  await look('refused')
  await hosted.signIn(person)
  await hosted.at('mfa-setup-list')
  await look('list')
  for (const factor of ['WebAuthn', 'Totp'] as const) {
    await page.locator(`[data-factor="${factor}"]`).click()
    await hosted.at(`mfa-setup:${factor}`)
    await look(factor)
    await hosted.action('back').click()
    await hosted.at('mfa-setup-list')
  }
  await page.locator('[data-factor="PhoneVerificationCode"]').click()
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await look('phone')
  await hosted.send('continue', { phone: person.phone })
  await look('code')
  await hosted.code('000000')
  await look('wrong code')
  await hosted.code(await newestCode(person.phone))
  await hosted.at('backup-codes')
  await look('backup codes')
  await page.locator('[name="acknowledge"]').check()
  await hosted.action('continue').click()
  await hosted.arrives(second)
  await api('PATCH', `/api/users/${person.id}`, { locale: 'en-XA' })
  await page.goto('/account/security')
  await expect(html(page)).toHaveAttribute('lang', 'en-XA')
  await look('account')
  for (const query of ['edit=name', 'edit=language', 'close=1', 'done=proven']) {
    await page.goto(`/account/security?${query}`)
    await look(query)
  }
  await page.locator('[data-action="remove"]').first().click()
  await look('remove')
  expect(words.filter(([, found]) => found.length)).toEqual([])
  expect(first).toBeTruthy()
})
