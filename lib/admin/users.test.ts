import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { passwordMatches } from '@/lib/core/hash'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { createSession, sessionsOf, trustDevice } from '@/lib/db/sessions'
import { type TestDb, testDb } from '@/lib/db/testing'
import { updateUser as updateRow } from '@/lib/db/users'
import { forAddress, knowledge } from '@/lib/factors'
import type { Role } from './roles'
import { listUserDevices, listUserSessions, revokeUserSessions, setPassword, setSuspended } from './user-access'
import { listFactors } from './user-mfa'
import { createUser, deleteUser, getUser, listUsers, updateUser } from './users'
import type { As } from './verb'

const ctx = systemCtx()
const acting = (role: Role): As => ({ ctx, actor: { type: 'admin', id: `the-${role}`, role } })
const owner = acting('owner')
const machine: As = { ctx, actor: { type: 'machine', id: 'key' } }
const password = 'correct horse battery staple'
let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

/** Signed in once, with a trusted device and a token. */
async function signIn(userId: string) {
  const now = Date.now()
  await transaction(async (tx) => {
    const times = { authTime: now, provenAt: null, expiresAt: now + 60_000, createdAt: now }
    const rest = { applicationId: 'demo', amr: ['pwd'], acr: null, ip: null, userAgent: null }
    await createSession(tx, { id: `s-${userId}`, token: `t-${userId}`, userId, ...times, ...rest })
    await trustDevice(tx, now, {
      id: `d-${userId}`,
      secret: `x-${userId}`,
      userId,
      applicationId: null,
      label: 'Firefox',
      expiresAt: now + 60_000,
    })
    await tx.oidcModel.create({ data: { id: `r-${userId}`, type: 'RefreshToken', payload: {}, accountId: userId } })
  })
}
const left = async (userId: string) => ({
  sessions: (await sessionsOf(db(), userId, Date.now())).length,
  devices: await db().trustedDevice.count({ where: { userId } }),
  tokens: await db().oidcModel.count({ where: { accountId: userId } }),
})
const nothing = { sessions: 0, devices: 0, tokens: 0 }

describe('creating a person', () => {
  it('normalizes, starts unproven and hashes the password', async () => {
    const user = await createUser(machine, {
      primaryEmail: ' Ann@Example.com ',
      primaryPhone: '(212) 555-0101',
      name: 'Ann',
      password,
    })
    expect(user).toMatchObject({
      primaryEmail: 'ann@example.com',
      primaryPhone: '+12125550101',
      primaryEmailVerified: false,
      primaryPhoneVerified: false,
      isSuspended: false,
      createdAt: expect.any(String),
    })
    const row = await db().authenticator.findFirstOrThrow({ where: { userId: user.id, type: knowledge } })
    expect(await passwordMatches((row.data as { hash: string }).hash, password)).toBe(true)
    expect(JSON.stringify([user, await getUser(owner, user.id), await listUsers(owner, {})])).not.toContain('argon2')
    expect(await listFactors(owner, user.id)).toEqual([])
  })

  it.each([
    [{ primaryEmail: 'not an address' }, 'identifier.invalid'],
    [{ primaryPhone: '12' }, 'identifier.invalid'],
    [{ username: '9lives!' }, 'identifier.invalid'],
    [{ username: 'ann', password: 'short' }, 'password.rejected'],
    [{ username: 'annabelle', password: 'annabelle' }, 'password.rejected'],
    [{ primaryEmailVerified: true }, 'request.invalid'],
  ])('refuses %j', async (input, code) => {
    await expect(createUser(machine, input as object)).rejects.toMatchObject({ code })
    expect(await db().user.count()).toBe(0)
  })

  it('names what is taken', async () => {
    await createUser(machine, { primaryEmail: 'ann@example.com', primaryPhone: '+12125550101', username: 'ann' })
    const refused = (input: object, code: string) => expect(createUser(machine, input)).rejects.toMatchObject({ code })
    await refused({ primaryEmail: 'ANN@example.com' }, 'user.email_already_in_use')
    await refused({ primaryPhone: '+1 212 555 0101' }, 'user.phone_already_in_use')
    await refused({ username: 'Ann' }, 'user.username_already_in_use')
  })
})

describe('finding people', () => {
  it('searches names and addresses, page by page', async () => {
    for (const n of [1, 2, 3]) await createUser(machine, { primaryEmail: `p${n}@example.com`, name: n === 2 ? 'Zoë' : 'Other' })
    expect(await listUsers(owner, { search: 'zoë' })).toMatchObject({ total: 1, rows: [{ primaryEmail: 'p2@example.com' }] })
    const { rows, total } = await listUsers(owner, { page: 2, pageSize: 2 })
    expect([total, rows.length]).toEqual([3, 1])
  })
})

describe('changing an address', () => {
  it('makes it unproven, and the factor that followed it starts over', async () => {
    const { id } = await createUser(machine, { primaryPhone: '+12125550101' })
    const type = forAddress('phone')
    await transaction(async (tx) => {
      await updateRow(tx, Date.now(), id, { phoneVerifiedAt: new Date() })
      const data = { address: '+12125550101' }
      await createAuthenticator(tx, Date.now(), {
        id: 'f1',
        userId: id,
        type,
        data,
        createdVia: 'SignUpAutoEnroll',
        verified: true,
      })
    })
    const user = await updateUser(machine, id, { primaryPhone: '+12125550102' })
    expect(user).toMatchObject({ primaryPhone: '+12125550102', primaryPhoneVerified: false })
    expect(await listFactors(owner, id)).toMatchObject([{ status: 'pending', masked: '+1***0102', linkedToProfile: true }])
  })

  it('leaves a proven address proven when it is sent back unchanged', async () => {
    const { id } = await createUser(machine, { primaryEmail: 'ann@example.com' })
    await updateRow(db(), Date.now(), id, { emailVerifiedAt: new Date() })
    expect(await updateUser(machine, id, { primaryEmail: 'Ann@example.com', name: 'Ann' })).toMatchObject({
      primaryEmailVerified: true,
    })
  })
})

describe('signing somebody out', () => {
  it.each<[string, (id: string) => Promise<unknown>, Partial<typeof nothing>]>([
    ['suspending', (id) => setSuspended(machine, id, true), nothing],
    ['a new password', (id) => setPassword(machine, id, { password: `${password}!` }), nothing],
    ['revoking all sessions', (id) => revokeUserSessions(machine, id), { sessions: 0 }],
    ['revoking one', (id) => revokeUserSessions(machine, id, `s-${id}`), { sessions: 0 }],
  ])('%s', async (_name, act, expected) => {
    const { id } = await createUser(machine, { username: 'ann', password })
    const other = await createUser(machine, { username: 'bob' })
    await signIn(id)
    await signIn(other.id)
    expect(await listUserSessions(owner, id)).toHaveLength(1)
    expect(await listUserDevices(owner, id)).toHaveLength(1)
    await act(id)
    expect(await left(id)).toMatchObject(expected)
    expect(await left(other.id)).toEqual({ sessions: 1, devices: 1, tokens: 1 })
  })

  it("does not reach another person's session", async () => {
    const { id } = await createUser(machine, { username: 'ann' })
    const other = await createUser(machine, { username: 'bob' })
    await signIn(other.id)
    await expect(revokeUserSessions(machine, id, `s-${other.id}`)).rejects.toMatchObject({ code: 'entity.not_found' })
    expect((await left(other.id)).sessions).toBe(1)
  })
})

describe('people of the console', () => {
  it('are changed by owners only: an admin cannot take an owner over, nor make one', async () => {
    const boss = await createUser(owner, { username: 'boss', role: 'owner' })
    const ann = await createUser(owner, { username: 'ann' })
    const admin = acting('admin')
    const forbidden = { code: 'auth.forbidden' }
    await expect(setPassword(admin, boss.id, { password })).rejects.toMatchObject(forbidden)
    await expect(updateUser(admin, boss.id, { primaryEmail: 'evil@example.com' })).rejects.toMatchObject(forbidden)
    await expect(setSuspended(admin, boss.id, true)).rejects.toMatchObject(forbidden)
    await expect(updateUser(admin, ann.id, { role: 'owner' })).rejects.toMatchObject(forbidden)
    await expect(createUser(admin, { username: 'eve', role: 'admin' })).rejects.toMatchObject(forbidden)
    // nor does a machine, but for the key of the one who runs the server
    await expect(createUser(machine, { username: 'eve', role: 'admin' })).rejects.toMatchObject(forbidden)
    await expect(setPassword(machine, boss.id, { password })).rejects.toMatchObject(forbidden)
    const operator: As = { ctx, actor: { type: 'machine', id: 'bootstrap', operator: true } }
    expect(await createUser(operator, { username: 'eve', role: 'admin' })).toMatchObject({ role: 'admin' })
  })

  it('always keep an owner who can sign in', async () => {
    const boss = await createUser(owner, { username: 'boss', role: 'owner' })
    const conflict = { code: 'entity.conflict' }
    await expect(deleteUser(owner, boss.id)).rejects.toMatchObject(conflict)
    await expect(setSuspended(owner, boss.id, true)).rejects.toMatchObject(conflict)
    await expect(updateUser(owner, boss.id, { role: null })).rejects.toMatchObject(conflict)
    const second = await createUser(owner, { username: 'second', role: 'owner' })
    const results = await Promise.allSettled([deleteUser(owner, boss.id), deleteUser(owner, second.id)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

it('deleting leaves nothing that can sign in', async () => {
  const { id } = await createUser(machine, { username: 'ann', password })
  await signIn(id)
  await deleteUser(machine, id)
  expect(await left(id)).toEqual(nothing)
  expect(await db().authenticator.count()).toBe(0)
  await expect(getUser(owner, id)).rejects.toMatchObject({ code: 'entity.not_found' })
})
