import http from 'node:http'
import { base, managementKey } from './support/instance'
import { plainBrowser } from './support/plain-browser'
import { expect, test } from './support/test'

/** security.md §3, "bad input": a clear refusal in that wire's shape, never a 500, nothing changed. */
const odd = [
  '\u0000',
  '\ud800',
  '{{7*7}}',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  'x'.repeat(5000),
  '%00',
  '１２３４５６',
  '\r\nSet-Cookie: a=b',
  '../../etc/passwd',
]
const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`

test('hosted forms take anything and fall over nothing', async () => {
  const browser = plainBrowser()
  const page = await browser.go('/sign-in')
  for (const value of odd) {
    for (const field of ['identifier', 'password', 'code', 'phone', 'action', 'ix', 'factorId', 'newPassword']) {
      const body = new URLSearchParams({ action: 'continue', identifier: 'a@example.com', password: 'p', [field]: value })
      const cookie = [...browser.jar].map(([k, v]) => `${k}=${v}`).join('; ')
      const response = await fetch(`${base}/submit`, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: { cookie, origin: base, 'x-forwarded-for': `203.0.113.${odd.indexOf(value) + 1}` },
      })
      expect(response.status < 500, `${field}=${value.slice(0, 20)} answered ${response.status}`).toBe(true)
      expect(response.headers.get('set-cookie') ?? '').not.toContain('a=b')
    }
  }
  expect(page.status).toBe(200)
})

test('forms from elsewhere are refused', async () => {
  const response = await fetch(`${base}/submit`, {
    method: 'POST',
    body: new URLSearchParams({ action: 'continue' }),
    headers: { origin: 'https://evil.example', cookie: 'sallyport_interaction=x' },
    redirect: 'manual',
  })
  expect(response.status).toBe(403)
})

test('the management API answers problem+json to everything', async () => {
  const authorization = `Bearer ${managementKey}`
  const post = (body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${base}/api/users`, { method: 'POST', body, headers: { authorization, ...headers } })
  const cases: [Promise<Response>, number[]][] = [
    [post('{'), [400]],
    [post(deep), [400]],
    [post('{"primaryEmail":"\\u0000@example.com"}'), [400, 422]],
    [post('{"primaryEmail":"\\ud800@example.com"}'), [400, 422]],
    [post('{"primaryEmail":7}'), [400, 422]],
    [post('{"isAdmin":true,"role":"owner"}'), [400, 422]],
    [post('{"username":"a","username":"b"}'), [400, 422]],
    [post('username=a', { 'content-type': 'application/x-www-form-urlencoded' }), [415]],
    [post(`{"name":"${'x'.repeat(2_000_000)}"}`), [413]],
    [fetch(`${base}/api/users`, { method: 'PUT', headers: { authorization } }), [405]],
    [fetch(`${base}/api/users/%00`, { headers: { authorization } }), [400, 404]],
    [fetch(`${base}/api/nothing`, { headers: { authorization } }), [404]],
    [fetch(`${base}/api/users`), [401]],
    [fetch(`${base}/api/users?page=-1&page_size=1e9`, { headers: { authorization } }), [400]],
  ]
  for (const [pending, expected] of cases) {
    const response = await pending
    expect(expected).toContain(response.status)
    if (response.status !== 400 || response.headers.get('content-type')?.includes('json'))
      expect(await response.json()).toMatchObject({ code: expect.any(String), message: expect.any(String) })
  }
})

test('the provider refuses garbage without falling over', async () => {
  for (const path of [
    '/oidc/auth',
    '/oidc/auth?client_id=%00',
    '/oidc/auth?client_id=demo-app&redirect_uri=//evil',
    '/oidc/auth/unknown',
    '/oidc/session/end?id_token_hint=x',
    '/oidc/%2e%2e/x',
    '/oidc/me',
  ])
    expect((await fetch(`${base}${path}`, { redirect: 'manual' })).status).toBeLessThan(500)
  for (const body of [
    '',
    'grant_type=authorization_code',
    'grant_type=refresh_token&refresh_token=%00',
    '\u0000',
    'grant_type=client_credentials&client_id=demo-app&client_secret=x',
  ]) {
    const response = await fetch(`${base}/oidc/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(response.status).toBeLessThan(500)
    expect(await response.json()).toMatchObject({
      error: expect.any(String),
      code: expect.stringMatching(/^oidc\./),
      message: expect.any(String),
    })
  }
})

test('absolute-form and CONNECT requests, and undecodable paths, are refused', async () => {
  const { port } = new URL(base)
  const raw = (method: string, path: string) =>
    new Promise<number>((resolve) => {
      const request = http.request({ port, method, path }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      request.on('connect', (response, socket) => {
        socket.destroy()
        resolve(response.statusCode ?? 0)
      })
      request.on('error', () => resolve(400))
      request.end()
    })
  expect(await raw('GET', 'http://evil.example/sign-in')).toBe(400)
  expect(await raw('CONNECT', 'evil.example:443')).toBe(400)
  expect(await raw('GET', '/%E0%A4%A')).toBe(400)
  expect(await raw('GET', '//evil.example/')).toBe(400)
})
