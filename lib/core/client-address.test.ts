import { describe, expect, it } from 'vitest'
import { clientAddress } from './client-address'
import { useEnv as startWith } from './env'

function seen(trust: string | undefined, peer: string, forwarded?: string): string | null {
  startWith({ ...process.env, PUBLIC_URL: 'http://localhost:3000', ...(trust !== undefined && { TRUST_PROXY: trust }) })
  return clientAddress(new Headers({ 'x-peer-address': peer, ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) }))
}

describe('clientAddress', () => {
  it.each<[string, string | undefined, string, string | undefined, string | null]>([
    ['no proxy is trusted', undefined, '203.0.113.7', '1.2.3.4', '203.0.113.7'],
    ['one hop, and what the caller wrote before it', '1', '10.0.0.1', '6.6.6.6, 203.0.113.7', '203.0.113.7'],
    ['two hops', '2', '10.0.0.1', '6.6.6.6, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['fewer hops than promised', '3', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['no header at all', '1', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy of the list', '10.0.0.0/8', '10.0.0.1', '6.6.6.6, 203.0.113.7', '203.0.113.7'],
    ['a chain of listed proxies', '10.0.0.0/8,fd00::/8', 'fd00::1', '6.6.6.6, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['a peer that is not listed', '10.0.0.0/8', '203.0.113.9', '6.6.6.6', '203.0.113.9'],
    ['a single listed address', '10.0.0.1', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['garbage where an address should be', '1', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['garbage behind a good hop', '2', '10.0.0.1', '<script>, 203.0.113.7', '203.0.113.7'],
    ['mapped IPv4 and ports', '1', '::ffff:10.0.0.1', '203.0.113.7:5123', '203.0.113.7'],
    ['IPv6 in brackets', '1', '10.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
    ['an unknown peer', '1', '', '203.0.113.7', null],
  ])('%s', (_name, trust, peer, forwarded, expected) => {
    expect(seen(trust, peer, forwarded)).toBe(expected)
  })
})
