import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Capability, capabilities, may, type Role, roles } from '@/lib/admin/roles'
import { transaction } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { createUser } from '@/lib/db/users'
import { setConsoleResolver } from '@/lib/http/caller'
import { managementTables } from '.'
import { base, call, giveKey, serve } from './testing'

let database: TestDb
let person: string | null = null
beforeAll(async () => {
  // production: nothing is open because the instance is only tried out
  serve({ APP_ENV: 'production', PUBLIC_URL: 'https://auth.example.com', INBOX: '1' })
  database = await testDb()
  await giveKey()
  for (const role of roles) await transaction((tx) => createUser(tx, Date.now(), { id: `the-${role}`, username: role, role }))
  await transaction((tx) => createUser(tx, Date.now(), { id: 'nobody', username: 'nobody' }))
  setConsoleResolver(async () => (person ? { userId: person } : null))
})
afterAll(() => database.close())

const open = [
  'GET /.well-known/sign-in-exp',
  'GET /health/live',
  'GET /health/ready',
  'GET /status',
  'GET /metrics',
  'POST /callbacks/:connectorId',
]
const absent = 'PUT /dev/clock'
const managersOnly = ['GET /dev/messages']
/** Reading a text or a change without saving it. */
const harmless = ['POST /templates/preview', 'POST /sign-in-exp/check']
const endpoints = managementTables.flatMap((table) => Object.keys(table))
/** A person's own, by what their browser holds: a running sign-in, or their session. */
const personal = endpoints.filter((key) => / \/(experience|my-account)\b/.test(key))
const guarded = endpoints.filter((key) => ![...open, ...personal, absent].includes(key))
const isRead = (key: string) => (key.startsWith('GET') && !managersOnly.includes(key)) || harmless.includes(key)

/** Asks with a body nothing could accept, so that whoever may only learns that. */
async function knock(key: string, who: string | null, headers: Record<string, string>) {
  person = who
  const [method = '', path = ''] = key.split(' ')
  const body = method === 'GET' || method === 'DELETE' ? undefined : 'null'
  const own = { origin: 'https://auth.example.com', ...headers }
  return (await call(method, path.replace(/:\w+/g, 'nothing-there'), body, own)).status
}
const cookie = { authorization: '', cookie: 'session=x' }

describe.each(guarded)('%s', (key) => {
  it('is closed to strangers, people without a role, and pages of other sites', async () => {
    expect(await knock(key, null, { authorization: '' })).toBe(401)
    expect(await knock(key, null, cookie)).toBe(401)
    expect(await knock(key, 'nobody', cookie)).toBe(401)
    expect(await knock(key, 'the-owner', { ...cookie, authorization: 'Bearer wrong' })).toBe(401)
    if (!key.startsWith('GET')) expect(await knock(key, 'the-owner', { ...cookie, origin: base })).toBe(403)
  })

  it('lets owners, admins and servers in, and support and auditors read', async () => {
    const letIn = (status: number) => [200, 204, 400, 404, 409].includes(status)
    expect(letIn(await knock(key, null, {}))).toBe(true)
    for (const role of roles) {
      const status = await knock(key, `the-${role}`, cookie)
      const expected = isRead(key) || role === 'owner' || role === 'admin'
      expect([role, status, expected ? letIn(status) : status === 403]).toEqual([role, status, true])
    }
  })
})

describe.each(personal)('%s', (key) => {
  it('asks for what only their browser holds, of owners and servers too, and hears no other site', async () => {
    const bearers: Record<string, string>[] = [{ authorization: '' }, cookie, { ...cookie, authorization: 'Bearer wrong' }, {}]
    for (const headers of bearers) expect([400, 401, 404]).toContain(await knock(key, 'the-owner', headers))
    if (!key.startsWith('GET')) expect(await knock(key, 'the-owner', { ...cookie, origin: base })).toBe(403)
  })
})

it('the clock of a production instance is not there, for owners and servers either', async () => {
  expect(await knock(absent, 'the-owner', cookie)).toBe(404)
  expect(await knock(absent, null, {})).toBe(404)
})

it('the matrix says what the page documents', () => {
  const can = (role: Role) => capabilities.filter((c) => may({ type: 'admin', id: 'x', role }, c))
  const reads = capabilities.filter((c) => c.endsWith('.read') && c !== 'inbox.read')
  expect(can('owner')).toEqual(capabilities)
  expect(can('admin')).toEqual(capabilities.filter((c: Capability) => c !== 'staff.write'))
  expect(can('support')).toEqual(reads)
  expect(can('auditor')).toEqual(reads)
})
