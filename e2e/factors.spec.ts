import { appCode } from '../lib/factors/totp/testing'
import { api, createPerson, freshAddresses, messages, moveClock, newestCode, settings } from './support/instance'
import { aPlatformAuthenticator } from './support/passkeys'
import { expect, type Hosted, picture, test } from './support/test'
import { trusting } from './support/trusting'

/** contracts/logto.md §3 with authenticator apps, passkeys and backup codes. */

const all = ['WebAuthn', 'Totp', 'PhoneVerificationCode', 'BackupCode']
const factorsOf = async (id: string) =>
  (await api<{ type: string }[]>('GET', `/api/users/${id}/mfa-verifications`)).map((row) => row.type)
const secretOn = async ({ page }: Hosted) => (await page.locator('[data-secret]').getAttribute('data-secret')) ?? ''
const codesOn = ({ page }: Hosted) => page.locator('[data-backup-code]').allTextContents()

async function saveCodes(hosted: Hosted): Promise<string[]> {
  await hosted.at('backup-codes')
  const codes = await codesOn(hosted)
  expect(codes).toHaveLength(10)
  await hosted.page.locator('[name="acknowledge"]').check()
  await hosted.action('continue').click()
  return codes
}

/** Seconds the house is ahead of this process, so that a code of the next half minute is ready at once. */
let ahead = 0
const nextStep = async () => {
  ahead += 31
  await moveClock(ahead)
}
test.beforeEach(() => {
  ahead = 0
})
const codeNow = (secret: string) => appCode(secret, Date.now() + ahead * 1000)

test('S1 and S15: after the phone, ten codes that only count once they were saved @nojs', async ({ hosted }) => {
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'BackupCode'] } })
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup:PhoneVerificationCode')
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  await hosted.at('backup-codes')
  const shown = await codesOn(hosted)
  await hosted.page.reload()
  expect(await codesOn(hosted)).toEqual(shown)
  await hosted.action('continue').click()
  await hosted.refused('request.invalid')
  await expect(hosted.page.locator('main')).toContainText('Save your codes first')
  await saveCodes(hosted)
  expect(await hosted.arrives(request)).toMatchObject({ amr: ['pwd', 'sms', 'mfa'], acr: 'mfa' })
  expect(await messages(person.phone)).toHaveLength(1)
  expect(await factorsOf(person.id)).toEqual(expect.arrayContaining(['PhoneVerificationCode', 'BackupCode']))
})

test('S2: a list in the house’s order, without backup codes; an app is set up from it @nojs', async ({ hosted, page }, info) => {
  await settings({ mfa: { factors: all } })
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup-list')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set up MFA')
  const listed = await page.locator('[data-factor]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-factor')))
  expect(listed).toEqual(['WebAuthn', 'Totp', 'PhoneVerificationCode'])
  await page.locator('[data-factor="Totp"]').click()
  await hosted.at('mfa-setup:Totp')
  await picture(page, `setup-app-${info.project.name}`)
  await hosted.action('back').click()
  await hosted.at('mfa-setup-list')
  await page.locator('[data-factor="Totp"]').click()
  const secret = await secretOn(hosted)
  await hosted.code(codeNow(secret) === '000000' ? '000001' : '000000')
  await hosted.refused('session.mfa.invalid_totp_code')
  expect(await secretOn(hosted)).toBe(secret)
  await hosted.code(codeNow(secret))
  await hosted.at('backup-codes')
  await picture(page, `backup-codes-${info.project.name}`)
  const [code] = await saveCodes(hosted)
  await hosted.arrives(request)

  await page.context().clearCookies()
  await nextStep()
  const again = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-verify:Totp')
  await picture(page, `verify-app-${info.project.name}`)
  await hosted.code(codeNow(secret))
  expect(await hosted.arrives(again)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'mfa' })

  await page.context().clearCookies()
  const third = await hosted.open()
  await hosted.signIn(person)
  await hosted.action('try-another').click()
  await hosted.at('mfa-verify-list')
  await expect(page.locator('[data-action="select"]').last()).toHaveAttribute('data-factor', 'BackupCode')
  await page.locator('[data-factor="BackupCode"]').click()
  await hosted.at('mfa-verify:BackupCode')
  await hosted.code(code!.toLowerCase())
  expect(await hosted.arrives(third)).toMatchObject({ amr: ['pwd', 'backup_code', 'mfa'], acr: 'mfa' })
})

test('S5 and S7: beside the phone of the sign-up an app is added; the codes come once @nojs', async ({ hosted, page }) => {
  await settings({
    signUp: { identifiers: ['phone'], password: true, verify: true, secondaryIdentifiers: [] },
    mfa: { factors: all },
  })
  const { phone } = freshAddresses()
  const request = await hosted.open()
  await hosted.action('register').click()
  await hosted.send('continue', { identifier: phone })
  await hosted.code(await newestCode(phone))
  await hosted.send('continue', { newPassword: 'a long enough passphrase' })
  await hosted.at('mfa-suggestion')
  await expect(page.locator('[data-factor="PhoneVerificationCode"]')).toBeDisabled()
  await page.locator('[data-factor="Totp"]').click()
  await hosted.code(codeNow(await secretOn(hosted)))
  await saveCodes(hosted)
  const { sub } = (await hosted.arrives(request)) as { sub?: string }
  expect(await messages(phone)).toHaveLength(1)
  expect((await factorsOf(String(sub))).sort()).toEqual(['BackupCode', 'PhoneVerificationCode', 'Totp'])
})

test('a passkey is set up and then is a whole sign-in (F13)', async ({ hosted, page }, info) => {
  await settings({
    mfa: { factors: ['WebAuthn', 'Totp'] },
    passkeySignIn: { enabled: true, showPasskeyButton: true, allowAutofill: false },
  })
  const key = await aPlatformAuthenticator(page)
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  // offered first, because it signs in alone here; putting that off leaves the second step to choose
  await hosted.at('mfa-setup:WebAuthn')
  await hosted.action('skip').click()
  await hosted.at('mfa-setup-list')
  await page.locator('[data-factor="WebAuthn"]').click()
  await hosted.at('mfa-setup:WebAuthn')
  await picture(page, `setup-passkey-${info.project.name}`)
  await key.setUserVerified(false)
  await hosted.action('use-passkey').click()
  await hosted.at('mfa-setup:WebAuthn')
  await key.setUserVerified(true)
  await hosted.action('use-passkey').click()
  expect(await hosted.arrives(request)).toMatchObject({ acr: 'phr' })
  expect(await key.credentials()).toHaveLength(1)

  await page.context().clearCookies()
  const again = await hosted.open()
  await hosted.at('identify')
  await picture(page, `sign-in-passkey-${info.project.name}`)
  await hosted.action('use-passkey').click()
  const claims: Record<string, unknown> = await hosted.arrives(again)
  expect(claims).toMatchObject({ sub: person.id, acr: 'phr' })
  expect(claims.amr).toEqual(expect.arrayContaining(['pop', 'user', 'mfa']))

  await page.context().clearCookies()
  await settings({
    mfa: { factors: ['WebAuthn', 'Totp'] },
    passkeySignIn: { enabled: true, showPasskeyButton: false, allowAutofill: true },
  })
  const third = await hosted.open()
  expect(await hosted.arrives(third)).toMatchObject({ sub: person.id, acr: 'phr' })
})

test('F11 and F12: a trusted browser is asked no second step, until the password changes @nojs', async ({ hosted, page }) => {
  const { person, trusted } = await trusting(hosted)
  const onlyTrusted = async () => {
    await page.context().clearCookies()
    await page.context().addCookies(trusted)
  }
  await onlyTrusted()
  const third = await hosted.open()
  await hosted.signIn(person)
  expect(await hosted.arrives(third)).toMatchObject({ amr: ['pwd'] })
  expect(await messages(person.phone)).toHaveLength(2)
  await api('PATCH', `/api/users/${person.id}/password`, { password: 'another long passphrase' })
  await onlyTrusted()
  await hosted.open()
  await hosted.signIn({ ...person, password: 'another long passphrase' })
  await hosted.at('mfa-verify:PhoneVerificationCode')
})
