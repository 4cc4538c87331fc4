import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { type TestDb, testDb } from '@/lib/db/testing'
import { type Reservation, reserveSend } from './limits'

let database: TestDb
beforeAll(async () => {
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(() => database.clear())

const start = 1_800_000_000_000
let nextBlock = 0
/** Another address for each send, unless told. */
const fresh = () => `198.51.${nextBlock >> 8}.${nextBlock++ & 255}`

async function send(over: Partial<Reservation> = {}, { at = 0, ip = fresh() }: { at?: number; ip?: string } = {}) {
  const ctx = systemCtx({ now: () => start + at * 1000, ip })
  try {
    await reserveSend(ctx, { kind: 'email', to: 'jane@example.com', proven: false, ...over })
    return 'sent'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [error.data.scope, error.data.retryAfter]
  }
}
const times = async (n: number, work: (i: number) => Promise<unknown>) => {
  for (let i = 0; i < n; i++) expect(await work(i), `send ${i + 1}`).toBe('sent')
}
const phone = (to: string, proven = false): Partial<Reservation> => ({ kind: 'phone', to, proven })

describe('one recipient', () => {
  it('gets five messages in ten minutes, from wherever they are asked for', async () => {
    await times(5, () => send())
    expect(await send({}, { at: 60 })).toEqual(['recipient', 540])
    expect(await send({}, { at: 601 })).toBe('sent')
  })

  it('gets ten in an hour, and the longest wait counts', async () => {
    await times(5, () => send())
    await times(5, () => send({}, { at: 700 }))
    expect(await send({}, { at: 710 })).toEqual(['recipient', 2890])
  })

  it('is another one than its neighbor', async () => {
    await times(5, () => send())
    expect(await send({ to: 'joe@example.com' })).toBe('sent')
  })

  it('cannot be flooded by asking at once', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, () => send()))
    expect(results.filter((result) => result === 'sent')).toHaveLength(5)
  })
})

describe('one address of the internet', () => {
  it('causes thirty messages an hour, an IPv6 network as one', async () => {
    await times(30, (i) => send({ to: `p${i}@example.com` }, { ip: `2001:db8:1:2::${i}` }))
    expect(await send({ to: 'other@example.com' }, { ip: '2001:db8:1:2:ffff::1' })).toEqual(['ip', 3600])
    expect(await send({ to: 'other@example.com' }, { ip: '2001:db8:1:3::1' })).toBe('sent')
  })

  it('reaches three countries a day, however often each', async () => {
    const ip = '203.0.113.9'
    await times(3, (i) => send(phone(['+4915112345678', '+33612345678', '+12125550101'][i] ?? ''), { ip }))
    expect(await send(phone('+447911123456'), { ip })).toEqual(['country', 86400])
    expect(await send(phone('+4915112345678'), { ip, at: 5 })).toBe('sent')
    expect(await send(phone('+447911123456'), { ip, at: 10 })).toEqual(['country', 86390])
    expect(await send(phone('+447911123456', true), { ip })).toBe('sent')
  })
})

describe('numbers in a row', () => {
  it('get ten messages an hour together, unless proven', async () => {
    await times(10, (i) => send(phone(`+491511234${1000 + i}`)))
    expect(await send(phone('+4915112342000'))).toEqual(['prefix', 3600])
    expect(await send(phone('+4915112342000', true))).toBe('sent')
    expect(
      await db().auditEvent.findMany({ where: { event: 'Message.BudgetExceeded' }, select: { event: true, details: true } }),
    ).toEqual([{ event: 'Message.BudgetExceeded', details: { budgets: ['prefix'], country: 'DE' } }])
  })
})

describe('the rows that count', () => {
  it('name nobody', async () => {
    await send(phone('+4915112345678'), { ip: '203.0.113.9' })
    const rows = await db().limit.findMany()
    expect(rows.length).toBeGreaterThan(5)
    expect(JSON.stringify(rows)).not.toMatch(/1511234|203\.0\.113/)
  })
})
