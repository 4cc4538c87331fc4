import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, newestCode, password, settings, wrongCode } from '@/lib/flows/testing'
import { aHouse } from '../direct/testing'
import { aClient } from './testing'

aHouse(process.env, () => testDb())
beforeAll(() => settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } }))

const fifty = <T>(work: (i: number) => Promise<T>) => Promise.all(Array.from({ length: 50 }, (_, i) => work(i)))
/** Each from an address of its own, so that only what is tested stands in the way. */
const respond = (session: string, code: string) => aClient().respond(session, 'MFA_REQUIRED', { method: 'sms', code })

describe('fifty at once', () => {
  it('right answers: one session and one set of tokens', async () => {
    const person = await aMember({ sms: true })
    const { session } = (await aClient().login(person.email, password)).body
    const code = await newestCode(person.phone)
    const answers = await fifty(() => respond(session, code))
    expect(answers.filter(({ body }) => body.accessToken)).toHaveLength(1)
    for (const { status } of answers) expect([200, 400]).toContain(status)
    expect(await db().session.count({ where: { userId: person.id } })).toBe(1)
    expect(await db().oidcModel.count({ where: { accountId: person.id, type: 'RefreshToken' } })).toBe(1)
  })

  it('wrong answers: five are looked at, and then the right one is refused', async () => {
    const person = await aMember({ sms: true })
    const { session } = (await aClient().login(person.email, password)).body
    const code = await newestCode(person.phone)
    const answers = await fifty(() => respond(session, wrongCode(code)))
    expect(answers.filter(({ body }) => body.code === 'VERIFY_CODE_INVALID')).toHaveLength(5)
    expect((await respond(session, code)).body.code).toBe('CHALLENGE_MAX_ATTEMPTS')
  })

  it('refreshes: one successor', async () => {
    const person = await aMember()
    const { refreshToken } = (await aClient().login(person.email, password)).body
    const answers = await fifty(() => aClient().post('/refresh', { refreshToken }))
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1)
    expect(await db().oidcModel.count({ where: { accountId: person.id, type: 'RefreshToken', consumedAt: null } })).toBe(1)
  })
})
