import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { type TestDb, testDb } from '@/lib/db/testing'
import { deliver, mayHaveArrived } from './deliver'
import { aConnector, aDelivery, answers, carriers, settle } from './testing'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.clear()
  await settle(['DE'])
})

const now = 1_800_000_000_000
const ctx = systemCtx({ now: () => now, ip: '203.0.113.7' })

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw error ?? new Error('expected a refusal')
}

async function two(first: keyof typeof answers, second: keyof typeof answers | 'unreachable') {
  await aConnector('a', { priority: 1 })
  await aConnector('b', { priority: 2 })
  const played = carriers({ a: answers[first], ...(second !== 'unreachable' && { b: answers[second] }) })
  return { ...played, sent: deliver(ctx, aDelivery(), played.tools) }
}

describe('the chain', () => {
  it('stops at the first connector that takes the message', async () => {
    const { sent, asked } = await two('accepted', 'accepted')
    expect((await sent).connectorId).toBe('a')
    expect(asked.map(({ id }) => id)).toEqual(['a'])
  })

  for (const outcome of ['throttled', 'destination', 'config', 'ambiguous'] as const)
    it(`goes on after ${outcome}, with the same code and words`, async () => {
      const { sent, asked } = await two(outcome, 'accepted')
      expect((await sent).connectorId).toBe('b')
      expect(asked.map(({ id }) => id)).toEqual(['a', 'b'])
      expect(asked[0]?.body.text).toBe(asked[1]?.body.text)
      expect(asked[1]?.body.payload).toMatchObject({ code: '482913' })
    })

  it('never asks another connector about a recipient that was refused', async () => {
    const { sent, asked } = await two('recipient', 'accepted')
    expect((await refusal(sent)).code).toBe('connector.recipient_rejected')
    expect(asked).toHaveLength(1)
  })

  it('asks each connector once, also after an answer that says nothing', async () => {
    const { sent, asked } = await two('ambiguous', 'ambiguous')
    expect((await refusal(sent)).code).toBe('connector.general')
    expect(asked.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('answers with the wait of a throttled carrier before anything else that went wrong', async () => {
    const { sent } = await two('throttled', 'destination')
    const error = await refusal(sent)
    expect(error.code).toBe('connector.rate_limit_exceeded')
    expect(error.data).toEqual({ retryAfter: 60, retryAt: new Date(now + 60_000).toISOString(), scope: 'provider' })
  })

  it('answers with a blocked destination before a broken connector', async () => {
    const { sent } = await two('config', 'destination')
    expect((await refusal(sent)).code).toBe('connector.destination_blocked')
  })

  it('says that a message may have arrived only when one may have', async () => {
    expect(mayHaveArrived(await refusal((await two('ambiguous', 'unreachable')).sent))).toBe(true)
    await database.clear()
    await settle(['DE'])
    expect(mayHaveArrived(await refusal((await two('config', 'unreachable')).sent))).toBe(false)
  })

  it('starts no attempt after its ten seconds', async () => {
    const clock = { at: 0 }
    for (const [index, id] of ['a', 'b', 'c'].entries()) await aConnector(id, { priority: index })
    const slow = () => {
      clock.at += 5_000
      return answers.ambiguous()
    }
    const { tools, asked } = carriers({ a: slow, b: slow, c: answers.accepted }, clock)
    expect((await refusal(deliver(ctx, aDelivery(), tools))).code).toBe('connector.general')
    expect(asked.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('gives the last attempt only what is left of them', async () => {
    const clock = { at: 0 }
    const deadlines: number[] = []
    for (const id of ['a', 'b', 'c']) await aConnector(id)
    const slow = () => {
      clock.at += 4_000.4
      return answers.ambiguous()
    }
    const { tools } = carriers({ a: slow, b: slow, c: answers.accepted }, clock)
    const deadline = (milliseconds: number) => {
      deadlines.push(milliseconds)
      return AbortSignal.timeout(milliseconds)
    }
    await deliver(ctx, aDelivery(), { ...tools, deadline })
    expect(deadlines).toEqual([5_000, 5_000, 1_750])
  })

  it('gives up on a connector that does not heed its deadline', async () => {
    await aConnector('a')
    await aConnector('b', { priority: 20 })
    const { tools } = carriers({ a: () => new Promise(() => undefined), b: answers.accepted })
    const sent = await deliver(ctx, aDelivery(), { ...tools, deadline: () => AbortSignal.abort() })
    expect(sent.connectorId).toBe('b')
  })
})

describe('routing', () => {
  it('says that nothing is connected', async () => {
    await aConnector('a', { enabled: false })
    expect((await refusal(deliver(ctx, aDelivery(), carriers({}).tools))).code).toBe('connector.not_found')
  })

  it('sends to no country that was not chosen, except into the inbox', async () => {
    await aConnector('a')
    const { tools, asked } = carriers({ a: answers.accepted })
    const abroad = aDelivery({ to: '+33612345678' })
    expect((await refusal(deliver(ctx, abroad, tools))).code).toBe('connector.destination_blocked')
    await aConnector('i', { factoryId: 'inbox-sms' })
    expect((await deliver(ctx, abroad, tools)).connectorId).toBe('i')
    expect(asked).toEqual([])
  })
})
