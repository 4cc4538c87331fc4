import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { readExperience } from '@/lib/db/config'
import { type TestDb, testDb } from '@/lib/db/testing'
import { createUser } from '@/lib/db/users'
import { forAddress } from '@/lib/factors'
import { createApplication, updateApplication } from './applications'
import { createConnector, deleteConnector, updateConnector } from './connectors'
import { checkSettings, getSettings, patchSettings, publicSettings } from './settings'
import type { As } from './verb'

const as: As = { ctx: systemCtx(), actor: { type: 'admin', id: 'root', role: 'owner' } }
const phone = 'PhoneVerificationCode'
let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
  database = await testDb()
})
afterAll(() => database.close())

let sms: string
beforeEach(async () => {
  await database.clear()
  sms = (await createConnector(as, { factoryId: 'inbox-sms' })).id
  await createConnector(as, { factoryId: 'inbox-email' })
})

const stored = async () => JSON.stringify(await db().setting.findMany({ orderBy: { key: 'asc' } }))
const events = async () => (await db().auditEvent.findMany({ orderBy: { seq: 'asc' } })).map((row) => row.event)
const enrolled = async (id: string, address: string) => {
  const now = Date.now()
  await transaction(async (tx) => {
    await createUser(tx, now, { id, username: id })
    const type = forAddress('phone')
    await createAuthenticator(tx, now, {
      id: `f-${id}`,
      userId: id,
      type,
      data: { address },
      createdVia: 'Interaction',
      verified: true,
    })
  })
}

describe('a change of settings', () => {
  it('merges one level deep, replaces lists whole, warns and is audited by section', async () => {
    await patchSettings(as, { mfa: { factors: [phone], policy: 'Mandatory' } })
    const { settings, warnings } = await patchSettings(as, { mfa: { gracePeriodDays: 7 }, allowedCountries: ['DE'] })
    expect(settings.mfa).toMatchObject({ factors: [phone], policy: 'Mandatory', gracePeriodDays: 7 })
    expect(await getSettings(as)).toEqual(settings)
    expect(warnings.map((w) => w.code)).toContain('sms_is_only_primary_factor')
    const row = await db().auditEvent.findFirst({ where: { event: 'Settings.Updated' }, orderBy: { seq: 'desc' } })
    expect(row).toMatchObject({ actorType: 'admin', actorId: 'root', details: { sections: ['mfa', 'allowedCountries'] } })
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['a broken row of the table', { mfa: { factors: [phone, phone] } }, 'sign_in_experiences.duplicated_mfa_factors'],
    ['an unknown member', { nonsense: true }, 'request.invalid'],
    ['an unknown member below', { mfa: { nonsense: true } }, 'request.invalid'],
    ['a wrong type', { mfa: [] }, 'request.invalid'],
    ['null', { mfa: null }, 'request.invalid'],
    ['a good part beside a bad one', { branding: { productName: 'X' }, mfa: { factors: ['CarrierPigeon'] } }, 'request.invalid'],
  ])('refused for %s changes no byte and writes no audit row', async (_name, patch, code) => {
    const before = await stored()
    await expect(patchSettings(as, patch)).rejects.toMatchObject({ code })
    expect(await stored()).toBe(before)
    expect(await events()).not.toContain('Settings.Updated')
  })

  it('checked is not saved', async () => {
    const before = await stored()
    const { settings } = await checkSettings(as, { mfa: { factors: [phone] } })
    expect(settings.mfa.factors).toEqual([phone])
    expect(await stored()).toBe(before)
  })

  it('leaves no application without a factor that it takes (V22)', async () => {
    const mailbox = 'EmailVerificationCode'
    await patchSettings(as, { mfa: { factors: [phone, mailbox], policy: 'NoPrompt' } })
    const made = { name: 'Vault', type: 'Traditional' as const, oidcClientMetadata: { redirectUris: ['https://v.example/cb'] } }
    const { id } = await createApplication(as, { ...made, mfa: { policy: 'Mandatory', allowedFactors: [mailbox] } })
    const before = await stored()
    const refused = {
      code: 'sign_in_experiences.mandatory_mfa_requires_factor',
      data: { applications: ['Vault'] },
      message: 'Vault would have no factor left. Change what it takes first.',
    }
    await expect(patchSettings(as, { mfa: { factors: [phone] } })).rejects.toMatchObject(refused)
    await expect(checkSettings(as, { mfa: { factors: [phone] } })).rejects.toMatchObject(refused)
    expect(await stored()).toBe(before)
    await patchSettings(as, { branding: { productName: 'Other' } })
    await updateApplication(as, id, { mfa: { policy: 'Mandatory' } })
    await patchSettings(as, { mfa: { factors: [phone] } })
  })

  it('is not lost to a parallel one', async () => {
    await Promise.all([
      patchSettings(as, { branding: { productName: 'One' } }),
      patchSettings(as, { languageInfo: { autoDetect: false } }),
    ])
    const { value } = await readExperience(db())
    expect([value.branding.productName, value.languageInfo.autoDetect]).toEqual(['One', false])
  })

  it('shows the public nothing of countries', async () => {
    expect(Object.keys(await publicSettings())).not.toContain('allowedCountries')
  })
})

describe('people who are enrolled (V21)', () => {
  beforeEach(async () => {
    await patchSettings(as, { mfa: { factors: [phone] } })
    await enrolled('ann', '+12125550101')
    await enrolled('bob', '+12125550102')
  })

  it('are counted before their factor is switched off', async () => {
    const refusal = { code: 'sign_in_experiences.would_drop_enrolled_users', status: 409, data: { users: 2 } }
    await expect(patchSettings(as, { mfa: { factors: [] } })).rejects.toMatchObject(refusal)
    expect((await getSettings(as)).mfa.factors).toEqual([phone])
  })

  it('are left behind when that is acknowledged', async () => {
    await patchSettings(as, { mfa: { factors: [] } }, ['would_drop_enrolled_users'])
    expect((await getSettings(as)).mfa.factors).toEqual([])
  })
})

describe('the last connector of a channel in use', () => {
  beforeEach(() => patchSettings(as, { mfa: { factors: [phone] } }))
  const inUse = { code: 'connector.in_use', status: 409, data: { channel: 'sms', usedBy: ['mfa.PhoneVerificationCode'] } }

  it('cannot be deleted, switched off or narrowed', async () => {
    await expect(deleteConnector(as, sms)).rejects.toMatchObject(inUse)
    await expect(updateConnector(as, sms, { enabled: false })).rejects.toMatchObject(inUse)
    await expect(updateConnector(as, sms, { countries: { allow: ['DE'] } })).rejects.toMatchObject(inUse)
    await expect(updateConnector(as, sms, { countries: { allow: ['*'], deny: ['FR'] } })).rejects.toMatchObject(inUse)
    expect(await db().connector.findUnique({ where: { id: sms } })).toMatchObject({ enabled: true, countries: { allow: ['*'] } })
  })

  it('can be renamed, and goes when a second one is on', async () => {
    await updateConnector(as, sms, { name: 'Old' })
    const second = await createConnector(as, { factoryId: 'inbox-sms', enabled: false })
    await expect(deleteConnector(as, sms)).rejects.toMatchObject(inUse)
    await updateConnector(as, second.id, { enabled: true })
    await deleteConnector(as, sms)
    await expect(deleteConnector(as, second.id)).rejects.toMatchObject(inUse)
  })

  it('stays for people whose factor it serves even when settings do not name it', async () => {
    await enrolled('ann', '+12125550101')
    await patchSettings(as, { mfa: { factors: [] } }, ['would_drop_enrolled_users'])
    await expect(deleteConnector(as, sms)).rejects.toMatchObject({ ...inUse, data: { activeFactors: 1 } })
  })

  it('does not fall to two parallel removals', async () => {
    const second = await createConnector(as, { factoryId: 'inbox-sms' })
    const results = await Promise.allSettled([deleteConnector(as, sms), deleteConnector(as, second.id)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
