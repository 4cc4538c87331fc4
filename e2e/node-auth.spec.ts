import { appCode } from '../lib/factors/totp/testing'
import { type NodeAuthClient, type NodeAuthOptions, nodeAuthClient } from './clients/node-auth'
import {
  base,
  createPerson,
  freshAddresses,
  freshNetwork,
  messages,
  moveClock,
  newestCode,
  settings,
  waitForMessages,
} from './support/instance'
import { introspection, userinfo } from './support/nauth'
import { second, secondInstance } from './support/second-instance'
import { expect, test } from './support/test'

/** contracts/node-auth.md from outside: whole journeys of its client, and what it refuses in its own shape. */
test.beforeEach(async () => {
  await moveClock(0)
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
})
test.afterAll(() => moveClock(0))

const password = 'a long enough passphrase'
const aClient = (over: Partial<NodeAuthOptions> = {}): NodeAuthClient =>
  nodeAuthClient({ baseUrl: base, headers: { 'x-forwarded-for': freshNetwork() }, ...over })
const aPhone = (over: Partial<NodeAuthOptions> = {}) => aClient({ mobile: true, ...over })
const aPage = () => aClient({ origin: base })
/** Sign-in by text message alone, as the recipe has it. */
const bySms = () =>
  settings({
    mfa: { policy: 'NoPrompt', factors: [] },
    signIn: { methods: [{ identifier: 'email' }, { identifier: 'phone', verificationCode: true }] },
  })
const linkToken = async (to: string) => {
  const [mail] = await waitForMessages(to)
  return new URL(/https?:\/\/\S+/.exec(mail?.text ?? '')?.[0] ?? '').searchParams.get('token') ?? ''
}
const refused = (status: number, code: string) => ({
  status,
  success: false,
  code,
  error: expect.any(String),
  message: expect.any(String),
})

test('a sign-up is proven by the link in its mail, and signs in', async ({ page }) => {
  const client = aPhone()
  const { email } = freshAddresses()
  expect(await client.register({ email, password, firstName: 'Ada' })).toMatchObject({ success: true })
  // scanners open links: nothing happens until a person presses the button
  const token = await linkToken(email)
  const { text } = (await messages(email))[0] ?? { text: '' }
  await page.goto(/https?:\/\/\S+/.exec(text)?.[0] ?? '')
  expect(await client.login(email, password)).toMatchObject({ success: false })
  expect(await client.verifyEmail(token)).toMatchObject({ success: true })
  expect(await client.login(email, password)).toMatchObject({ success: true, accessToken: expect.any(String) })
  expect(await client.me()).toMatchObject({ status: 200, email })
})

for (const [name, make] of [
  ['a phone', aPhone],
  ['a page', aPage],
] as const)
  test(`the recipe: a text message signs ${name} in, and its tokens open everything`, async () => {
    await bySms()
    const person = await createPerson({ phone: true })
    const client = make({ apiPrefix: '/auth' } as NodeAuthOptions)
    const sent = await client.sendSms({ userId: person.id })
    expect(sent).toMatchObject({ status: 200, success: true, expiresIn: 300 })
    expect(JSON.stringify(sent)).not.toContain(person.phone)
    const wrong = await client.verifySms({ userId: person.id, code: '000000' })
    expect(wrong).toMatchObject(refused(wrong.status, String(wrong.code)))
    const done = await client.verifySms({ userId: person.id, code: await newestCode(person.phone) })
    expect(done).toMatchObject({ status: 200, success: true })
    expect(Boolean(done.accessToken)).toBe(name === 'a phone')
    if (!done.accessToken) return
    expect(await userinfo(done.accessToken)).toMatchObject({ sub: person.id })
    expect(await introspection(done.accessToken)).toMatchObject({ active: true, sub: person.id })
    const here = await fetch(`${base}/auth/profile`, { headers: { authorization: `Bearer ${done.accessToken}` } })
    expect([here.status, (await here.json()).sub]).toEqual([200, person.id])
    // and the refresh token renews on either mount
    for (const mount of ['/auth', '/node-auth']) {
      const phone = aPhone({ apiPrefix: mount })
      const renewed = await phone.once('POST', '/refresh', { refreshToken: client.held.refreshToken })
      expect([mount, renewed.status, typeof renewed.accessToken]).toEqual([mount, 200, 'string'])
      client.held.refreshToken = String(renewed.refreshToken)
    }
  })

test('an app’s codes are set up, asked for, and given up again', async () => {
  await settings({ mfa: { policy: 'NoPrompt', factors: ['Totp'] } })
  const person = await createPerson()
  const client = aPhone()
  expect(await client.login(person.email, person.password)).toMatchObject({ success: true })
  const { secret = '' } = await client.setup2fa()
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(await client.verifySetup2fa(appCode(secret, Date.now()))).toMatchObject({ success: true })
  await moveClock(31)
  const asked = await client.login(person.email, person.password)
  expect(asked).toMatchObject({ requiresTwoFactor: true, available2faMethods: ['totp'], tempToken: expect.any(String) })
  expect(asked).not.toHaveProperty('accessToken')
  const code = appCode(secret, Date.now() + 31_000)
  expect(await client.verify2fa(String(asked.tempToken), code)).toMatchObject({ success: true })
  expect(await client.verify2fa(String(asked.tempToken), code)).toMatchObject({ success: false })
  expect(await client.disable2fa()).toMatchObject({ success: true })
  expect(await client.login(person.email, person.password)).toMatchObject({ success: true, accessToken: expect.any(String) })
})

test('an access token that is over is replaced once; signing out ends everything', async () => {
  const person = await createPerson()
  const client = aPage()
  await client.login(person.email, person.password)
  await moveClock(901)
  client.sent.length = 0
  expect(await client.me()).toMatchObject({ status: 200, email: person.email })
  expect(client.sent).toEqual(['GET /me', 'POST /refresh', 'GET /me'])
  expect(await client.logout()).toMatchObject({ success: true })
  expect([...client.jar]).toEqual([])
  expect(await client.once('GET', '/me')).toMatchObject({ status: 403, success: false })
})

test('over two instances fifty refreshes get one successor, and guessing ends after five', async () => {
  test.skip(process.env.E2E_DATABASE !== 'postgres', 'races need PostgreSQL: the embedded database is one process')
  const stop = await secondInstance()
  try {
    const person = await createPerson()
    const client = aPhone()
    const { refreshToken } = await client.login(person.email, person.password)
    const renewed = await Promise.all(
      Array.from({ length: 50 }, (_, n) => aPhone({ baseUrl: n % 2 ? second : base }).once('POST', '/refresh', { refreshToken })),
    )
    expect(new Set(renewed.map((one) => [one.status, one.refreshToken].join(' '))).size).toBe(1)
    expect(renewed[0]?.refreshToken).toBeTruthy()

    await bySms()
    const guessed = await createPerson({ phone: true })
    await aPhone().sendSms({ userId: guessed.id })
    const code = await newestCode(guessed.phone)
    const wrong = code === '000000' ? '111111' : '000000'
    const verify = (n: number, given: string) =>
      aPhone({ baseUrl: n % 2 ? second : base }).verifySms({ userId: guessed.id, code: given })
    const guesses = await Promise.all(Array.from({ length: 20 }, (_, n) => verify(n, wrong)))
    expect(guesses.filter(({ success }) => success !== false)).toEqual([])
    expect(await verify(0, code)).toMatchObject({ success: false })
  } finally {
    stop()
  }
})

test('a forgotten password is set by the link in the mail, once', async () => {
  const person = await createPerson()
  const client = aPhone()
  expect(await client.forgotPassword(person.email)).toMatchObject({ status: 200, success: true })
  const token = await linkToken(person.email)
  expect(await client.resetPassword(token, 'quite another passphrase')).toMatchObject({ success: true })
  expect(await client.resetPassword(token, 'and one more passphrase')).toMatchObject({ success: false })
  expect(await client.login(person.email, person.password)).toMatchObject(refused(401, 'INVALID_CREDENTIALS'))
  expect(await client.login(person.email, 'quite another passphrase')).toMatchObject({ success: true })
})
