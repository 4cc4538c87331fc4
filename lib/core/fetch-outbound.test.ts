import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { certificate } from '@/e2e/fakes/certificate'
import { type FakeHttp, startFakeHttp } from '@/e2e/fakes/http-server'
import { dialOutbound, fetchCarrier, fetchOutbound, isPublicAddress, OutboundError, type OutboundOptions } from './fetch-outbound'

let plain: FakeHttp
let secure: FakeHttp
let silent: Server
const open = new Set<Socket>()

beforeAll(async () => {
  plain = await startFakeHttp({ status: 200, body: 'hello' })
  secure = await startFakeHttp({ status: 200, body: 'hello' }, true)
  silent = createServer((socket) => open.add(socket))
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
})
beforeEach(() => {
  plain.requests.length = 0
  secure.requests.length = 0
})
afterAll(async () => {
  await Promise.all([plain.close(), secure.close()])
  for (const socket of open) socket.destroy()
  silent.close()
})

const silentPort = () => (silent.address() as { port: number }).port
const allowed: OutboundOptions = { allow: ['127.0.0.1'], timeoutMs: 2_000 }
const names = (...addresses: string[]): OutboundOptions['resolve'] => {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}
const fault = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  )
  if (!(error instanceof OutboundError)) throw new Error('expected an outbound error', { cause: error })
  return { reason: error.reason, sent: error.sent }
}
const blocked = { reason: 'blocked', sent: false }

describe('addresses that are not the public internet', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '192.0.0.1',
    '198.18.0.1',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::808:808',
    '2002:7f00:1::1',
    '2001::1',
    'fec0::1',
    '4000::1',
    'not an address',
  ])('%s', (address) => expect(isPublicAddress(address)).toBe(false))

  test.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])('%s is public', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  )
})

describe('a typed address that leads inside', () => {
  test.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])(
    'is refused before anything is sent: %s',
    async (host) => {
      expect(await fault(fetchOutbound(`https://${host}:${secure.port}/`, {}, { allow: [], ca: certificate }))).toEqual(blocked)
      expect(secure.requests).toEqual([])
    },
  )

  test('is refused when a name resolves to it', async () => {
    const options = { allow: [], resolve: names('10.0.0.8', '::1') }
    expect(await fault(fetchOutbound('https://innocent.example/', {}, options))).toEqual(blocked)
    expect(await fault(dialOutbound('innocent.example', 25, options))).toEqual(blocked)
    expect(await fault(dialOutbound('127.0.0.1', silentPort(), options))).toEqual(blocked)
  })

  test('is refused on other schemes, with credentials inside, or when it is no address', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://example.com/', 'https://user:pass@example.com/', 'nonsense'])
      expect(await fault(fetchOutbound(url, {}, { allow: [] }))).toEqual(blocked)
  })

  test('dials the checked address: the name is resolved once and only permitted answers are used', async () => {
    let asked = 0
    const resolve: OutboundOptions['resolve'] = async () => {
      asked += 1
      return asked === 1
        ? [
            { address: '10.255.255.1', family: 4 },
            { address: '127.0.0.1', family: 4 },
          ]
        : [{ address: '10.255.255.1', family: 4 }]
    }
    const response = await fetchOutbound(`http://gateway.example:${plain.port}/`, {}, { ...allowed, resolve })
    expect([response.status, asked, plain.requests.length]).toEqual([200, 1, 1])
  })
})

describe('the operator list', () => {
  test.each([['127.0.0.1'], ['127.0.0.0/8'], ['::ffff:127.0.0.1']])('lets an address through by %s', async (entry) => {
    expect((await fetchOutbound(plain.url, {}, { allow: [entry] })).status).toBe(200)
  })

  test('lets a host through by name, whatever it resolves to', async () => {
    const response = await fetchOutbound(
      `http://Gateway.Internal:${plain.port}/`,
      {},
      { allow: ['gateway.internal'], resolve: names('127.0.0.1') },
    )
    expect(response.status).toBe(200)
  })

  test('does not let through its neighbors', async () => {
    expect(await fault(fetchOutbound(plain.url, {}, { allow: ['127.0.0.2', '10.0.0.0/8', 'localhost', '::1/128'] }))).toEqual(
      blocked,
    )
  })

  test('is needed for plain http, even to a public address', async () => {
    expect(await fault(fetchOutbound('http://example.com/', {}, { allow: [], resolve: names('93.184.216.34') }))).toEqual(blocked)
  })
})

describe('one exchange', () => {
  test('carries method, header spelling, query and body as given', async () => {
    const init = { method: 'POST', headers: { 'X-API-Key': 'k', 'Content-Type': 'text/plain' }, body: 'grüße' }
    const response = await fetchOutbound(`${plain.url}/a%20b?x=1+2&y=%2B`, init, allowed)
    expect(await response.text()).toBe('hello')
    expect(plain.requests[0]).toMatchObject({ method: 'POST', path: '/a%20b?x=1+2&y=%2B', body: 'grüße' })
    expect(plain.requests[0]!.rawHeaders).toContain('X-API-Key')
    expect(plain.requests[0]!.headers['content-length']).toBe('7')
  })

  test('returns a redirect and does not follow it', async () => {
    plain.respond({ status: 302, headers: { location: `${plain.url}/elsewhere` } })
    expect((await fetchOutbound(plain.url, {}, allowed)).status).toBe(302)
    expect(plain.requests).toHaveLength(1)
  })

  test('reads 64 KiB and no more', async () => {
    plain.respond({ status: 200, body: 'x'.repeat(300_000) })
    expect((await (await fetchOutbound(plain.url, {}, allowed)).text()).length).toBe(65_536)
  })

  test('verifies the certificate: an unknown one means nothing was sent', async () => {
    expect(await fault(fetchOutbound(secure.url, {}, allowed))).toEqual({ reason: 'unreachable', sent: false })
    expect(secure.requests).toEqual([])
    expect((await fetchOutbound(secure.url, {}, { ...allowed, ca: certificate })).status).toBe(200)
  })
})

describe('a failed exchange tells whether something was sent', () => {
  const unreachable = { reason: 'unreachable', sent: false }

  test('nobody listens', async () => {
    const gone = await startFakeHttp('hang')
    await gone.close()
    expect(await fault(fetchOutbound(gone.url, {}, allowed))).toEqual(unreachable)
    expect(await fault(dialOutbound('127.0.0.1', gone.port, allowed))).toEqual(unreachable)
  })

  test('the name does not exist', async () => {
    const resolve = () => Promise.reject(new Error('ENOTFOUND'))
    expect(await fault(fetchOutbound('https://nowhere.example/', {}, { allow: [], resolve }))).toEqual(unreachable)
  })

  test('the TLS handshake never ends', async () => {
    const options = { ...allowed, timeoutMs: 100 }
    expect(await fault(fetchOutbound(`https://127.0.0.1:${silentPort()}/`, {}, options))).toEqual({
      reason: 'timeout',
      sent: false,
    })
  })

  test('no answer within the time', async () => {
    plain.respond('hang')
    expect(await fault(fetchOutbound(plain.url, {}, { ...allowed, timeoutMs: 150 }))).toEqual({ reason: 'timeout', sent: true })
  })

  test('an answer that trickles does not buy time', async () => {
    const slow = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
      const drip = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(drip))
    })
    await new Promise<void>((done) => slow.listen(0, '127.0.0.1', done))
    const { port } = slow.address() as { port: number }
    expect(await fault(fetchOutbound(`http://127.0.0.1:${port}/`, {}, { ...allowed, timeoutMs: 200 }))).toEqual({
      reason: 'timeout',
      sent: true,
    })
    slow.close()
  })

  test('the connection breaks after the request', async () => {
    plain.respond('reset')
    expect(await fault(fetchOutbound(plain.url, {}, allowed))).toEqual({ reason: 'broken', sent: true })
  })

  test('the caller gives up', async () => {
    plain.respond('hang')
    const work = fault(fetchOutbound(plain.url, { signal: AbortSignal.timeout(100) }, allowed))
    expect(await work).toEqual({ reason: 'timeout', sent: true })
    expect(await fault(fetchOutbound(plain.url, { signal: AbortSignal.abort() }, allowed))).toEqual({
      reason: 'timeout',
      sent: false,
    })
  })

  test('and never repeats the address, which may hold credentials', async () => {
    const error = await fetchOutbound('https://127.0.0.1/?password=hunter2', {}, { allow: [] }).catch((reason: Error) => reason)
    expect(`${(error as Error).message} ${(error as Error).stack}`).not.toContain('hunter2')
  })
})

test('a carrier door opens to its own hosts only', async () => {
  const door = fetchCarrier(/^api\.carrier\.example$/, { allow: ['127.0.0.1'], resolve: names('127.0.0.1'), ca: certificate })
  for (const url of [
    'https://evil.example/',
    'http://api.carrier.example/',
    'https://api.carrier.example:8443/',
    'https://api.carrier.example.evil.example/',
  ])
    expect(await fault(door(url, {}))).toEqual(blocked)
  // past the host check it is an ordinary exchange: nobody listens on 443 here
  expect(await fault(door('https://api.carrier.example/', {}))).toEqual({ reason: 'unreachable', sent: false })
})
