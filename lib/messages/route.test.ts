import { describe, expect, it } from 'vitest'
import { type Candidate, routeTo } from './route'

const now = 1_000
const one = (id: string, over: Partial<Candidate> = {}): Candidate => ({
  id,
  channel: 'sms',
  enabled: true,
  priority: 10,
  countries: { allow: ['*'], deny: [] },
  pausedUntil: null,
  inbox: false,
  ...over,
})
const route = (list: Candidate[], country: string | null = 'DE', allowed = ['DE', 'US'], kind: 'phone' | 'email' = 'phone') => {
  const found = routeTo(list, { kind, country, allowed, now })
  return 'chain' in found ? found.chain.map(({ id }) => id) : found.refused
}

describe('the order of connectors', () => {
  it('is priority, then id, paused ones last while the pause runs', () => {
    const list = [
      one('c'),
      one('b'),
      one('a', { pausedUntil: new Date(now + 1) }),
      one('z', { priority: 1 }),
      one('d', { pausedUntil: new Date(now) }),
    ]
    expect(route(list)).toEqual(['z', 'b', 'c', 'd', 'a'])
  })

  it('joins text messages and WhatsApp, and never mixes in email', () => {
    const list = [one('s'), one('w', { channel: 'whatsapp' }), one('e', { channel: 'email' })]
    expect(route(list)).toEqual(['s', 'w'])
    expect(route(list, null, [], 'email')).toEqual(['e'])
  })
})

describe('countries', () => {
  it('decide per connector, and a denial wins', () => {
    const list = [
      one('de', { countries: { allow: ['DE'], deny: [] } }),
      one('us', { countries: { allow: ['US'], deny: [] } }),
      one('no', { countries: { allow: ['*'], deny: ['DE'] } }),
    ]
    expect(route(list)).toEqual(['de'])
    expect(route(list, 'CA', ['CA'])).toEqual(['no'])
  })

  it('that nobody chose are refused, all of them while the list is empty', () => {
    expect(route([one('a')], 'FR')).toBe('destination')
    expect(route([one('a')], 'DE', [])).toBe('destination')
    expect(route([one('a')], null)).toBe('destination')
  })

  it('mean nothing to the inbox', () => {
    expect(route([one('a'), one('i', { inbox: true })], 'FR', [])).toEqual(['i'])
  })

  it('are told apart from having nothing connected', () => {
    expect(route([one('a', { enabled: false })])).toBe('none')
    expect(route([one('a', { countries: { allow: ['US'], deny: [] } })])).toBe('destination')
  })
})
