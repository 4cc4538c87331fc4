import { api, base, createPerson, messages, moveClock, newestCode, settings } from './support/instance'
import { expect, picture, test } from './support/test'

/** The error deck of ux.md §6.0: what a person sees, and what the wire says. */

const wrong = (code: string) => (code === '000000' ? '111111' : '000000')

async function atChallenge(hosted: import('./support/test').Hosted) {
  const person = await createPerson()
  const request = await hosted.open()
  await hosted.signIn(person)
  await hosted.send('continue', { phone: person.phone })
  await hosted.at('mfa-setup:PhoneVerificationCode')
  return { person, request, code: await newestCode(person.phone) }
}

test('verification_code.code_mismatch: five tries, counted by the server, kept over a reload (F8) @nojs', async ({
  hosted,
  page,
}, info) => {
  const { code } = await atChallenge(hosted)
  for (const left of ['4 tries left', '3 tries left', '2 tries left', '1 try left']) {
    await hosted.code(wrong(code))
    await hosted.refused('verification_code.code_mismatch')
    await expect(page.getByRole('alert').filter({ hasText: left })).toBeVisible()
  }
  await expect(page.locator('[data-attempts-left="1"]')).toHaveCount(1)
  await picture(page, `refusal-mismatch-${info.project.name}`)
  await hosted.code(wrong(code))
  await expect(page.locator('main')).toHaveAttribute('data-error', /code_mismatch|exceed_max_try/)
  await page.reload()
  const ix = await page.locator('input[name="ix"]').first().inputValue()
  await page.request.post('/submit', { form: { ix, action: 'continue', code }, headers: { origin: base } })
  await page.reload()
  await hosted.refused('verification_code.exceed_max_try')
  await expect(hosted.action('resend')).toBeVisible()
})

test('verification_code.expired: names the life of a code and offers a new one @nojs', async ({ hosted, page }, info) => {
  const { person, request, code } = await atChallenge(hosted)
  await moveClock(301)
  await hosted.code(code)
  await hosted.refused('verification_code.expired')
  await expect(page.getByRole('alert').filter({ hasText: 'Codes work for 5 minutes' })).toBeVisible()
  await picture(page, `refusal-expired-${info.project.name}`)
  await hosted.action('resend').click()
  await hosted.code(await newestCode(person.phone, 2))
  await hosted.arrives(request)
})

test('connector.rate_limit_exceeded: the wait in words, as a clock, and after a reload @nojs', async ({ hosted, page }, info) => {
  const { person } = await atChallenge(hosted)
  const resendAt = await page.locator('[data-resend-at]').first().getAttribute('data-resend-at')
  expect(new Date(String(resendAt)).getTime()).toBeGreaterThan(Date.now())
  const form = page
    .locator('form')
    .filter({ has: page.locator('[name="code"]') })
    .first()
  const ix = await form.locator('input[name="ix"]').inputValue()
  await page.request.post('/submit', { form: { ix, action: 'resend' }, headers: { origin: base } })
  await page.reload()
  await hosted.refused('connector.rate_limit_exceeded')
  const seconds = Number(await page.locator('main').getAttribute('data-retry-after'))
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(30)
  await expect(page.getByRole('alert').filter({ hasText: "You've asked for several codes" })).toBeVisible()
  await picture(page, `refusal-rate-limit-${info.project.name}`)
  expect(await messages(person.phone)).toHaveLength(1)
})

test('session.mfa.mfa_factor_not_enabled: a factor switched off meanwhile, with the other ways @nojs', async ({
  hosted,
  page,
}, info) => {
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } })
  const person = await createPerson()
  await hosted.open()
  await hosted.signIn(person)
  await hosted.at('mfa-setup-list')
  await settings({ mfa: { factors: ['EmailVerificationCode'] } })
  await page.locator('[data-factor="PhoneVerificationCode"]').first().click()
  await hosted.refused('session.mfa.mfa_factor_not_enabled')
  await picture(page, `refusal-not-enabled-${info.project.name}`)
  expect(await messages(person.phone)).toHaveLength(0)
})

test('session.invalid_credentials: same words for a stranger, the address kept, the password gone @nojs', async ({
  hosted,
  page,
}) => {
  const person = await createPerson()
  const seen = []
  for (const email of [person.email, 'nobody-at-all@example.com']) {
    await hosted.open()
    await hosted.signIn({ email, password: 'not the password' })
    await hosted.refused('session.invalid_credentials')
    await expect(page.locator('main [name="identifier"]')).toHaveValue(email)
    await expect(page.locator('main [name="password"]')).toHaveValue('')
    seen.push(await page.getByRole('alert').filter({ hasText: 'Wrong email or password' }).textContent())
    await page.context().clearCookies()
  }
  expect(seen[0]?.replace(/Ref \S+/, '')).toBe(seen[1]?.replace(/Ref \S+/, ''))
})

test('a carrier that fails leaves the person a way on, and the earlier code good @nojs', async ({ hosted, page }) => {
  const { person, request, code } = await atChallenge(hosted)
  await api('PUT', '/api/dev/behavior', { channel: 'sms', mode: 'fail', times: 1 })
  await moveClock(31)
  await page.reload()
  await hosted.action('resend').click()
  await hosted.refused('connector.general')
  await hosted.code(code)
  await hosted.arrives(request)
  expect(person.phone).toBeTruthy()
})
