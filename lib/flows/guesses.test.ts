import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { setBehavior } from '@/lib/db/inbox'
import { type TestDb, testDb } from '@/lib/db/testing'
import type { Purpose } from '@/lib/interaction/types'
import { advance } from './advance'
import { finishLogin } from './finish'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings, type TestPerson, wrongCode } from './testing'
import { messagesUnderway } from './underway'

/** Five guesses on a code, whatever way leads back to it. */

let database: TestDb
beforeAll(async () => {
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())
const both = { mfa: { factors: ['PhoneVerificationCode', 'EmailVerificationCode'] } }
beforeEach(() => settings(both))

type Ctx = ReturnType<typeof aCtx>
const guess = (ctx: Ctx, token: string, code: string) =>
  advance(ctx, token, { do: 'answer', answer: { code } }).then(
    (at) => at.step.step,
    (error) => error.code as string,
  )
async function fiveWrong(ctx: Ctx, token: string, code: string): Promise<void> {
  for (let n = 0; n < 5; n++) expect(await guess(ctx, token, wrongCode(code))).toBe('verification_code.code_mismatch')
}

async function sent(ctx: Ctx, token: string, identifier: string) {
  const at = await advance(ctx, token, { do: 'identify', identifier }, { do: 'send-code' })
  await messagesUnderway()
  return at
}

describe('a code to an address', () => {
  it.each<Purpose>(['recover', 'sign-in'])('stays used up after a detour to another address (%s)', async (purpose) => {
    await settings({ ...both, signIn: { methods: [{ identifier: 'email', password: true, verificationCode: true }] } })
    const [victim, attacker] = [await aMember(), await aMember()]
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose, applicationId: 'demo-app' })
    await sent(ctx, token, victim.email)
    const code = await newestCode(victim.email)
    await fiveWrong(ctx, token, code)
    await advance(ctx, token, { do: 'back' })
    await sent(ctx, token, attacker.email)
    await advance(ctx, token, { do: 'back' })
    // the way back asks for a new code, when the clock allows one
    await expect(sent(ctx, token, victim.email)).rejects.toMatchObject({ code: 'connector.rate_limit_exceeded' })
    later(30)
    await sent(ctx, token, victim.email)
    expect(await arrived(victim.email)).toHaveLength(2)
    const newest = await newestCode(victim.email)
    if (newest !== code) expect(await guess(ctx, token, code)).toBe('verification_code.code_mismatch')
  })

  it('is not brought back to life by proving another one', async () => {
    const [victim, attacker] = [await aMember(), await aMember()]
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'recover', applicationId: 'demo-app' })
    await sent(ctx, token, victim.email)
    for (let n = 0; n < 4; n++) await guess(ctx, token, wrongCode(await newestCode(victim.email)))
    await advance(ctx, token, { do: 'back' })
    await sent(ctx, token, attacker.email)
    expect(await guess(ctx, token, await newestCode(attacker.email))).toBe('new-password')
    const { interaction } = await advance(ctx, token)
    expect(interaction.facts.challenges.every((c) => c.spent)).toBe(true)
  })

  it('has an hourly ceiling over any number of recoveries', async () => {
    const victim = await aMember()
    const outcomes: string[] = []
    for (let round = 0; round < 7; round++) {
      const ctx = aCtx()
      const { token } = await start(ctx, { purpose: 'recover', applicationId: 'demo-app' })
      await sent(ctx, token, victim.email)
      for (let n = 0; n < 5; n++) outcomes.push(await guess(ctx, token, wrongCode(await newestCode(victim.email))))
      later(400)
    }
    expect(outcomes.filter((o) => o === 'verification_code.code_mismatch')).toHaveLength(30)
    expect(outcomes.at(-1)).toBe('session.verification_blocked_too_many_attempts')
  })
})

describe('a second step', () => {
  const waiting = async (person: TestPerson) => {
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
    await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    return { ctx, token, code: await newestCode(person.phone) }
  }

  it('gives five guesses on a code, not ten by way of another factor', async () => {
    const person = await aMember({ sms: true, mailbox: true })
    const { ctx, token, code } = await waiting(person)
    await fiveWrong(ctx, token, code)
    await advance(ctx, token, { do: 'begin', authenticatorId: person.mailbox! })
    await expect(advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })).rejects.toMatchObject({
      code: 'connector.rate_limit_exceeded',
      data: { scope: 'challenge' },
    })
    later(30)
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    expect(await guess(ctx, token, await newestCode(person.phone))).toBe('done')
    expect((await finishLogin(ctx, token)).session?.acr).toBe('mfa')
  })

  it('keeps a used-up code used up when the new one is known not to have left', async () => {
    const person = await aMember({ sms: true })
    const { ctx, token, code } = await waiting(person)
    await fiveWrong(ctx, token, code)
    later(30)
    await setBehavior(db(), 'sms', { mode: 'fail', seconds: 0, times: 1 })
    await expect(advance(ctx, token, { do: 'resend' })).rejects.toMatchObject({ code: 'connector.general' })
    expect(await guess(ctx, token, code)).toBe('verification_code.exceed_max_try')
  })
})
