import type { Page } from '@playwright/test'
import { api, appOrigin, base, createPerson, freshNetwork, moveClock, settings } from './support/instance'
import { password } from './support/nauth'
import { inPage } from './support/nauth-page'
import { expect, test } from './support/test'

/** contracts/nauth.md §16, 18: a page of another site changes nothing on any route, whoever looks at it. */
type Route = { method: string; path: string }
type Document = { paths: Record<string, Record<string, unknown>> }

/** Every route of this dialect that changes something: all but reading, and signing out whatever its method. */
async function changingRoutes(): Promise<Route[]> {
  const { paths } = await api<Document>('GET', '/api/openapi/nauth.json')
  const all = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => ({ method: verb.toUpperCase(), path: path.replace(/\{\w+\}/g, '1') })),
  )
  return all.filter(
    ({ method, path }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) || /\/logout(\/mobile)?$/.test(path),
  )
}

const withRight = () => createPerson({ phone: true })
type Person = Awaited<ReturnType<typeof withRight>>
/** What an administrator sees of somebody, and how much was ever written down. */
async function everythingOf({ id }: Person) {
  const [person, sessions, factors, devices, logs] = await Promise.all([
    api('GET', `/api/users/${id}`),
    api<{ id: string }[]>('GET', `/api/users/${id}/sessions`),
    api('GET', `/api/users/${id}/mfa-verifications`),
    api('GET', `/api/users/${id}/trusted-devices`),
    api<{ id: string }[]>('GET', '/api/logs?pageSize=5'),
  ])
  return { person, sessions: sessions.map((one) => one.id), factors, devices, newest: logs[0]?.id }
}

/** Signed in by cookies on the application's own page. */
async function signedIn(page: Page, person: Person) {
  await page.goto(`${appOrigin}/sign-in`)
  await page.context().setExtraHTTPHeaders({})
  const client = inPage(page)
  await client.login(person.email, password)
  return client
}

/** A body that every sign-in would take, were it only asked from the right place. */
const bodyFor = (person: Person) => ({
  ...{ identifier: person.email, email: person.email, password, newPassword: 'changed by a stranger', oldPassword: password },
  ...{ firstName: 'Mallory', refreshToken: 'x', session: crypto.randomUUID(), methodName: 'sms', forgetDevices: true },
})

/** The stranger's page: each route by a form into a frame, and by fetch with whatever the browser adds. */
const attack = (page: Page, target: string, routes: Route[], body: object) =>
  page.evaluate(
    async ([to, all, given]) => {
      const text = JSON.stringify(given)
      const submit = (path: string, method: string, enctype: string) =>
        new Promise<void>((resolve) => {
          const frame = Object.assign(document.createElement('iframe'), { name: `f${Math.random()}` })
          const form = Object.assign(document.createElement('form'), { action: to + path, method, enctype, target: frame.name })
          // as plain text, the name and value of one field together are a JSON object
          const fields: [string, string][] =
            enctype === 'text/plain'
              ? [[`${text.slice(0, -1)},"x":"`, '"}']]
              : Object.entries(given).map(([k, v]) => [k, String(v)])
          for (const [name, value] of fields) form.append(Object.assign(document.createElement('input'), { name, value }))
          document.body.append(frame, form)
          setTimeout(() => {
            frame.addEventListener('load', () => resolve())
            form.submit()
            setTimeout(resolve, 1500)
          })
        })
      for (const { method, path } of all) {
        await submit(path, method === 'GET' ? 'GET' : 'POST', 'text/plain')
        await submit(path, method === 'GET' ? 'GET' : 'POST', 'application/x-www-form-urlencoded')
        const plain = { method: method === 'GET' ? 'GET' : 'POST', mode: 'no-cors', credentials: 'include' } as const
        await fetch(to + path, { ...plain, ...(method !== 'GET' && { body: text }) }).catch(() => undefined)
        const headers = { 'content-type': 'application/json' }
        await fetch(to + path, { method, headers, credentials: 'include', ...(method !== 'GET' && { body: text }) }).catch(
          () => undefined,
        )
      }
    },
    [target, routes, body] as const,
  )

test.beforeAll(() =>
  api('PATCH', '/api/applications/account', { directSignIn: { webOrigins: [appOrigin], cookieSameSite: 'lax' } }),
)
test.afterAll(() => api('PATCH', '/api/applications/account', { directSignIn: { webOrigins: [], cookieSameSite: 'strict' } }))
test.beforeEach(async () => {
  await moveClock(0)
  await settings({ mfa: { policy: 'NoPrompt', factors: ['PhoneVerificationCode'] }, trustedDevice: { enabled: true } })
})

test('in Chromium: forms and fetches of another site change nothing, on no route', async ({ page, context }) => {
  test.setTimeout(240_000)
  const person = await withRight()
  const client = await signedIn(page, person)
  const routes = await changingRoutes()
  expect(routes.length).toBeGreaterThan(40)
  const before = await everythingOf(person)
  const stranger = await context.newPage()
  const answered: string[] = []
  stranger.on('response', (response) => {
    if (response.url().startsWith(base) && response.request().method() !== 'OPTIONS')
      answered.push(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`)
  })
  // another site by its host; the same server answers for both names
  await stranger.goto(`${appOrigin.replace('localhost', '127.0.0.1')}/evil`)
  await attack(stranger, base, routes, bodyFor(person))
  expect(answered.filter((line) => !line.startsWith('403 '))).toEqual([])
  expect(answered.length).toBeGreaterThanOrEqual(3 * routes.length)
  // leaving by a link: the browser sends lax cookies along
  await stranger.goto(`${appOrigin.replace('localhost', '127.0.0.1')}/evil`)
  await stranger.evaluate((to) => location.assign(to), `${base}/auth/logout?forgetMe=true`)
  await expect(stranger.locator('body')).toContainText('origin_not_allowed')
  expect(await everythingOf(person)).toEqual(before)
  expect((await client.getProfile()).firstName).toBeNull()
  // nobody is signed in by a stranger's form either
  await context.clearCookies()
  await stranger.goto(`${appOrigin.replace('localhost', '127.0.0.1')}/evil`)
  await attack(
    stranger,
    base,
    routes.filter(({ path }) => /login|signup|refresh/.test(path)),
    bodyFor(person),
  )
  expect((await context.cookies(base)).filter(({ name }) => name.startsWith('nauth_'))).toEqual([])
})

test('without the browser’s own care: every cookie along, still nothing changes', async ({ page, context }) => {
  const person = await withRight()
  const client = await signedIn(page, person)
  const cookie = (await context.cookies(base)).map(({ name, value }) => `${name}=${value}`).join('; ')
  const csrf = /nauth_csrf_token=([^;]+)/.exec(cookie)?.[1] ?? ''
  const before = await everythingOf(person)
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ]
  const routes = await changingRoutes()
  // the same table is mounted once more for apps
  for (const { method, path } of [...routes, ...routes.map((one) => ({ ...one, path: `/mobile${one.path}` }))])
    for (const from of foreign) {
      const response = await fetch(`${base}${path}`, {
        method,
        redirect: 'manual',
        headers: { ...from, cookie, 'x-csrf-token': csrf, 'content-type': 'application/json', 'x-forwarded-for': freshNetwork() },
        ...(method !== 'GET' && { body: JSON.stringify(bodyFor(person)) }),
      })
      const said = (await response.json()) as { code?: string; details?: { reason?: string } }
      expect([method, path, response.status, said.code, said.details?.reason]).toEqual([
        ...[method, path, 403, 'FORBIDDEN', 'origin_not_allowed'],
      ])
      expect(response.headers.getSetCookie().filter((line) => !/Max-Age=0/.test(line))).toEqual([])
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
  expect(await everythingOf(person)).toEqual(before)
  expect((await client.getProfile()).email).toBe(person.email)
})
