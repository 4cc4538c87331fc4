import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useEnv } from '@/lib/core/env'
import { type TestDb, testDb } from '@/lib/db/testing'
import { furnish } from '@/lib/flows/testing'
import { aBrowser, origin } from './testing'

let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: origin, TRUST_PROXY: '1' })
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())

describe('strangers', () => {
  const paths = [
    '/submit',
    '/identification',
    '/verification/totp/secret',
    '/profile/mfa/mfa-skipped',
    '/verification/web-authn/authentication',
  ]

  it('without an interaction are told so', async () => {
    for (const path of paths) {
      const { status, body } = await aBrowser().post(path, path === '/identification' ? {} : undefined)
      expect([path, status, body.code]).toEqual([path, 404, 'session.interaction_not_found'])
    }
  })

  it('get a clear answer to whatever they send, and never a fault', async () => {
    const { open, call } = aBrowser()
    await open('SignIn')
    const bodies = [
      '{',
      '[]',
      'null',
      '{"identifier":{"type":"email","value":""},"password":1}',
      '{"extra":true,"code":"1"}',
      '{"payload":{"id":1}}',
    ]
    const all = [
      ...paths,
      '/profile',
      '/profile/mfa',
      '/verification/password',
      '/verification/backup-code/verify',
      '/verification/web-authn/registration/verify',
    ]
    for (const path of all)
      for (const body of bodies) {
        const { status } = await call('POST', path, body)
        expect([path, body, status >= 400 && status < 500]).toEqual([path, body, true])
      }
  })

  it('from another site are refused', async () => {
    const { open, call } = aBrowser()
    await open('SignIn')
    const { status, body } = await call('POST', '/submit', undefined, { origin: 'https://evil.example' })
    expect([status, body.code]).toEqual([403, 'auth.origin_rejected'])
  })
})
