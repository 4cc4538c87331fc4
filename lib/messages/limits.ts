import { addressBlock } from '@/lib/core/address-block'
import { keyedHash } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { countryOf } from '@/lib/core/identifiers'
import type { AddressKind } from '@/lib/core/mask'
import { audit } from '@/lib/db/audit'
import { db } from '@/lib/db/client'
import { take, type Window } from '@/lib/db/limits'
import { isCounting } from '@/lib/db/messages'
import { numbers } from './numbers'

/**
 * `to` is a canonical address; `proven`: this person has shown before that it is theirs. `quiet`: whoever asks is not told whose
 * address it is, so they hear of their own limit only.
 */
export type Reservation = { kind: AddressKind; to: string; userId?: string; proven: boolean; quiet?: boolean }
type Scope = 'recipient' | 'ip' | 'prefix' | 'country' | 'spend'
type Counter = Window & { scope: Scope }

/** Rows of the limits table name nobody: what is counted is in the key as a keyed hash. */
const keyFor = (scope: string, value: string, window: number): string => `send:${scope}:${window}:${keyedHash('send', value)}`
const counter = (scope: Scope, value: string, { count, window }: Omit<Window, 'key'>): Counter => ({
  scope,
  key: keyFor(scope, value, window),
  count,
  window,
})

/**
 * Counts a send against every budget of security.md §1 before anything is sent, and for sends that will be suppressed too.
 * Refused ones count as well: hammering never helps.
 * @returns whether it may leave; false only where nobody is told
 * @throws connector.rate_limit_exceeded with the longest wait and whose budget that is
 */
export async function reserveSend(ctx: Ctx, send: Reservation): Promise<boolean> {
  const block = addressBlock(ctx.ip)
  // of a proven number as well: how long it takes must not tell whose it is
  const country = send.kind === 'phone' ? await firstVisit(ctx, send, block) : null
  const counters = [
    ...numbers.recipient.map((limit) => counter('recipient', `${send.kind}:${send.to}`, limit)),
    counter('ip', block, numbers.perAddress),
    ...(send.kind === 'phone' && !send.proven ? [counter('prefix', send.to.slice(0, -4), numbers.prefix)] : []),
    ...(country && !send.proven ? [counter('country', block, numbers.countriesPerAddress)] : []),
  ]
  const exceeded = await count(ctx, counters)
  const newCountry = country && !exceeded.some(({ scope }) => scope === 'country')
  if (newCountry) await take(db(), ctx.now(), [{ key: country, ...numbers.countriesPerAddress }])
  if (exceeded.length) return refuse(ctx, send, exceeded)
  if (send.kind !== 'phone') return true
  // counted last and by itself: refused sends must not use up what everybody shares
  const spent = await count(ctx, [counter('spend', 'all', numbers.dailySends)])
  return spent.length ? refuse(ctx, send, spent) : true
}

/** The marker of a country this address block has not sent to today; null when it has. What is exempt marks for itself. */
async function firstVisit(ctx: Ctx, { to, proven }: Reservation, block: string): Promise<string | null> {
  const marker = keyFor(
    proven ? 'visited-exempt' : 'visited',
    `${block}:${countryOf(to) ?? 'unknown'}`,
    numbers.countriesPerAddress.window,
  )
  return (await isCounting(db(), ctx.now(), marker)) ? null : marker
}

type Exceeded = { scope: Scope; retryAfter: number; limit: number }

async function count(ctx: Ctx, counters: Counter[]): Promise<Exceeded[]> {
  const taken = await take(db(), ctx.now(), counters)
  return counters.flatMap(({ scope, count: limit }, index) => {
    const result = taken[index]
    return result?.over ? [{ scope, limit, retryAfter: result.retryAfter }] : []
  })
}

/** Budgets that only fraud reaches. */
const alarming: Scope[] = ['prefix', 'country', 'spend']

const longestOf = (list: Exceeded[]): Exceeded | undefined => [...list].sort((a, b) => b.retryAfter - a.retryAfter)[0]

async function refuse(ctx: Ctx, send: Reservation, exceeded: Exceeded[]): Promise<boolean> {
  const longest = longestOf(exceeded)!
  const alarms = exceeded.filter(({ scope }) => alarming.includes(scope)).map(({ scope }) => scope)
  const refusal = { outcome: 'failure' as const, code: 'connector.rate_limit_exceeded', userId: send.userId ?? null }
  await audit(db(), ctx, { event: 'Message.RateLimited', ...refusal, details: { scope: longest.scope, kind: send.kind } })
  if (alarms.length)
    await audit(db(), ctx, {
      event: 'Message.BudgetExceeded',
      outcome: 'failure',
      code: 'connector.rate_limit_exceeded',
      userId: send.userId ?? null,
      details: { budgets: alarms, country: countryOf(send.to) },
    })
  const told = send.quiet ? longestOf(exceeded.filter(({ scope }) => scope === 'ip')) : longest
  if (!told) return false
  const { retryAfter, scope, limit } = told
  const retryAt = new Date(ctx.now() + retryAfter * 1000).toISOString()
  throw new AppError('connector.rate_limit_exceeded', { retryAfter, retryAt, scope, kind: send.kind, limit })
}
