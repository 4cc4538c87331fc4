import { expect, it } from 'vitest'
import { kilometers, type Position, risksOf, type Signals } from './risk'

const now = Date.UTC(2026, 0, 10)
const berlin: Position = { country: 'DE', latitude: 52.52, longitude: 13.4 }
const sydney: Position = { country: 'AU', latitude: -33.87, longitude: 151.21 }
const ordinary: Signals = {
  now,
  ip: '203.0.114.7',
  position: berlin,
  knownBrowser: true,
  last: { at: now - 3_600_000, position: berlin },
  countries: ['DE'],
}
const fired = (change: Partial<Signals>) => risksOf({ ...ordinary, ...change })

it('is quiet about what it knows', () => {
  expect(fired({})).toEqual([])
})

it.each<[string, Partial<Signals>, string[]]>([
  ['a country not seen for 180 days', { countries: ['FR'] }, ['new_country']],
  ['Sydney an hour after Berlin', { position: sydney, countries: ['DE', 'AU'] }, ['impossible_travel']],
  [
    'Sydney a day after Berlin',
    { position: sydney, countries: ['DE', 'AU'], last: { at: now - 86_400_000, position: berlin } },
    [],
  ],
  ['31 days of silence', { last: { at: now - 31 * 86_400_000, position: berlin } }, ['long_idle']],
  ['a private address', { ip: '10.0.0.7' }, ['untrusted_address']],
  ['an unknown browser', { knownBrowser: false }, ['unknown_browser']],
])('fires for %s', (_what, change, rules) => {
  expect(fired(change)).toEqual(rules)
})

it('takes what is missing or malformed for a risk', () => {
  expect(fired({ position: null })).toEqual(['new_country', 'impossible_travel'])
  expect(fired({ last: null })).toEqual(['impossible_travel', 'long_idle'])
  for (const ip of [null, '', 'nonsense', '::1', '127.0.0.1', '100.64.0.1']) expect(fired({ ip })).toContain('untrusted_address')
  expect(risksOf({ now, ip: null, position: null, knownBrowser: false, last: null, countries: [] })).toHaveLength(5)
})

it('measures over the globe', () => {
  expect(Math.round(kilometers(berlin, sydney) / 100)).toBe(161)
  expect(kilometers(berlin, berlin)).toBe(0)
})
