import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import ipaddr from 'ipaddr.js'
import { env } from './env'

export type OutboundReason = 'blocked' | 'unreachable' | 'timeout' | 'broken'

/**
 * Why an exchange gave no answer. `sent: false`: certainly nothing left this machine (address refused, DNS, connect, TLS), so
 * another way may be tried. `sent: true`: the request was written and the other side may have acted on it. Never names the URL.
 */
export class OutboundError extends Error {
  readonly reason: OutboundReason
  readonly sent: boolean
  constructor(reason: OutboundReason, sent: boolean, options?: ErrorOptions) {
    super(`outbound request ${reason}, ${sent ? 'may have been received' : 'nothing was sent'}`, options)
    this.name = 'OutboundError'
    this.reason = reason
    this.sent = sent
  }
}

export type Resolve = (hostname: string) => Promise<LookupAddress[]>
export type OutboundOptions = {
  signal?: AbortSignal
  /** for the whole exchange, 5,000 unless told */
  timeoutMs?: number
  /** what is read of the answer, 65,536 unless told; the rest is cut off */
  maxBytes?: number
  /** hosts and CIDRs that may be private or plain http; OUTBOUND_ALLOW unless told */
  allow?: string[]
  resolve?: Resolve
  /** a certificate authority to trust instead of the public ones, PEM */
  ca?: string
}

const resolveBySystem: Resolve = (hostname) =>
  new Promise((done, fail) => systemLookup(hostname, { all: true }, (error, found) => (error ? fail(error) : done(found))))

const nat64 = ipaddr.parseCIDR('64:ff9b::/96')
const globalUnicast = ipaddr.parseCIDR('2000::/3')

/** True for addresses of the public internet; an IPv4 address inside an IPv6 one (mapped, NAT64) is judged by itself. */
export function isPublicAddress(address: string): boolean {
  if (!isIP(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.range() === 'unicast'
  if (parsed.match(nat64)) return ipaddr.fromByteArray(parsed.toByteArray().slice(12)).range() === 'unicast'
  return parsed.range() === 'unicast' && parsed.match(globalUnicast)
}

function isListed(address: string, allow: string[]): boolean {
  if (!isIP(address)) return false
  const parsed = ipaddr.process(address)
  return allow.some((entry) => {
    if (ipaddr.isValid(entry)) return ipaddr.process(entry).toString() === parsed.toString()
    if (!ipaddr.isValidCIDR(entry)) return false
    const range = ipaddr.parseCIDR(entry)
    return range[0].kind() === parsed.kind() && parsed.match(range)
  })
}

/** Whether this address may be dialed for this host; plain http is for the operator's own list alone. */
function guard(hostname: string, plain: boolean, allow: string[]): (address: string) => boolean {
  const named = allow.some((entry) => entry.toLowerCase() === hostname)
  return (address) => named || isListed(address, allow) || (!plain && isPublicAddress(address))
}

/** A `lookup` for sockets that yields only addresses the guard lets through: what is checked is what is dialed, so a name cannot change in between. */
function checkedLookup(permitted: (address: string) => boolean, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    const answer = resolve(hostname).then((found) => {
      const usable = found.filter((entry) => permitted(entry.address))
      if (usable[0]) return usable as [LookupAddress, ...LookupAddress[]]
      throw new OutboundError(found.length ? 'blocked' : 'unreachable', false)
    })
    answer.then(
      (usable) => (options.all ? callback(null, usable) : callback(null, usable[0].address, usable[0].family)),
      (error: Error) => callback(error, ''),
    )
  }
}

/** The checked lookup for a host; an address written out never reaches a lookup, so it is refused here. @throws OutboundError blocked */
function lookupFor(hostname: string, plain: boolean, options: OutboundOptions): LookupFunction {
  const permitted = guard(hostname, plain, options.allow ?? env().OUTBOUND_ALLOW)
  if (isIP(hostname) && !permitted(hostname)) throw new OutboundError('blocked', false)
  return checkedLookup(permitted, options.resolve ?? resolveBySystem)
}

/**
 * The only way to reach an address that an admin or user typed (security.md "Outbound"): https unless the operator lists the
 * host, the dialed address checked, TLS verified, redirects returned and not followed, 5 s in all, 64 KiB read.
 * @throws OutboundError telling whether anything was sent
 */
export async function fetchOutbound(url: string, init: RequestInit = {}, options: OutboundOptions = {}): Promise<Response> {
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (!target || !/^https?:$/.test(target.protocol) || target.username || target.password)
    throw new OutboundError('blocked', false)
  const plain = target.protocol === 'http:'
  const hostname = target.hostname.replace(/^\[|\]$/g, '')
  const body = init.body == null ? undefined : Buffer.from(await new Response(init.body).arrayBuffer())
  const lookup = lookupFor(hostname, plain, options)
  const signals = [init.signal, options.signal].filter((signal) => signal != null)
  return new Promise((resolve, reject) => {
    let sent = false
    const request = (plain ? httpRequest : httpsRequest)({
      hostname,
      port: target.port || undefined,
      path: target.pathname + target.search,
      method: init.method ?? 'GET',
      headers: headersOf(init.headers, body),
      lookup,
      ca: options.ca,
      rejectUnauthorized: true,
      // one exchange, one socket: a reused one would blur whether anything was sent
      agent: false,
    })
    const stop = (reason: OutboundReason) => () => settle(() => reject(new OutboundError(reason, sent)))
    const onAbort = stop('timeout')
    const timer = setTimeout(onAbort, options.timeoutMs ?? 5_000)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', onAbort)
      finish()
      request.destroy()
    }
    request.on('socket', (socket) =>
      socket.once(plain ? 'connect' : 'secureConnect', () => {
        sent = true
      }),
    )
    request.on('error', (cause) => settle(() => reject(failure(cause, sent))))
    request.on('response', (response) =>
      read(response, options.maxBytes ?? 65_536)
        .then((bytes) => responseOf(response, bytes))
        .then(
          (answer) => settle(() => resolve(answer)),
          (cause) => settle(() => reject(failure(cause, sent))),
        ),
    )
    for (const signal of signals) signal.aborted ? onAbort() : signal.addEventListener('abort', onAbort, { once: true })
    request.end(body)
  })
}

const failure = (cause: Error, sent: boolean) =>
  cause instanceof OutboundError ? cause : new OutboundError(sent ? 'broken' : 'unreachable', sent, { cause })

/** Names keep the spelling they were given: some gateways compare them by case. */
function headersOf(given: HeadersInit | undefined, body: Buffer | undefined): OutgoingHttpHeaders {
  const pairs = given instanceof Headers || Array.isArray(given) ? [...given] : Object.entries(given ?? {})
  return { ...Object.fromEntries(pairs), ...(body && { 'Content-Length': body.length }) }
}

/** The body, cut off at the limit. Rejects when the other side breaks off before either. */
function read(response: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size >= limit) resolve(Buffer.concat(chunks).subarray(0, limit))
    })
    response.on('end', () => resolve(Buffer.concat(chunks)))
    response.on('error', reject)
  })
}

/** @throws OutboundError broken, for a status that no Response can hold */
function responseOf(from: IncomingMessage, bytes: Buffer): Response {
  const status = from.statusCode ?? 0
  if (status < 200 || status > 599) throw new OutboundError('broken', true)
  const headers = new Headers()
  for (const [name, values] of Object.entries(from.headersDistinct)) for (const value of values ?? []) headers.append(name, value)
  const empty = status === 204 || status === 205 || status === 304
  return new Response(empty ? null : new Uint8Array(bytes), { status, headers })
}

/**
 * `fetchOutbound` for services whose hosts are known: https to a host the pattern names, and nothing else.
 * @param hosts matches the whole host name, anchored
 */
export function fetchCarrier(
  hosts: RegExp,
  options: OutboundOptions = {},
): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const target = new URL(url)
    if (target.protocol !== 'https:' || target.port || !hosts.test(target.hostname)) throw new OutboundError('blocked', false)
    return fetchOutbound(url, init, options)
  }
}

/**
 * A connected TCP socket to a typed host, for protocols other than HTTP (SMTP); the same address check.
 * @throws OutboundError, always with `sent: false`
 */
export async function dialOutbound(hostname: string, port: number, options: OutboundOptions = {}): Promise<Socket> {
  const host = hostname.toLowerCase()
  const socket = connect({ host, port, lookup: lookupFor(host, false, options) })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => onAbort(), options.timeoutMs ?? 5_000)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', onAbort)
      finish()
    }
    const onAbort = () =>
      settle(() => {
        socket.destroy()
        reject(new OutboundError('timeout', false))
      })
    socket.on('error', (cause) => settle(() => reject(failure(cause, false))))
    socket.once('connect', () => settle(() => resolve(socket)))
    if (options.signal?.aborted) onAbort()
    else options.signal?.addEventListener('abort', onAbort, { once: true })
  })
}
