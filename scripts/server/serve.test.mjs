import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { drainable } from './drain.mjs'
import { secureHeaders } from './headers.mjs'
import { mountFor, serveMount } from './mounts.mjs'

const servers = []
async function listen(handler) {
  const server = createServer(handler)
  servers.push(server)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, origin: `http://127.0.0.1:${server.address().port}` }
}
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

describe('page policy', () => {
  const headersOf = (url, options) => {
    const sent = {}
    const req = { url, headers: {} }
    secureHeaders(
      req,
      { setHeader: (name, value) => (sent[name] = value) },
      { page: true, publicUrl: new URL('http://localhost'), ...options },
    )
    return { sent, req }
  }

  it('gives every page its own nonce and tells Next the same one', () => {
    const [first, second] = [headersOf('/sign-in'), headersOf('/sign-in')]
    const policy = first.sent['Content-Security-Policy']
    expect(policy).toContain(`'nonce-${first.req.headers['x-nonce']}'`)
    expect(first.req.headers['content-security-policy']).toBe(policy)
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(first.req.headers['x-nonce']).not.toBe(second.req.headers['x-nonce'])
  })

  it.each(['/_next/a.js', '/api/users', '/oidc/auth', '/oidc?x=1'])('%s is not a page', (url) => {
    expect(headersOf(url).sent['Content-Security-Policy']).toBeUndefined()
  })

  it('promises https only when the public origin is https', () => {
    expect(headersOf('/').sent['Strict-Transport-Security']).toBeUndefined()
    expect(headersOf('/', { publicUrl: new URL('https://a.example') }).sent['Strict-Transport-Security']).toMatch(/max-age=\d{8}/)
  })
})

describe('mounts', () => {
  it('picks the longest prefix and never a mere beginning of a name', () => {
    const mounts = { '/auth': 1, '/auth/sms': 2, '/v1': 3 }
    expect(mountFor(mounts, '/auth/sms/send?x=/v1')).toBe(2)
    expect(mountFor(mounts, '/auth')).toBe(1)
    expect(mountFor(mounts, '/v10')).toBeUndefined()
    expect(mountFor(undefined, '/v1')).toBeUndefined()
  })

  it('carries method, body, headers, status and every cookie', async () => {
    const handler = async (request) => {
      const body = `${request.method} ${request.url} ${request.headers.get('x-a')} ${await request.text()}`
      const headers = [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['x-b', 'y'],
      ]
      return new Response(body, { status: 201, headers })
    }
    const { origin } = await listen((req, res) => serveMount(handler, req, res, new URL('https://auth.example.com')))
    const response = await fetch(`${origin}/v1/x?q=1`, { method: 'POST', body: 'hello', headers: { 'x-a': 'z' } })
    expect(response.status).toBe(201)
    expect(await response.text()).toBe('POST https://auth.example.com/v1/x?q=1 z hello')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(response.headers.get('x-b')).toBe('y')
  })
})

describe('stopping', () => {
  it('answers what is under way, closes the connection, refuses newcomers, then finishes', async () => {
    let release
    let draining
    const arrived = new Promise((resolve) => {
      release = { arrived: resolve }
    })
    const { server, origin } = await listen((_req, res) => {
      draining.track(res)
      release.go = () => res.end('done')
      release.arrived()
    })
    draining = drainable(server)
    const answer = fetch(origin)
    await arrived
    let finished = false
    const stopped = draining.stop(async () => {
      finished = true
    })
    await expect(fetch(origin)).rejects.toThrow()
    expect(finished).toBe(false)
    release.go()
    const response = await answer
    expect(await response.text()).toBe('done')
    expect(response.headers.get('connection')).toBe('close')
    await stopped
    expect(finished).toBe(true)
  })
})
