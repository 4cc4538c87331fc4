import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sampleMessage } from '@/lib/connectors/samples'
import { SendFailure } from '@/lib/connectors/types'
import { db } from '@/lib/db/client'
import { type InboxBehavior, listInbox, setBehavior } from '@/lib/db/inbox'
import { type TestDb, testDb } from '@/lib/db/testing'
import { toInbox, waitFor } from './inbox'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

const never = () => new AbortController().signal
let waited: number[] = []
async function ask(signal = never()): Promise<string> {
  const wait = async (milliseconds: number) => {
    waited.push(milliseconds)
  }
  try {
    await toInbox(sampleMessage(), 'inbox', { now: () => 1_800_000_000_000, signal, wait })
    return 'delivered'
  } catch (error) {
    if (error instanceof SendFailure) return error.outcome
    throw error
  }
}
const behave = (over: Partial<InboxBehavior>) => setBehavior(db(), 'sms', { mode: 'deliver', seconds: 0, times: 0, ...over })

describe('the inbox as a carrier', () => {
  beforeEach(() => {
    waited = []
  })

  it('keeps what it delivers, with the code', async () => {
    expect(await ask()).toBe('delivered')
    expect(await listInbox(db(), {})).toMatchObject([{ to: '+39123456789', code: '847261', channel: 'sms', status: 'delivered' }])
  })

  for (const [mode, outcome] of [
    ['fail', 'unreachable'],
    ['recipient', 'recipient'],
    ['throttled', 'throttled'],
  ] as const)
    it(`plays ${mode} and keeps nothing of it`, async () => {
      await behave({ mode })
      expect(await ask()).toBe(outcome)
      expect(await listInbox(db(), {})).toEqual([])
    })

  it('delays by so many seconds', async () => {
    await behave({ mode: 'delay', seconds: 3 })
    expect(await ask()).toBe('delivered')
    expect(waited).toEqual([3000])
  })

  it('does not deliver after its time is up', async () => {
    await behave({ mode: 'delay', seconds: 30 })
    expect(await ask(AbortSignal.abort())).toBe('ambiguous')
    await behave({ mode: 'hang' })
    expect(await ask(AbortSignal.abort())).toBe('ambiguous')
    expect(await listInbox(db(), {})).toEqual([])
  })

  it('wakes up when the signal ends its wait', async () => {
    const controller = new AbortController()
    const waiting = waitFor(2 ** 31 - 1, controller.signal)
    controller.abort()
    await waiting
    await waitFor(2 ** 31 - 1, controller.signal)
  })

  it('behaves so many times and then delivers again, one for each of several at once', async () => {
    await behave({ mode: 'recipient', times: 3 })
    const results = await Promise.all(Array.from({ length: 5 }, () => ask()))
    expect(results.sort()).toEqual(['delivered', 'delivered', 'recipient', 'recipient', 'recipient'])
  })

  it('behaves until changed, and per channel', async () => {
    await behave({ mode: 'recipient' })
    await setBehavior(db(), 'email', { mode: 'fail', seconds: 0, times: 0 })
    expect([await ask(), await ask()]).toEqual(['recipient', 'recipient'])
    await behave({})
    expect(await ask()).toBe('delivered')
  })
})
