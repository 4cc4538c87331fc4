import { appCode } from '../lib/factors/totp/testing'
import {
  api,
  appOrigin,
  base,
  createPerson,
  freshAddresses,
  messages,
  moveClock,
  newestCode,
  type Person,
  settings,
} from './support/instance'
import { expect, type Hosted, test } from './support/test'

/** What contracts/logto.md §3 says of several factors at once, and of sign-ups that bring one along. */

const password = 'a long enough passphrase'
const bySignUpPhone = { signUp: { identifiers: ['phone'], password: true, verify: true, secondaryIdentifiers: [] } }
const three = { factors: ['Totp', 'PhoneVerificationCode', 'BackupCode'] }

let ahead = 0
test.beforeEach(() => {
  ahead = 0
})
async function pass(seconds: number) {
  ahead += seconds
  await moveClock(ahead)
}
const codeNow = (secret: string) => appCode(secret, Date.now() + ahead * 1000)

async function registering(hosted: Hosted, phone: string) {
  const request = await hosted.open({ prompt: 'create' })
  await hosted.send('continue', { identifier: phone })
  await hosted.code(await newestCode(phone))
  await hosted.send('continue', { newPassword: password })
  return request
}

const secretOn = async ({ page }: Hosted) => (await page.locator('[data-secret]').getAttribute('data-secret')) ?? ''

async function saveCodes(hosted: Hosted): Promise<string[]> {
  await hosted.at('backup-codes')
  const codes = await hosted.page.locator('[data-backup-code]').allTextContents()
  await hosted.page.locator('[name="acknowledge"]').check()
  await hosted.action('continue').click()
  return codes
}

/** A person with a phone, an authenticator app and backup codes, set up in this order by their own hands. */
async function equipped(hosted: Hosted) {
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'BackupCode'] } })
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  const codes = await saveCodes(hosted)
  await hosted.arrives(request)
  await settings({ mfa: three })
  await hosted.page.goto('/account/security')
  await hosted.page.locator('[data-action="select"][data-factor="Totp"]').click()
  await hosted.at('mfa-setup:Totp')
  const secret = await secretOn(hosted)
  await hosted.code(codeNow(secret))
  await hosted.page.waitForURL('**/account/security**')
  await hosted.page.context().clearCookies()
  await pass(31)
  return { person, secret, codes }
}

async function again(hosted: Hosted, person: Pick<Person, 'email'> & { password?: string }) {
  await hosted.page.context().clearCookies()
  const request = await hosted.open()
  await hosted.signIn(person)
  return request
}
async function offered({ page }: Hosted) {
  const rows = page.locator('[data-action="select"]')
  await rows.first().waitFor()
  return rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-factor')))
}

test('S8: a phone given beside the mailbox at sign-up is the factor as well @nojs', async ({ hosted }) => {
  await settings({
    signUp: {
      identifiers: ['email'],
      password: true,
      verify: true,
      secondaryIdentifiers: [{ identifier: 'phone', verify: true }],
    },
  })
  const { email, phone } = freshAddresses()
  const request = await hosted.open({ prompt: 'create' })
  await hosted.send('continue', { identifier: email })
  await hosted.code(await newestCode(email))
  await hosted.send('continue', { newPassword: password })
  await hosted.at('profile')
  await hosted.send('continue', { phone })
  await hosted.code(await newestCode(phone))
  expect(await hosted.arrives(request)).toMatchObject({ amr: ['pwd', 'email', 'sms', 'mfa'] })
  expect(await messages(phone)).toHaveLength(1)
})

test('S9: where the house asks first, one button takes the proven phone, with no further code @nojs', async ({
  hosted,
  page,
}) => {
  await settings({ ...bySignUpPhone, mfa: { autoEnroll: { phone: 'ask', email: 'on' } } })
  const { phone } = freshAddresses()
  const request = await registering(hosted, phone)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`+1***${phone.slice(-4)}`)
  await hosted.action('continue').click()
  await hosted.arrives(request)
  expect(await messages(phone)).toHaveLength(1)
})

test('S10: where it never does, the same number takes a new code @nojs', async ({ hosted }) => {
  await settings({ ...bySignUpPhone, mfa: { autoEnroll: { phone: 'off', email: 'on' } } })
  const { phone } = freshAddresses()
  const request = await registering(hosted, phone)
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await hosted.send('continue', { phone })
  await hosted.code(await newestCode(phone, 1, 'BindMfa'))
  await hosted.arrives(request)
  expect((await messages(phone)).map((m) => m.usageType).sort()).toEqual(['BindMfa', 'Register'])
})

test('F1 to F4: used last comes first, a default before it, backup codes last @nojs', async ({ hosted, page }) => {
  const { person, secret } = await equipped(hosted)
  const first = await again(hosted, person)
  await hosted.at('mfa-verify:Totp')
  await hosted.action('try-another').click()
  expect(await offered(hosted)).toEqual(['Totp', 'PhoneVerificationCode', 'BackupCode'])
  await page.locator('[data-factor="PhoneVerificationCode"]').click()
  await hosted.code(await newestCode(person.phone, 2))
  await hosted.arrives(first)
  await pass(31)

  const second = await again(hosted, person)
  await hosted.at('mfa-verify:PhoneVerificationCode')
  await hosted.action('try-another').click()
  expect(await offered(hosted)).toEqual(['PhoneVerificationCode', 'Totp', 'BackupCode'])
  await page.locator('[data-factor="Totp"]').click()
  await hosted.code(codeNow(secret))
  await hosted.arrives(second)
  await page.goto('/account/security')
  await page.locator('[data-factor="PhoneVerificationCode"] [data-action="prefer"]').click()
  await page.waitForURL('**done=preferred**')
  await pass(31)

  await again(hosted, person)
  await hosted.at('mfa-verify:PhoneVerificationCode')
  expect((await messages(person.phone)).length).toBeGreaterThan(2)
})

test('F5: of two phones each takes its own code only @nojs', async ({ hosted, page }) => {
  await settings()
  const person = await createPerson()
  const spare = freshAddresses().phone
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(request)
  await page.goto('/account/security')
  await page.locator('[data-action="select"][data-factor="PhoneVerificationCode"]').click()
  await hosted.send('continue', { phone: spare })
  await hosted.code(await newestCode(spare))
  await page.waitForURL('**/account/security**')

  const second = await again(hosted, person)
  const sentTo = async (phone: string) => (await messages(phone, 'MfaVerification')).length
  await expect.poll(async () => (await sentTo(person.phone)) + (await sentTo(spare))).toBe(1)
  const [asked, other] = (await sentTo(spare)) ? [spare, person.phone] : [person.phone, spare]
  await hosted.action('try-another').click()
  await expect(page.locator('[data-factor="PhoneVerificationCode"]')).toHaveCount(2)
  await page.locator('[data-action="select"]', { hasText: other.slice(-4) }).click()
  const foreign = await newestCode(asked, 1, 'MfaVerification')
  const own = await newestCode(other, 1, 'MfaVerification')
  if (foreign !== own) {
    await hosted.code(foreign)
    await hosted.refused('verification_code.code_mismatch')
  }
  await hosted.code(own)
  await hosted.arrives(second)
})

test('F6: a backup code beside a locked phone lets in, once something is set up again @nojs', async ({ hosted, page }) => {
  test.slow()
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'BackupCode'] } })
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  const [code] = await saveCodes(hosted)
  await hosted.arrives(request)
  // fifty in a row switch it off; pauses of ten are waited out. One of five is looked at
  for (let round = 0; round < 10; round++) {
    await again(hosted, person)
    await hosted.at('mfa-verify:PhoneVerificationCode')
    const right = (await messages(person.phone, 'MfaVerification'))[0]?.code
    const code = right === '000000' ? '111111' : '000000'
    const ix = await page.locator('input[name="ix"]').first().inputValue()
    for (let n = 1; n < 5; n++)
      await page.request.post('/submit', { form: { ix, action: 'continue', code }, headers: { origin: base }, maxRedirects: 0 })
    await hosted.code(code)
    await expect(page.locator('main')).toHaveAttribute('data-error', /code_mismatch|factor_locked|too_many/)
    await pass(3700)
  }
  const second = await again(hosted, person)
  await hosted.at('mfa-verify:BackupCode')
  await hosted.code(code!)
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await expect(hosted.action('skip')).toHaveCount(0)
  await hosted.send('continue', { phone: person.phone })
  await hosted.code((await messages(person.phone, 'BindMfa'))[0]?.code ?? '')
  await hosted.arrives(second)
})

test('S16: codes that are used up are made anew after the next second step @nojs', async ({ hosted }) => {
  test.slow()
  await settings({ mfa: three })
  const person = await createPerson()
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  const codes = ['8K2Q7VXM3T9RD', 'ABCDEFGHJKMNP']
  for (const brought of [
    { type: 'Totp', secret },
    { type: 'BackupCode', codes },
  ])
    await api('POST', `/api/users/${person.id}/mfa-verifications`, brought)
  for (const code of codes) {
    const request = await again(hosted, person)
    await hosted.action('try-another').click()
    await hosted.page.locator('[data-factor="BackupCode"]').click()
    await hosted.code(code)
    if (code === codes.at(-1)) break
    await hosted.arrives(request)
    await pass(60)
  }
  const fresh = await saveCodes(hosted)
  expect(fresh).toHaveLength(10)
  expect(fresh).not.toContain(codes[0])
  await hosted.page.waitForURL(`${appOrigin}/callback**`)
  await pass(31)
  const last = await again(hosted, person)
  await hosted.action('try-another').click()
  await hosted.page.locator('[data-factor="Totp"]').click()
  await hosted.code(codeNow(secret))
  await hosted.arrives(last)
})

test('F15 and F14: after a reset by phone the app passes, not the phone; then the phone again @nojs', async ({
  hosted,
  page,
}) => {
  const { person, secret } = await equipped(hosted)
  await api('PATCH', `/api/users/${person.id}`, { primaryPhone: person.phone })
  await hosted.open()
  await hosted.action('forgot-password').click()
  await hosted.send('continue', { identifier: person.phone })
  await hosted.code(await newestCode(person.phone, 1, 'ForgotPassword'))
  await hosted.send('continue', { newPassword: 'an entirely new passphrase' })
  await hosted.at('done')
  const fresh = { email: person.email, password: 'an entirely new passphrase' }
  const request = await again(hosted, fresh)
  await hosted.action('try-another').click()
  expect(await offered(hosted)).toEqual(['Totp', 'BackupCode'])
  await page.locator('[data-factor="Totp"]').click()
  await hosted.code(codeNow(secret))
  await hosted.arrives(request)
  await again(hosted, fresh)
  await hosted.action('try-another').click()
  expect(await offered(hosted)).toContain('PhoneVerificationCode')
})
