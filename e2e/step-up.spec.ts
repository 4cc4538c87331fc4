import { appCode } from '../lib/factors/totp/testing'
import { appOrigin, createPerson, moveClock, newestCode, settings } from './support/instance'
import { aPlatformAuthenticator } from './support/passkeys'
import { expect, type Hosted, test } from './support/test'
import { trusting } from './support/trusting'

/** Step-up as an independent client sees it: contracts/logto.md §9, "Step-up". */

type Claims = { acr?: string; amr?: string[]; auth_time?: number }
const errorAt = ({ page }: Hosted) => new URL(page.url()).searchParams.get('error')
const atApplication = ({ page }: Hosted) => page.waitForURL(`${appOrigin}/callback**`)

async function withApp(hosted: Hosted) {
  await settings({ mfa: { factors: ['WebAuthn', 'Totp'] } })
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.page.locator('[data-factor="Totp"]').click()
  const secret = (await hosted.page.locator('[data-secret]').getAttribute('data-secret')) ?? ''
  await hosted.code(appCode(secret, Date.now()))
  return { person, secret, claims: (await hosted.arrives(request)) as Claims }
}

test('phr asks for a passkey only, sets one up where there is none, and keeps the time of the sign-in', async ({
  hosted,
  page,
}) => {
  const key = await aPlatformAuthenticator(page)
  const { claims } = await withApp(hosted)
  expect(claims).toMatchObject({ acr: 'mfa', amr: ['pwd', 'otp', 'mfa'] })
  await moveClock(120)
  const raised = await hosted.open({ acr_values: 'phr' })
  await hosted.at('mfa-setup:WebAuthn')
  await expect(hosted.action('skip')).toHaveCount(0)
  await hosted.action('continue').click()
  await hosted.action('use-passkey').click()
  const stronger = (await hosted.arrives(raised)) as Claims
  expect(stronger).toMatchObject({ acr: 'phr', auth_time: claims.auth_time })
  expect(stronger.amr).toEqual(expect.arrayContaining(['pwd', 'otp', 'pop', 'user', 'mfa']))
  expect(await key.credentials()).toHaveLength(1)
  const silent = await hosted.open({ acr_values: 'phr', prompt: 'none' })
  expect(await hosted.arrives(silent)).toMatchObject({ acr: 'phr' })
})

test('who gives up leaves the session as it was @nojs', async ({ hosted }) => {
  const { claims } = await withApp(hosted)
  await hosted.open({ acr_values: 'phr' })
  await hosted.at('mfa-setup:WebAuthn')
  await hosted.action('sign-out').click()
  await atApplication(hosted)
  expect(errorAt(hosted)).toBe('access_denied')
  const silent = await hosted.open({ prompt: 'none' })
  expect(await hosted.arrives(silent)).toMatchObject({ acr: 'mfa', auth_time: claims.auth_time })
})

test('what the house cannot reach is refused when it is essential, and honest when it is not @nojs', async ({ hosted }) => {
  await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
  const person = await createPerson()
  const first = await hosted.open()
  await hosted.signIn(person)
  const claims = (await hosted.arrives(first)) as Claims
  await moveClock(120)
  const wished = await hosted.open({ acr_values: 'phr' })
  const honest = (await hosted.arrives(wished)) as Claims
  expect(honest).toMatchObject({ amr: ['pwd'], auth_time: claims.auth_time })
  expect(honest).not.toHaveProperty('acr')
  await hosted.open({ claims: JSON.stringify({ id_token: { acr: { essential: true, values: ['phr'] } } }) })
  await atApplication(hosted)
  expect(errorAt(hosted)).toBe('unmet_authentication_requirements')
})

test('a trusted browser counts for no step-up, and prompt=login repeats everything @nojs', async ({ hosted, page }) => {
  const { person, trusted } = await trusting(hosted)
  await page.context().clearCookies()
  await page.context().addCookies(trusted)
  const weak = await hosted.open()
  await hosted.signIn(person)
  const before = (await hosted.arrives(weak)) as Claims
  expect(before.amr).toEqual(['pwd'])
  await moveClock(60)
  const raised = await hosted.open({ acr_values: 'mfa' })
  // a visit sends nothing: the person asks for the code
  await hosted.at('mfa-verify-list')
  await page.locator('[data-factor="PhoneVerificationCode"]').click()
  await hosted.at('mfa-verify:PhoneVerificationCode')
  await hosted.code(await newestCode(person.phone, 3))
  expect(await hosted.arrives(raised)).toMatchObject({ acr: 'mfa', auth_time: before.auth_time })
  const again = await hosted.open({ prompt: 'login' })
  await hosted.at('identify')
  await hosted.signIn(person)
  expect(((await hosted.arrives(again)) as Claims).auth_time).toBeGreaterThan(before.auth_time ?? 0)
})
