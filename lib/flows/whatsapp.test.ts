import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, transaction } from '@/lib/db/client'
import { raiseConfigVersion } from '@/lib/db/config'
import { setBehavior } from '@/lib/db/inbox'
import { type TestDb, testDb } from '@/lib/db/testing'
import { finishLogin } from './finish'
import { aCtx, aMember, arrived, furnish, later, newestCode, settings, type TestPerson } from './testing'
import { signingIn } from './testing-walk'

/** A code over WhatsApp is the phone factor by another line (contracts/logto.md §4). */

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(async () => {
  await settings()
  await whatsapp({ userSelectable: true, priority: 20 })
  await behaves('deliver')
})

async function whatsapp(over: { userSelectable?: boolean; priority?: number; enabled?: boolean }) {
  const at = new Date(aCtx().now())
  const base = { factoryId: 'inbox-sms', channel: 'whatsapp', name: 'WhatsApp', config: {}, createdAt: at, updatedAt: at }
  await transaction(async (tx) => {
    await tx.connector.upsert({
      where: { id: 'inbox-whatsapp' },
      create: { id: 'inbox-whatsapp', ...base, ...over },
      update: { enabled: true, ...over },
    })
    await raiseConfigVersion(tx)
  })
}
const behaves = (mode: 'deliver' | 'fail') => transaction((tx) => setBehavior(tx, 'whatsapp', { mode, seconds: 0, times: 0 }))
const channels = async (person: TestPerson) => (await arrived(person.phone)).map((m) => m.channel)

async function asked(person: TestPerson) {
  later(60)
  const walk = await signingIn(person)
  await walk.go({ do: 'begin', authenticatorId: person.sms! })
  return walk
}

describe('WhatsApp', () => {
  it('is asked for by the person, and honest in what it says', async () => {
    const person = await aMember({ sms: true })
    const { ctx, token, go } = await asked(person)
    expect(await channels(person)).toEqual(['sms'])
    later(60)
    const { step } = await go({ do: 'resend', delivery: 'whatsapp' })
    expect(step).toMatchObject({ challenge: { delivery: 'whatsapp', factor: 'sms' } })
    expect(await channels(person)).toEqual(['whatsapp', 'sms'])
    await go({ do: 'answer', answer: { code: await newestCode(person.phone) } })
    expect((await finishLogin(ctx, token)).session).toMatchObject({ amr: ['pwd', 'mca', 'mfa'], acr: 'mfa' })
  })

  it('waits for the same clock, and goes by the asked line on every resend', async () => {
    const person = await aMember({ sms: true })
    const { go } = await asked(person)
    await expect(go({ do: 'resend', delivery: 'whatsapp' })).rejects.toMatchObject({ code: 'connector.rate_limit_exceeded' })
    later(60)
    await go({ do: 'resend', delivery: 'whatsapp' })
    later(90)
    await go({ do: 'resend' })
    expect(await channels(person)).toEqual(['whatsapp', 'whatsapp', 'sms'])
  })

  it('that was asked for and fails is said to have failed; the earlier code stays good', async () => {
    const person = await aMember({ sms: true })
    const { ctx, token, go } = await asked(person)
    const code = await newestCode(person.phone)
    await behaves('fail')
    later(60)
    await expect(go({ do: 'resend', delivery: 'whatsapp' })).rejects.toMatchObject({ code: 'connector.general' })
    expect(await channels(person)).toEqual(['sms'])
    await go({ do: 'answer', answer: { code } })
    expect((await finishLogin(ctx, token)).session?.amr).toEqual(['pwd', 'sms', 'mfa'])
  })

  it('may be the house’s first choice: then a text message steps in, and that is what the tokens say', async () => {
    await whatsapp({ priority: 1 })
    const person = await aMember({ sms: true })
    const first = await asked(person)
    expect(await channels(person)).toEqual(['whatsapp'])
    await first.go({ do: 'answer', answer: { code: await newestCode(person.phone) } })
    expect((await finishLogin(first.ctx, first.token)).session?.amr).toEqual(['pwd', 'mca', 'mfa'])
    await behaves('fail')
    const second = await asked(person)
    expect((await channels(person))[0]).toBe('sms')
    await second.go({ do: 'answer', answer: { code: await newestCode(person.phone) } })
    expect((await finishLogin(second.ctx, second.token)).session?.amr).toEqual(['pwd', 'sms', 'mfa'])
  })

  it('set up over WhatsApp is how that phone is reached from then on', async () => {
    const person = await aMember()
    const { ctx, token, go } = await signingIn(person)
    await go({ do: 'enroll', factor: 'sms', input: { address: person.phone } })
    later(60)
    await go({ do: 'resend', delivery: 'whatsapp' })
    await go({ do: 'answer', answer: { code: await newestCode(person.phone) } })
    expect((await finishLogin(ctx, token)).session?.amr).toEqual(['pwd', 'mca', 'mfa'])
    const row = await db().authenticator.findFirstOrThrow({ where: { userId: person.id, type: 'sms' } })
    expect(row.data).toEqual({ address: person.phone, delivery: 'whatsapp' })
    await asked({ ...person, sms: row.id })
    expect((await channels(person))[0]).toBe('whatsapp')
  })

  it('switched off meanwhile leaves the person the other line', async () => {
    const person = await aMember({ sms: true })
    const { go } = await asked(person)
    later(60)
    await go({ do: 'resend', delivery: 'whatsapp' })
    await whatsapp({ userSelectable: false })
    later(90)
    await go({ do: 'resend' })
    expect(await channels(person)).toEqual(['sms', 'whatsapp', 'sms'])
  })

  it('cannot be asked for where nobody may choose, or nothing sends it', async () => {
    const person = await aMember({ sms: true })
    for (const over of [{ userSelectable: false }, { userSelectable: true, enabled: false }]) {
      await whatsapp(over)
      const { go } = await asked(person)
      later(60)
      await expect(go({ do: 'resend', delivery: 'whatsapp' })).rejects.toMatchObject({ code: 'connector.not_found' })
    }
    expect(await channels(person)).toEqual(['sms', 'sms'])
  })
})
