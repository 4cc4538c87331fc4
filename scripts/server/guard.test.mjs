import { createServer } from 'node:http'
import net from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answer, demandsUpgrade, foreignForm, limitBody, plainTarget, refuse, scrub } from './guard.mjs'

const publicUrl = new URL('https://auth.example.com')
let server
let port
let seen

beforeAll(async () => {
  server = createServer((req, res) => {
    if (!plainTarget(req.url)) return answer(res, 400)
    if (!limitBody(req, res, 1000)) return
    scrub(req, publicUrl)
    seen = req.headers
    let length = 0
    req.on('error', () => undefined)
    req.on('data', (chunk) => (length += chunk.length)).on('end', () => res.end(`read ${length}`))
  })
  server.on('clientError', (_error, socket) => refuse(socket, 400))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = server.address().port
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/** Writes bytes, returns everything the server says until `until` was seen or it hung up. */
const talk = (bytes, until = /\r\n\r\n.*[}\d]$/s) =>
  new Promise((resolve) => {
    let said = ''
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (data) => {
      said += data
      if (until.test(said)) socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(said))
  })

const post = (rest) => `POST /x HTTP/1.1\r\nHost: a\r\n${rest}`
const chunk = (n) => `${n.toString(16)}\r\n${'a'.repeat(n)}\r\n`

describe('request target', () => {
  it.each(['/', '/sign-in?x=%zz', '/a%20b', '/caf%C3%A9', '/a?next=//b'])('%s passes', (url) =>
    expect(plainTarget(url)).toBe(true),
  )
  it.each(['', '*', 'http://evil/', '//evil', '/\\evil', '/%E0%A4%A', '/%', '/a%00b', '/a?b=%00', '/a#b', undefined])(
    '%s is refused',
    (url) => expect(plainTarget(url)).toBe(false),
  )

  it('answers garbage and absolute-form with 400', async () => {
    expect(await talk('garbage\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
    expect(await talk('GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*"code":"request.malformed"/s)
  })
})

describe('upgrade', () => {
  it('refuses a websocket and ignores the h2c offer of ordinary clients', () => {
    expect(demandsUpgrade({ upgrade: 'websocket' })).toBe(true)
    expect(demandsUpgrade({ upgrade: 'h2c' })).toBe(false)
    expect(demandsUpgrade({})).toBe(false)
  })
})

describe('body limit', () => {
  it('lets a body of exactly the limit through, declared or chunked', async () => {
    expect(await talk(post(`Content-Length: 1000\r\n\r\n${'a'.repeat(1000)}`))).toMatch(/read 1000$/)
    const chunked = post(`Transfer-Encoding: chunked\r\n\r\n${chunk(500)}${chunk(500)}0\r\n\r\n`)
    expect(await talk(chunked, /read \d+/)).toContain('read 1000')
  })

  it('refuses a declared length before reading it', async () => {
    expect(await talk(post('Content-Length: 1001\r\n\r\n'))).toMatch(/^HTTP\/1.1 413 .*"code":"request.too_large"/s)
  })

  it('refuses a chunked body when the count passes the limit, without waiting for its end', async () => {
    expect(await talk(post(`Transfer-Encoding: chunked\r\n\r\n${chunk(600)}${chunk(401)}`))).toMatch(
      /^HTTP\/1.1 413 .*problem\+json/s,
    )
  })

  it('lets the sender of a large body read the answer instead of a reset', async () => {
    expect(await talk(post(`Content-Length: 3000000\r\n\r\n${'a'.repeat(3_000_000)}`))).toMatch(/^HTTP\/1.1 413 /)
  })
})

describe('request headers', () => {
  it('overwrites the peer and the host, and drops what only the server may set', async () => {
    const forged = [
      'X-Peer-Address: 9.9.9.9',
      'X-Nonce: n',
      'X-Middleware-Subrequest: m',
      'X-Forwarded-Host: evil',
      'Content-Security-Policy: c',
    ]
    await talk(`GET /x HTTP/1.1\r\nHost: a\r\n${forged.join('\r\n')}\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n`)
    expect(seen).toMatchObject({
      'x-peer-address': '127.0.0.1',
      'x-forwarded-host': 'auth.example.com',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '1.2.3.4',
    })
    for (const name of ['x-nonce', 'x-middleware-subrequest', 'content-security-policy']) expect(seen[name]).toBeUndefined()
  })
})

describe('forms of other sites', () => {
  const post = (url, origin) => foreignForm({ method: 'POST', url, headers: origin === undefined ? {} : { origin } }, publicUrl)
  it('are refused on pages, and left to the API and the provider, who know their callers', () => {
    expect(post('/console/users', 'https://evil.example')).toBe(true)
    expect(post('/submit', 'null')).toBe(true)
    expect(post('/submit', 'https://auth.example.com')).toBe(false)
    expect(post('/submit')).toBe(false)
    expect(post('/api/users', 'https://evil.example')).toBe(false)
    expect(post('/oidc/token', 'https://spa.example')).toBe(false)
  })
})
