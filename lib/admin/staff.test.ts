import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Ctx, systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db } from '@/lib/db/client'
import { createSession, endSessions } from '@/lib/db/sessions'
import { type TestDb, testDb } from '@/lib/db/testing'
import { createUser, updateUser } from '@/lib/db/users'
import { forAddress, knowledge } from '@/lib/factors'
import { limits } from '@/lib/policy/limits'
import { staffOf } from './staff'

const ctx = systemCtx()
const now = ctx.now()
const later = (seconds: number): Ctx => systemCtx({ now: () => now + seconds * 1000 })
let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

async function signedIn(id: string, role?: string) {
  await createUser(db(), now, { id, email: `${id}@example.com`, ...(role && { role }) })
  const times = { authTime: now, provenAt: null, expiresAt: now + limits.oidc.refreshSliding * 1000, createdAt: now }
  const rest = { applicationId: 'console', amr: ['pwd'], acr: null, ip: null, userAgent: null }
  await createSession(db(), { id: `s-${id}`, token: `t-${id}`, userId: id, ...times, ...rest })
}

describe('who may use the console', () => {
  it('staff with a live session, with the role of now', async () => {
    await signedIn('ada', 'owner')
    expect(await staffOf(ctx, 'ada', 's-ada')).toMatchObject({ actor: { id: 'ada', role: 'owner' } })
    await updateUser(db(), now, 'ada', { role: 'auditor' })
    expect(await staffOf(ctx, 'ada', 's-ada')).toMatchObject({ actor: { role: 'auditor' } })
  })

  it('nobody without a role, and nobody with one this version does not know', async () => {
    await signedIn('sam')
    expect(await staffOf(ctx, 'sam', 's-sam')).toBe('stranger')
    await updateUser(db(), now, 'sam', { role: 'emperor' })
    expect(await staffOf(ctx, 'sam', 's-sam')).toBe('stranger')
  })

  it('nobody whose session ended, who is suspended, or who brings the session of another', async () => {
    await signedIn('ada', 'owner')
    await signedIn('bob', 'owner')
    expect(await staffOf(ctx, 'ada', 's-bob')).toBe('gone')
    await endSessions(db(), now, { id: 's-ada' })
    expect(await staffOf(ctx, 'ada', 's-ada')).toBe('gone')
    await updateUser(db(), now, 'bob', { suspendedAt: new Date(now) })
    expect(await staffOf(ctx, 'bob', 's-bob')).toBe('gone')
    expect(await staffOf(ctx, 'nobody', 's-bob')).toBe('gone')
  })

  it('nobody after an hour of silence; each visit starts the hour again', async () => {
    await signedIn('ada', 'owner')
    const { idle } = limits.session
    expect(await staffOf(later(idle - 10), 'ada', 's-ada')).not.toBe('gone')
    expect(await staffOf(later(2 * idle - 20), 'ada', 's-ada')).not.toBe('gone')
    expect(await staffOf(later(3 * idle), 'ada', 's-ada')).toBe('gone')
  })

  it('nobody a day after signing in, however busy', async () => {
    await signedIn('ada', 'owner')
    for (let seconds = 0; seconds < limits.session.absolute; seconds += 3000)
      expect(await staffOf(later(seconds), 'ada', 's-ada')).not.toBe('gone')
    expect(await staffOf(later(limits.session.absolute + 1), 'ada', 's-ada')).toBe('gone')
  })

  it('knows whether a second factor could have been asked for', async () => {
    await signedIn('ada', 'owner')
    const reach = async () => ((await staffOf(ctx, 'ada', 's-ada')) as { canReachMfa: boolean }).canReachMfa
    expect(await reach()).toBe(false)
    const row = { userId: 'ada', createdVia: 'Interaction' as const }
    const phone = { ...row, type: forAddress('phone'), data: { address: '+12125550101' } }
    await createAuthenticator(db(), now, {
      ...row,
      id: 'mail',
      type: forAddress('email'),
      data: { address: 'ada@example.com' },
      verified: true,
    })
    await createAuthenticator(db(), now, { ...phone, id: 'pending', verified: false })
    expect(await reach()).toBe(false)
    await createAuthenticator(db(), now, { ...phone, id: 'phone', data: { address: '+12125550102' }, verified: true })
    // beside a mailbox a phone reaches nothing: asking for more would lead round and round
    expect(await reach()).toBe(false)
    const secret = { ...row, id: 'password', type: knowledge, data: { hash: 'x' }, verified: true }
    await createAuthenticator(db(), now, secret)
    expect(await reach()).toBe(true)
  })
})
