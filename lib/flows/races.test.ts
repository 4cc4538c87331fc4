import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revokeUserSessions } from '@/lib/admin/user-access'
import { testDatabaseUrl } from '@/lib/core/env'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { advance } from './advance'
import { finishLogin } from './finish'
import { evidenceOf } from './kept'
import { start } from './start'
import { aCtx, aMember, arrived, furnish, later, newestCode, password, settings, wrongCode } from './testing'
import { messagesUnderway } from './underway'

/** Fifty at once, on real PostgreSQL: the embedded database has one connection and would hide them. */
describe.skipIf(!testDatabaseUrl())('fifty in parallel', () => {
  let database: TestDb
  beforeAll(async () => {
    database = await testDb('postgres')
    await furnish()
  })
  afterAll(() => database.close())

  const fifty = <T>(work: (n: number) => Promise<T>) => Promise.allSettled(Array.from({ length: 50 }, (_, n) => work(n)))
  const won = <T>(results: PromiseSettledResult<T>[]) => results.filter((r) => r.status === 'fulfilled')
  const codes = (results: PromiseSettledResult<unknown>[]) =>
    new Set(results.flatMap((r) => (r.status === 'rejected' ? [(r.reason as { code?: string }).code ?? String(r.reason)] : [])))

  async function waiting() {
    const person = await aMember({ sms: true })
    const ctx = aCtx()
    const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
    await advance(ctx, token, { do: 'identify', identifier: person.email }, { do: 'password', password })
    await advance(ctx, token, { do: 'begin', authenticatorId: person.sms! })
    return { person, ctx, token, code: await newestCode(person.phone) }
  }

  it('right answers give one proof and one session', async () => {
    const { person, ctx, token, code } = await waiting()
    const answers = await fifty(() => advance(ctx, token, { do: 'answer', answer: { code } }))
    expect(won(answers)).toHaveLength(1)
    const finishes = await fifty(() => finishLogin(ctx, token))
    expect(won(finishes)).toHaveLength(1)
    expect(await db().session.count({ where: { userId: person.id } })).toBe(1)
  })

  it('wrong answers are evaluated five times at most', async () => {
    const { person, ctx, token, code } = await waiting()
    const answers = await fifty(() => advance(ctx, token, { do: 'answer', answer: { code: wrongCode(code) } }))
    const evaluated = answers.filter((r) => r.status === 'rejected' && r.reason.code === 'verification_code.code_mismatch')
    expect(evaluated).toHaveLength(5)
    expect(codes(answers)).toEqual(new Set(['verification_code.code_mismatch', 'verification_code.exceed_max_try']))
    expect(await db().authenticator.findUnique({ where: { id: person.sms! } })).toMatchObject({ failures: 5 })
  })

  it('resends leave one message and one valid code', async () => {
    const { person, ctx, token } = await waiting()
    later(31)
    const resends = await fifty(() => advance(ctx, token, { do: 'resend' }))
    expect(won(resends)).toHaveLength(1)
    expect(await arrived(person.phone)).toHaveLength(2)
    expect((await advance(ctx, token, { do: 'answer', answer: { code: await newestCode(person.phone) } })).step.step).toBe('done')
  })

  it('step-ups leave no session behind when an administrator signs the person out meanwhile', async () => {
    await settings({ mfa: { policy: 'NoPrompt' } })
    const person = await aMember()
    const ctx = aCtx()
    const first = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
    await advance(ctx, first.token, { do: 'identify', identifier: person.email }, { do: 'password', password })
    const { session } = await finishLogin(ctx, first.token)
    const evidence = evidenceOf({ amr: ['pwd'], at: ctx.now() }, [])
    const asking = { userId: person.id, session: { id: session!.id, provenAt: null }, evidence }
    const open = await fifty(() => start(ctx, { purpose: 'sign-in', applicationId: 'demo-app', ...asking }))
    const tokens = open.flatMap((r) => (r.status === 'fulfilled' ? r.value.token : []))
    const admin = { ctx, actor: { type: 'admin' as const, id: 'root', role: 'owner' as const } }
    await fifty((n) => (n === 12 ? revokeUserSessions(admin, person.id) : finishLogin(ctx, tokens[n]!).then(() => undefined)))
    expect(await db().session.count({ where: { userId: person.id, revokedAt: null } })).toBe(0)
  })

  it('sign-ups of one address create one account', async () => {
    await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
    const email = 'everybody@example.com'
    const ready = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const ctx = aCtx()
        const { token } = await start(ctx, { purpose: 'register', applicationId: 'demo-app' })
        await advance(ctx, token, { do: 'identify', identifier: email }, { do: 'send-code' })
        await messagesUnderway()
        return { ctx, token }
      }),
    )
    expect(ready).toHaveLength(5)
    const inbox = await arrived(email)
    const done: { ctx: ReturnType<typeof aCtx>; token: string }[] = []
    for (const { ctx, token } of ready)
      for (const { code } of inbox) {
        const at = await advance(ctx, token, { do: 'answer', answer: { code: code ?? '' } }).catch(() => null)
        if (at?.step.step === 'new-password') done.push({ ctx, token })
      }
    await Promise.all(done.map(({ ctx, token }) => advance(ctx, token, { do: 'new-password', password })))
    const results = await fifty((n) => finishLogin(done[n % done.length]!.ctx, done[n % done.length]!.token))
    expect(won(results)).toHaveLength(1)
    expect(await db().user.count({ where: { email } })).toBe(1)
    expect(codes(results)).toContain('user.email_already_in_use')
  })
})
