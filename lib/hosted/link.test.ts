import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { cookieNames } from '@/lib/core/cookies'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { passwordMatches } from '@/lib/core/hash'
import { openData } from '@/lib/db/authenticators'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { current } from '@/lib/flows/advance'
import { mailResetLink, mailSignInLink } from '@/lib/flows/mailed-links'
import { aMember, arrived, furnish, newestCode, settings } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { followLinkForm } from './link'
import { submit } from './submit'

const origin = 'http://localhost:3000'
let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: origin })
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
afterEach(() => shiftClock(0))
const methods = [{ identifier: 'email', verificationCode: true }, { identifier: 'phone' }, { identifier: 'username' }]
beforeEach(() => settings({ signIn: { methods }, mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } }))

const ctx = systemCtx()
const press = (page: string, token: string, headers: Record<string, string> = {}) =>
  followLinkForm(
    new Request(`${origin}/link`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ page, token, action: 'continue' }),
    }),
  )
async function tokenTo(address: string): Promise<string> {
  await messagesUnderway()
  return new URL((await arrived(address))[0]?.link ?? '').searchParams.get('token') ?? ''
}
const interactionCookie = (response: Response) =>
  response.headers
    .getSetCookie()
    .find((line) => line.startsWith('sallyport_interaction='))
    ?.split(/[=;]/)[1] ?? ''

/** The form of the page that a press led to. */
async function fill(pressed: Response, fields: Record<string, string>) {
  const token = interactionCookie(pressed)
  const at = await current(ctx, token)
  const ix = 'gone' in at ? '' : at.interaction.id
  const headers = { origin, cookie: `${cookieNames.interaction()}=${token}`, 'content-type': 'application/x-www-form-urlencoded' }
  return submit(new Request(`${origin}/submit`, { method: 'POST', headers, body: new URLSearchParams({ ix, ...fields }) }))
}

it('a link to a new password leads to the page that asks for one, once', async () => {
  const person = await aMember()
  await mailResetLink(ctx, 'account', person.email, '', [])
  const token = await tokenTo(person.email)
  const gone = await press('reset-password', token)
  expect([gone.status, gone.headers.get('location')]).toEqual([303, '/password'])
  const at = await current(ctx, interactionCookie(gone))
  expect('gone' in at ? at.gone : at.step.step).toBe('new-password')
  expect((await press('reset-password', token)).status).toBe(400)
  const next = 'quite another passphrase'
  const done = await fill(gone, { action: 'continue', newPassword: next })
  expect([done.status, done.headers.get('location')]).toEqual([303, '/forgot-password'])
  const row = await db().authenticator.findFirstOrThrow({ where: { userId: person.id, type: 'password' } })
  expect(await passwordMatches((openData(row) as { hash: string }).hash, next)).toBe(true)
})

it('a link that signs in does so, or leads to the second step', async () => {
  for (const [sms, where] of [
    [false, '/account/security'],
    [true, '/challenge'],
  ] as const) {
    const person = await aMember({ sms })
    await mailSignInLink(ctx, 'account', person.email, [])
    const gone = await press('magic-link', await tokenTo(person.email))
    expect([gone.status, gone.headers.get('location')]).toEqual([303, where])
    expect(await db().session.count({ where: { userId: person.id } })).toBe(sms ? 0 : 1)
    if (!sms) continue
    await fill(gone, { action: 'continue', code: await newestCode(person.phone) })
    expect(await db().session.count({ where: { userId: person.id } })).toBe(1)
  }
})

it('a link of another page, a bad one, and a page that does not exist do nothing', async () => {
  const person = await aMember()
  await mailResetLink(ctx, 'account', person.email, '', [])
  const token = await tokenTo(person.email)
  for (const page of ['magic-link', 'verify-email', 'change-email', 'nothing'])
    expect((await press(page, token)).status).toBeGreaterThanOrEqual(400)
  expect((await press('verify-email', 'garbage')).status).toBe(400)
  expect((await press('reset-password', token, { origin: 'https://evil.example', cookie: 'a=b' })).status).toBe(403)
  expect((await press('reset-password', token)).status).toBe(303)
})
