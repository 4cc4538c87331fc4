import {
  base,
  createPerson,
  freshAddresses,
  managementKey,
  messages,
  moveClock,
  newestCode,
  settings,
  waitForMessages,
} from './support/instance'
import { errorOf, type Page, plainBrowser, step } from './support/plain-browser'
import { relyingParty } from './support/relying-party'
import { second, secondInstance } from './support/second-instance'
import { expect, test } from './support/test'

/** Fifty at once against two instances on one PostgreSQL, from outside: exactly one success. */
test.skip(process.env.E2E_DATABASE !== 'postgres', 'races need PostgreSQL: the embedded database is one process')

let stop: () => void
test.beforeAll(async () => {
  stop = await secondInstance()
})
test.afterAll(() => stop())

type Browser = ReturnType<typeof plainBrowser>

/** The same form posted fifty times at once, half to each instance; the answers' pages. */
async function fifty(browser: Browser, page: Page, action: string, fields: Record<string, string>): Promise<Response[]> {
  const form = page.html.match(/<form[\s\S]*?<\/form>/g)?.find((f) => f.includes(`data-action="${action}"`)) ?? ''
  const ix = /name="ix"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="ix"/.exec(form)
  const cookie = [...browser.jar].map(([k, v]) => `${k}=${v}`).join('; ')
  const body = new URLSearchParams({ ix: ix?.[1] ?? ix?.[2] ?? '', action, ...fields }).toString()
  const headers = { cookie, origin: base, 'content-type': 'application/x-www-form-urlencoded' }
  return Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      fetch(`${n % 2 ? second : base}/submit`, { method: 'POST', body, headers, redirect: 'manual' }),
    ),
  )
}

const cookieOf = (r: Response, name: string) => r.headers.getSetCookie().some((c) => c.includes(name) && !/max-age=0/i.test(c))

async function atChallenge() {
  await settings()
  const person = await createPerson()
  const party = await relyingParty()
  const enroll = plainBrowser()
  let page = await enroll.go((await party.begin()).url)
  page = await enroll.submit(page, 'continue', { identifier: person.email, password: person.password })
  page = await enroll.submit(page, 'continue', { phone: person.phone })
  await enroll.submit(page, 'continue', { code: await newestCode(person.phone) })
  const browser = plainBrowser()
  page = await browser.go((await party.begin()).url)
  page = await browser.submit(page, 'continue', { identifier: person.email, password: person.password })
  expect(step(page)).toBe('mfa-verify:PhoneVerificationCode')
  return { person, browser, page, code: await newestCode(person.phone, 2) }
}

test('the right code fifty times: one session', async () => {
  const { browser, page, code } = await atChallenge()
  const answers = await fifty(browser, page, 'continue', { code })
  expect(answers.filter((r) => r.status >= 500)).toEqual([])
  expect(answers.filter((r) => cookieOf(r, 'sallyport_session'))).toHaveLength(1)
})

test('a wrong code fifty times: five evaluated, and the right one is refused afterwards', async () => {
  const { browser, page, code } = await atChallenge()
  const answers = await fifty(browser, page, 'continue', { code: code === '000000' ? '111111' : '000000' })
  expect(answers.filter((r) => r.status >= 500)).toEqual([])
  expect(errorOf(await browser.go('/challenge'))).toBe('verification_code.exceed_max_try')
  const [late] = await fifty(browser, page, 'continue', { code })
  expect(late && cookieOf(late, 'sallyport_session')).toBe(false)
})

test('a resend fifty times: one message', async () => {
  const { person, browser, page } = await atChallenge()
  await moveClock(31)
  await fetch(`${second}/api/dev/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${managementKey}` },
    body: '{"offsetSeconds":31}',
  })
  const answers = await fifty(browser, page, 'resend', {})
  expect(answers.filter((r) => r.status >= 500)).toEqual([])
  expect(await messages(person.phone, 'MfaVerification')).toHaveLength(2)
  await moveClock(0)
  await fetch(`${second}/api/dev/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${managementKey}` },
    body: '{"offsetSeconds":0}',
  })
})

test('one address signing up in several browsers: one account', async () => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const { email } = freshAddresses()
  const party = await relyingParty()
  const ready: { browser: Browser; page: Page }[] = []
  for (let n = 0; n < 4; n++) {
    const browser = plainBrowser()
    let page = await browser.go((await party.begin({ prompt: 'create' })).url)
    page = await browser.submit(page, 'continue', { identifier: email })
    await waitForMessages(email, n + 1)
    const [{ code } = { code: '' }] = await messages(email)
    page = await browser.submit(page, 'continue', { code: String(code) })
    expect(step(page)).toBe('new-password')
    ready.push({ browser, page })
  }
  const answers = (
    await Promise.all(
      ready.map(({ browser, page }) => fifty(browser, page, 'continue', { newPassword: 'a long enough passphrase' })),
    )
  ).flat()
  expect(answers.filter((r) => r.status >= 500)).toEqual([])
  expect(answers.filter((r) => cookieOf(r, 'sallyport_session'))).toHaveLength(1)
})
