import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { factors } from '@/lib/factors'
import { softAuthenticator } from '@/lib/factors/passkey/testing'
import { aWorld } from '@/lib/factors/testing'
import { advance } from './advance'
import { finishLogin } from './finish'
import { start } from './start'
import { aCtx, aMember, furnish, settings, type TestPerson } from './testing'
import { all, promptOf, rowOf, signingIn } from './testing-walk'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
beforeEach(() => settings({ mfa: { factors: all } }))

describe('a passkey', () => {
  const key = softAuthenticator()
  const withPasskey = async (person: TestPerson, authenticator = key) => {
    const { go, ctx, token } = await signingIn(person)
    await go({ do: 'choose', factor: 'passkey' })
    const asked = promptOf(await go({ do: 'enroll', factor: 'passkey', input: {} }))
    if (asked?.shape !== 'passkey') throw new Error('no passkey')
    const credential = authenticator.create(asked.options as { challenge: string })
    await go({ do: 'answer', answer: { credential } })
    await go({ do: 'enroll', factor: 'backup-codes', input: {} })
    await go({ do: 'answer', answer: { acknowledge: 'true' } })
    return finishLogin(ctx, token)
  }
  const anyone = async (over = {}) => {
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app', ...over })
    const at = await advance(ctx, token)
    if (at.passkey?.shape !== 'passkey') throw new Error('not offered')
    return { ctx, token, options: at.passkey.options as { challenge: string } }
  }

  it('is set up, and then signs in alone: both steps in one (F13)', async () => {
    await settings({ mfa: { factors: all }, passkeySignIn: { enabled: true } })
    const person = await aMember()
    expect((await withPasskey(person)).session).toMatchObject({ amr: ['pwd', 'swk', 'pop', 'user', 'mfa'], acr: 'phr' })
    const { ctx, token, options } = await anyone()
    const done = await advance(ctx, token, { do: 'passkey', answer: { credential: JSON.stringify(key.get(options)) } })
    expect(done.step.step).toBe('done')
    const { session, userId } = await finishLogin(ctx, token)
    expect(userId).toBe(person.id)
    expect(session).toMatchObject({ amr: ['swk', 'pop', 'user', 'mfa'], acr: 'phr' })
  })

  it('of nobody, of somebody else, for another page or without verification opens nothing, and tells them apart for nobody', async () => {
    await settings({ mfa: { factors: all }, passkeySignIn: { enabled: true } })
    const own = softAuthenticator()
    const [person, other] = [await aMember(), await aMember()]
    await withPasskey(person, own)
    const [one, two] = [await anyone(), await anyone()]
    const refusal = { code: 'session.mfa.webauthn_verification_failed', data: {} }
    const attempts = [softAuthenticator().get(one.options), own.get(two.options), own.get(one.options, { userVerified: false })]
    for (const credential of attempts)
      await expect(advance(one.ctx, one.token, { do: 'passkey', answer: { credential } })).rejects.toMatchObject(refusal)
    await advance(one.ctx, one.token, { do: 'identify', identifier: other.email })
    await expect(
      advance(one.ctx, one.token, { do: 'passkey', answer: { credential: own.get(one.options) } }),
    ).rejects.toMatchObject(refusal)
    await settings({ mfa: { factors: all } })
    await expect(
      advance(two.ctx, two.token, { do: 'passkey', answer: { credential: own.get(two.options) } }),
    ).rejects.toMatchObject({ code: 'interaction.wrong_step' })
  })

  it('is offered once where it signs in alone, and "not now" is remembered', async () => {
    const document = { mfa: { factors: all, policy: 'NoPrompt' }, passkeySignIn: { enabled: true } }
    await settings(document)
    const person = await aMember()
    const first = await signingIn(person)
    expect(first.at.step).toMatchObject({ step: 'enroll', reason: 'offer', factor: 'passkey', skippable: true })
    expect((await first.go({ do: 'skip' })).step.step).toBe('done')
    await finishLogin(first.ctx, first.token)
    expect((await signingIn(person)).at.step.step).toBe('done')
    const other = await aMember({ sms: true })
    // who has a second step passes it first
    expect((await signingIn(other)).at.step.step).toBe('choose-factor')
    const third = await signingIn(await aMember())
    const asked = promptOf(await third.go({ do: 'enroll', factor: 'passkey', input: {} }))
    const credential = asked?.shape === 'passkey' && softAuthenticator().create(asked.options as { challenge: string })
    expect((await third.go({ do: 'answer', answer: { credential } })).step.step).toBe('done')
  })

  it('is one line in the list, and any of a person’s passkeys answers it', async () => {
    const person = await aMember()
    const [phone, laptop] = [softAuthenticator(), softAuthenticator()]
    await withPasskey(person, phone)
    const row = await rowOf(person, 'passkey')
    await db().authenticator.create({
      data: { ...row, id: `${row.id}-2`, key: laptop.id, data: await dataOf(laptop) } as never,
    })
    const { at, go } = await signingIn(person)
    expect(at.step.step === 'choose-factor' && at.step.options.filter((o) => o.factor === 'passkey')).toHaveLength(1)
    const asked = promptOf(await go({ do: 'begin', authenticatorId: row.id }))
    const options = asked?.shape === 'passkey' ? (asked.options as { challenge: string; allowCredentials: unknown[] }) : null
    expect(options?.allowCredentials).toHaveLength(2)
    expect((await go({ do: 'answer', answer: { credential: laptop.get(options!) } })).step.step).toBe('done')
    expect((await db().authenticator.findUnique({ where: { id: `${row.id}-2` } }))?.lastUsedAt).not.toBeNull()
  })
})

/** What the server would have stored for an authenticator. */
async function dataOf(key: ReturnType<typeof softAuthenticator>): Promise<object> {
  const begun = await factors.passkey.enroll.begin(aWorld(), {})
  const options = (begun.prompt as unknown as { options: { challenge: string } }).options
  const verdict = await factors.passkey.enroll.finish(aWorld(), begun.state, { credential: key.create(options) })
  return (verdict as { data: object }).data
}
