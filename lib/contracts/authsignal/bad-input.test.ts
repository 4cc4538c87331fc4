import { expect, it } from 'vitest'
import { testDb } from '@/lib/db/testing'
import { aTenantHouse, aUser, browser } from './testing'

/** Whatever a stranger or a careless server sends: a refusal of this wire with its three keys, and never a fault. */

const here = aTenantHouse(process.env, () => testDb())

const odd: unknown[] = [
  null,
  7,
  true,
  [],
  {},
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x'.repeat(5000),
  { a: 1 },
  ['a'],
  -1,
  1e308,
]

it('tracking takes any value of any field', async () => {
  const names = [
    'idempotencyKey',
    'redirectUrl',
    'ipAddress',
    'userAgent',
    'deviceId',
    'scope',
    'email',
    'phoneNumber',
    'username',
  ]
  const authorization = `Basic ${Buffer.from(`${here.app.secret}:`).toString('base64')}`
  for (const name of [...names, 'locale', 'custom', 'challengeId', 'redirectToSettings'])
    for (const value of odd) {
      const body = JSON.stringify({ [name]: value })
      const headers = { authorization, 'content-type': 'application/json' }
      const response = await fetch(`${here.wire.base}/users/${aUser()}/actions/signIn`, { method: 'POST', headers, body })
      const answer = (await response.json()) as Record<string, unknown>
      expect([name, value, response.status < 500]).toEqual([name, value, true])
      if (response.status !== 200) expect(answer).toMatchObject({ error: answer.errorCode, errorDescription: expect.any(String) })
    }
})

it('so do answers, contacts and proofs', async () => {
  const { token } = await here.server().track({ userId: aUser(), action: 'signIn', attributes: { phoneNumber: '+12125550123' } })
  const client = browser(here.wire, token)
  for (const value of odd) {
    for (const [path, field] of [
      ['/verify/sms', 'verificationCode'],
      ['/user-authenticators/sms', 'phoneNumber'],
      ['/challenge/sms', 'smsChannel'],
    ] as const) {
      const { status } = await client('POST', path, { [field]: value })
      expect([path, value, status < 500]).toEqual([path, value, true])
    }
    const proof = await here
      .server()
      .validateChallenge({ token: value as never })
      .catch((error: { statusCode: number }) => error)
    expect([value, 'isValid' in proof ? proof.isValid : proof.statusCode]).toEqual([
      value,
      typeof value === 'string' ? expect.anything() : 400,
    ])
  }
})

it('ids in addresses are refused where they cannot be', async () => {
  const authorization = `Basic ${Buffer.from(`${here.app.secret}:`).toString('base64')}`
  for (const id of ['%00', '%0a', '%ed%a0%80', '%zz', 'x'.repeat(257), '%7f']) {
    const response = await fetch(`${here.wire.base}/users/${id}`, { headers: { authorization } })
    expect([id, [400, 404].includes(response.status)]).toEqual([id, true])
    expect(await response.json()).toMatchObject({ error: expect.any(String), errorCode: expect.any(String) })
  }
})
