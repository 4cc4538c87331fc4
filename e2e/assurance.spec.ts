import { createPerson, newestCode, settings } from './support/instance'
import { aPlatformAuthenticator } from './support/passkeys'
import { expect, type Hosted, test } from './support/test'

/** What an application reads of how somebody signed in: the rows of contracts/logto.md §9 that no other journey ends with. */

type Request = Awaited<ReturnType<Hosted['open']>>
async function assured(hosted: Hosted, request: Request) {
  const { amr, acr }: Record<string, unknown> = await hosted.arrives(request)
  return { amr, acr }
}

for (const kind of ['phone', 'email'] as const)
  test(`a code to the ${kind} in place of the password is one step, and named @nojs`, async ({ hosted }) => {
    const others = ['email', 'phone'].filter((identifier) => identifier !== kind).map((identifier) => ({ identifier }))
    await settings({
      mfa: { factors: ['Totp'], policy: 'NoPrompt' },
      signIn: { methods: [...others, { identifier: kind, password: false, verificationCode: true }] },
    })
    const person = await createPerson({ phone: true })
    const request = await hosted.open()
    await hosted.send('continue', { identifier: person[kind] })
    await hosted.code(await newestCode(person[kind], 1, 'SignIn'))
    expect(await assured(hosted, request)).toEqual({ amr: [kind === 'phone' ? 'sms' : 'email'], acr: undefined })
  })

test('a password and a code by mail are two steps only where the house says so @nojs', async ({ hosted, page }) => {
  const byMail = { factors: ['EmailVerificationCode'] }
  await settings({ mfa: byMail })
  const person = await createPerson()
  const first = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup:EmailVerificationCode')
  await hosted.send('continue', { email: person.email })
  await hosted.code(await newestCode(person.email))
  expect(await assured(hosted, first)).toEqual({ amr: ['pwd', 'email'], acr: undefined })

  await settings({ mfa: { ...byMail, emailSatisfiesAcr: true } })
  await page.context().clearCookies()
  const second = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-verify:EmailVerificationCode')
  await hosted.code(await newestCode(person.email, 2))
  expect(await assured(hosted, second)).toEqual({ amr: ['pwd', 'email', 'mfa'], acr: 'mfa' })
})

test('a passkey is phishing-resistant after a password and alone, and says whether it can be copied', async ({
  hosted,
  page,
}) => {
  await settings({
    mfa: { factors: ['WebAuthn'] },
    passkeySignIn: { enabled: true, showPasskeyButton: true, allowAutofill: false },
  })
  await aPlatformAuthenticator(page)
  const person = await createPerson()
  const first = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup:WebAuthn')
  await hosted.action('use-passkey').click()
  expect(await assured(hosted, first)).toEqual({ amr: ['pwd', 'hwk', 'pop', 'user', 'mfa'], acr: 'phr' })

  await page.context().clearCookies()
  const second = await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-verify:WebAuthn')
  await hosted.action('use-passkey').click()
  expect(await assured(hosted, second)).toEqual({ amr: ['pwd', 'hwk', 'pop', 'user', 'mfa'], acr: 'phr' })

  await page.context().clearCookies()
  const third = await hosted.open()
  await hosted.action('use-passkey').click()
  expect(await assured(hosted, third)).toEqual({ amr: ['hwk', 'pop', 'user', 'mfa'], acr: 'phr' })
})
