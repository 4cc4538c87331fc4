import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useEnv } from '@/lib/core/env'
import { languagesOf } from '@/lib/core/request-ctx'
import { createApiKey, putBootstrapKey } from '@/lib/db/api-keys'
import { createApplication, deleteApplication } from '@/lib/db/applications'
import { db, transaction } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { createUser, updateUser } from '@/lib/db/users'
import { applicationMetadata } from '@/lib/policy/application'
import { type Caller, setConsoleResolver } from './caller'
import { route } from './route'

const base = 'http://localhost:3000'
const bootstrap = 'b'.repeat(40)
let database: TestDb
let privateKey: CryptoKey
let seen: Caller | undefined

const door = route({
  summary: 'Door',
  auth: { guard: () => undefined },
  async handler({ caller }) {
    seen = caller
  },
})
const knock = async (headers: Record<string, string>, method = 'GET') => {
  seen = undefined
  return (await door(new Request(`${base}/api/x`, { method, headers }))).status
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: base })
  database = await testDb()
  privateKey = (await generateKeyPair('ES256')).privateKey
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.clear()
  setConsoleResolver(async () => null)
  const pair = await generateKeyPair('ES256', { extractable: true })
  privateKey = pair.privateKey
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }
  await db().signingKey.create({
    data: { id: 'k1', algorithm: 'ES256', publicJwk, sealed: 'x', state: 'current', createdAt: new Date() },
  })
  const metadata = applicationMetadata.parse({ scopes: ['all'] })
  const machine = { id: 'machine', name: 'Machine', type: 'MachineToMachine' as const, metadata }
  await transaction((tx) => createApplication(tx, Date.now(), machine))
})

describe('keys', () => {
  it('opens with the bootstrap key, and no longer with the one it replaced', async () => {
    await transaction((tx) => putBootstrapKey(tx, Date.now(), bootstrap))
    expect([await knock(bearer(bootstrap)), seen]).toEqual([
      200 + 4,
      { type: 'machine', id: 'bootstrap', applicationId: null, scopes: ['all'] },
    ])
    await transaction((tx) => putBootstrapKey(tx, Date.now(), 'c'.repeat(40)))
    expect(await knock(bearer(bootstrap))).toBe(401)
  })

  it("refuses an application's server key, an expired key and a guess", async () => {
    const now = Date.now()
    const make = (key: string, scopes: string[], expiresAt?: number) =>
      transaction((tx) => createApiKey(tx, now, { applicationId: 'machine', key, scopes, expiresAt }))
    await make('sp_server', ['v1'])
    await make('sp_old', ['all'], now - 1)
    expect(await knock(bearer('sp_server'))).toBe(403)
    expect(await knock(bearer('sp_old'))).toBe(401)
    expect(await knock(bearer('guess'))).toBe(401)
  })

  it.each<Record<string, string>>([
    {},
    { authorization: 'Basic YTpi' },
    { authorization: 'Bearer ' },
    { authorization: 'Bearer a b' },
  ])('refuses %j', async (headers) => {
    expect(await knock(headers)).toBe(401)
  })
})

describe('access tokens', () => {
  const good = { client_id: 'machine', scope: 'all' }
  async function token(over: { claims?: object; aud?: string; iss?: string; typ?: string; exp?: number; key?: CryptoKey } = {}) {
    return new SignJWT({ ...good, ...over.claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: over.typ ?? 'at+jwt' })
      .setIssuer(over.iss ?? `${base}/oidc`)
      .setAudience(over.aud ?? `${base}/api`)
      .setExpirationTime(over.exp ?? Math.floor(Date.now() / 1000) + 60)
      .sign(over.key ?? privateKey)
  }

  it('opens with scope all for this API', async () => {
    expect(await knock(bearer(await token()))).toBe(204)
    expect(seen).toMatchObject({ type: 'machine', applicationId: 'machine', scopes: ['all'] })
  })

  it.each<[string, Parameters<typeof token>[0], number]>([
    ['another audience', { aud: 'https://other.example' }, 401],
    ['another issuer', { iss: 'https://other.example/oidc' }, 401],
    ['an ID token', { typ: 'JWT' }, 401],
    ['an expired one', { exp: 1 }, 401],
    ['another scope', { claims: { scope: 'openid' } }, 403],
    ['an application that is not there', { claims: { client_id: 'nobody' } }, 401],
  ])('refuses %s', async (_name, over, status) => {
    expect(await knock(bearer(await token(over)))).toBe(status)
  })

  it('refuses a foreign signature, and one of an application that was deleted', async () => {
    const { privateKey: foreign } = await generateKeyPair('ES256')
    expect(await knock(bearer(await token({ key: foreign })))).toBe(401)
    await transaction((tx) => deleteApplication(tx, 'machine'))
    expect(await knock(bearer(await token()))).toBe(401)
  })

  it('refuses an unsigned token', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { ...good, iss: `${base}/oidc`, aud: `${base}/api`, exp: 9_999_999_999 }
    expect(await knock(bearer(`${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`))).toBe(401)
  })
})

describe('the console session', () => {
  const cookie = { cookie: 'session=x' }
  beforeEach(async () => {
    await transaction((tx) => createUser(tx, Date.now(), { id: 'u1', email: 'a@example.com', role: 'auditor' }))
    setConsoleResolver(async () => ({ userId: 'u1' }))
  })

  it('opens with the role as it is now, and not for whom it was taken from or who is suspended', async () => {
    expect(await knock(cookie)).toBe(204)
    expect(seen).toEqual({ type: 'admin', userId: 'u1', role: 'auditor' })
    await updateUser(db(), Date.now(), 'u1', { suspendedAt: new Date() })
    expect(await knock(cookie)).toBe(401)
    await updateUser(db(), Date.now(), 'u1', { suspendedAt: null, role: null })
    expect(await knock(cookie)).toBe(401)
  })

  it('writes only from our own pages', async () => {
    expect(await knock({ ...cookie, origin: base }, 'POST')).toBe(204)
    expect(await knock({ ...cookie, origin: 'https://evil.example' }, 'POST')).toBe(403)
    expect(await knock(cookie, 'POST')).toBe(403)
  })

  it('is not what a bad bearer falls back to', async () => {
    expect(await knock({ ...cookie, ...bearer('guess') })).toBe(401)
  })
})

it('reads languages best first and drops what is no tag', () => {
  expect(languagesOf('de;q=0.5, en-US, *;q=0.1, <script>, fr;q=0')).toEqual(['en-US', 'de'])
  expect(languagesOf(null)).toEqual([])
})
