import ipaddr from 'ipaddr.js'
import { env } from './env'

/** Written by our own server from the socket; whatever a client sends under this name is overwritten there. */
const peerHeader = 'x-peer-address'

const parse = (text: string): string | null => {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : null
}

function listed(address: string, ranges: string[]): boolean {
  const parsed = ipaddr.process(address)
  return ranges.some((range) => {
    const [base, bits] = ipaddr.isValidCIDR(range)
      ? ipaddr.parseCIDR(range)
      : ([ipaddr.parse(range), ipaddr.parse(range).toByteArray().length * 8] as const)
    return base.kind() === parsed.kind() && parsed.match(base, bits)
  })
}

/**
 * The address a request comes from. X-Forwarded-For counts only as far as TRUST_PROXY reaches: a number of hops counted from
 * the nearest, or the proxies' own networks; everything a caller could have written himself is ignored.
 * @returns null when the peer is unknown
 */
export function clientAddress(headers: Headers): string | null {
  const peer = parse(headers.get(peerHeader) ?? '')
  const trust = env().TRUST_PROXY
  if (!peer || !trust) return peer
  const forwarded = (headers.get('x-forwarded-for') ?? '').split(',').map(parse)
  // nearest first: the peer, then what each proxy in turn says it was called by
  const chain = [peer, ...forwarded.reverse()]
  if (/^\d+$/.test(trust)) return furthest(chain, (_address, hop) => hop < Number(trust))
  const ranges = trust.split(',').map((range) => range.trim())
  return furthest(chain, (address) => listed(address, ranges))
}

/** Walks away from us while the hop is a trusted proxy; an unreadable entry ends the walk at the last known address. */
function furthest(chain: (string | null)[], trusted: (address: string, hop: number) => boolean): string | null {
  let found = chain[0] ?? null
  for (let hop = 0; hop < chain.length; hop++) {
    const address = chain[hop]
    if (!address) return found
    found = address
    if (!trusted(address, hop)) return found
  }
  return found
}
