import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { createApplication as createRow, findApplication } from '@/lib/db/applications'
import { db, transaction } from '@/lib/db/client'
import { secretKeyOf } from '@/lib/db/secret-keys'
import { type TestDb, testDb } from '@/lib/db/testing'
import { applicationMetadata } from '@/lib/policy/application'
import { createApiKey, createSecret, deleteApiKey, deleteSecret, listApiKeys, listSecrets } from './application-secrets'
import { createApplication, deleteApplication, getApplication, listApplications, updateApplication } from './applications'
import type { As } from './verb'

const as: As = { ctx: systemCtx(), actor: { type: 'machine', id: 'key' } }
let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

const web = { name: 'Web', type: 'Traditional' as const, oidcClientMetadata: { redirectUris: ['https://app.example.com/cb'] } }
const everything = async (id: string) =>
  JSON.stringify([
    await getApplication(as, id),
    await listApplications(as, {}),
    await listSecrets(as, id),
    await listApiKeys(as, id),
    await db().application.findMany(),
    await db().secretKey.findMany(),
    await db().auditEvent.findMany({ omit: { seq: true } }),
  ])

describe('a secret is shown once', () => {
  it('when the application is made', async () => {
    const { id, secret } = await createApplication(as, web)
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect((await findApplication(db(), id))?.secrets.map((s) => s.value)).toEqual([secret])
    expect(await everything(id)).not.toContain(secret)
  })

  it('when another is added beside it, with an end', async () => {
    const { id, secret } = await createApplication(as, web)
    const expiresAt = new Date(Date.now() + 60_000).toISOString()
    const second = await createSecret(as, id, { expiresAt })
    expect(await listSecrets(as, id)).toMatchObject([{ last4: secret?.slice(-4) }, { id: second.id, expiresAt }])
    expect(await everything(id)).not.toContain(second.value)
    await deleteSecret(as, id, second.id)
    expect(await listSecrets(as, id)).toHaveLength(1)
    await expect(createSecret(as, id, { expiresAt: '2001-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'request.invalid' })
  })

  it('as a server key, of which a hash is kept', async () => {
    const { id } = await createApplication(as, web)
    const { key, id: keyId, last4 } = await createApiKey(as, id, {})
    expect(key.endsWith(last4)).toBe(true)
    expect(await everything(id)).not.toContain(key)
    expect(key).toMatch(/^slp_sk_[0-9A-Za-z]{43}$/)
    expect(await secretKeyOf(key, Date.now())).toMatchObject({ applicationId: id })
    const second = await createApiKey(as, id, {})
    await expect(createApiKey(as, id, {})).rejects.toMatchObject({ code: 'request.invalid' })
    await deleteApiKey(as, id, second.id)
    const other = await createApplication(as, web)
    await expect(deleteApiKey(as, other.id, keyId)).rejects.toMatchObject({ code: 'entity.not_found' })
    await deleteApiKey(as, id, keyId)
    expect(await secretKeyOf(key, Date.now())).toBeNull()
  })

  it.each(['SPA', 'Native'] as const)('and a %s has none', async (type) => {
    expect(await createApplication(as, { name: 'Public', type })).toMatchObject({ secret: null })
  })
})

describe('addresses', () => {
  it.each([
    'http://app.example.com/cb',
    'https://app.example.com/cb#x',
    'javascript:alert(1)',
    '//evil.example',
    'https://a.example\\@evil.example',
    'https://a.example/ b',
    'myapp:/cb',
  ])('refuses %s', async (uri) => {
    const input = { ...web, oidcClientMetadata: { redirectUris: ['https://ok.example/cb', uri] } }
    const refusal = {
      code: 'application.redirect_uri_invalid',
      data: { problems: [{ path: 'oidcClientMetadata.redirectUris.1' }] },
    }
    await expect(createApplication(as, input)).rejects.toMatchObject(refusal)
    expect(await db().application.count()).toBe(0)
  })

  it.each(['https://app.example.com/cb?x=1', 'http://localhost:4000/cb', 'http://127.0.0.1/cb', 'com.example.app:/cb'])(
    'accepts %s',
    async (uri) => {
      const { oidcClientMetadata } = await createApplication(as, { ...web, oidcClientMetadata: { redirectUris: [uri] } })
      expect(oidcClientMetadata.redirectUris).toEqual([uri])
    },
  )
})

describe('changing', () => {
  it('keeps what the patch does not name', async () => {
    const { id, secret: _secret, ...before } = await createApplication(as, { ...web, customData: { a: 1 } })
    const after = await updateApplication(as, id, { name: 'New', mfa: { requiredAcr: 'mfa' } })
    expect(after).toEqual({ ...before, id, name: 'New', mfa: { requiredAcr: 'mfa' }, updatedAt: after.updatedAt })
  })

  it.each([
    [{ type: 'SPA' }, 'request.invalid'],
    [{ builtIn: true }, 'request.invalid'],
    [{ idTokenAlgorithm: 'none' }, 'request.invalid'],
    [{ allowedOrigins: ['https://a.example/path'] }, 'request.invalid'],
    [{ mfa: { policy: 'NoPrompt' } }, 'application.mfa_override_weaker'],
  ])('refuses %j', async (patch, code) => {
    const { id } = await createApplication(as, web)
    const before = await everything(id)
    await expect(updateApplication(as, id, patch as object)).rejects.toMatchObject({ code })
    expect(await everything(id)).toBe(before)
  })

  it('leaves our own console where it leads', async () => {
    const metadata = applicationMetadata.parse({})
    await transaction((tx) =>
      createRow(tx, Date.now(), { id: 'console', name: 'Console', type: 'FirstParty', builtIn: true, metadata }),
    )
    const stolen = { oidcClientMetadata: { redirectUris: ['https://evil.example/cb'] } }
    await expect(updateApplication(as, 'console', stolen)).rejects.toMatchObject({ code: 'auth.forbidden' })
    await expect(deleteApplication(as, 'console')).rejects.toMatchObject({ code: 'auth.forbidden' })
    await expect(createSecret(as, 'console', {})).rejects.toMatchObject({ code: 'auth.forbidden' })
    await expect(createApiKey(as, 'console', {})).rejects.toMatchObject({ code: 'auth.forbidden' })
  })
})

it('deleting ends its tokens and keys', async () => {
  const { id } = await createApplication(as, web)
  await createApiKey(as, id, {})
  await db().oidcModel.create({ data: { id: 'r', type: 'RefreshToken', payload: {}, clientId: id } })
  await deleteApplication(as, id)
  expect([await db().oidcModel.count(), await db().secretKey.count()]).toEqual([0, 0])
})
