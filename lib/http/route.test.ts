import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useEnv } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { type Endpoint, reply, route } from './route'

beforeAll(() => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
})

const seen: unknown[] = []
const echo = route({
  summary: 'Echo',
  auth: 'anyone',
  body: z.strictObject({ name: z.string().optional(), list: z.array(z.number()).optional() }),
  response: z.object({ name: z.string().optional() }),
  async handler({ body }) {
    seen.push(body)
    return { ...body, secret: 'S3CRET' }
  },
})

const post = (body: BodyInit | undefined, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  new Request('http://localhost:3000/x', {
    method: 'POST',
    headers,
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  })
async function call(endpoint: Endpoint, request: Request) {
  const response = await endpoint(request)
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null }
}

describe('bad input is refused in the shape of every error, and nothing runs', () => {
  const nested = (depth: number) => `${'{"name":'.repeat(depth)}1${'}'.repeat(depth)}`
  it.each<[string, BodyInit, Record<string, string> | undefined, number, string]>([
    ['not JSON', '{"name":', undefined, 400, 'request.malformed'],
    ['duplicate names', '{"name":"a","name":"b"}', undefined, 400, 'request.malformed'],
    ['duplicate names behind an escape', '{"name":"a","n\\u0061me":"b"}', undefined, 400, 'request.malformed'],
    ['NUL', '{"name":"a\\u0000b"}', undefined, 400, 'request.malformed'],
    ['NUL in a name', '{"na\\u0000me":"b"}', undefined, 400, 'request.malformed'],
    ['lone surrogate', '{"name":"\\ud800"}', undefined, 400, 'request.malformed'],
    ['deep nesting', nested(40), undefined, 400, 'request.malformed'],
    ['very deep nesting', '['.repeat(100_000), undefined, 400, 'request.malformed'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), undefined, 400, 'request.malformed'],
    ['a bare value', '"text"', undefined, 400, 'request.invalid'],
    ['null', 'null', undefined, 400, 'request.invalid'],
    ['a list', '[]', undefined, 400, 'request.invalid'],
    ['wrong type', '{"name":5}', undefined, 400, 'request.invalid'],
    ['unknown field', '{"role":"owner"}', undefined, 400, 'request.invalid'],
    ['__proto__', '{"__proto__":{"name":"x"}}', undefined, 400, 'request.invalid'],
    ['no content type', '{"name":"a"}', {}, 415, 'request.unsupported_media_type'],
    ['a form', 'name=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'request.unsupported_media_type'],
    ['100 MB claimed', '{}', { 'content-type': 'application/json', 'content-length': '104857600' }, 413, 'request.too_large'],
    ['300 KB sent', `{"name":"${'a'.repeat(300_000)}"}`, undefined, 413, 'request.too_large'],
  ])('%s', async (_name, body, headers, status, code) => {
    seen.length = 0
    const answer = await call(echo, post(body, headers))
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ code, status, instance: expect.stringMatching(/^[0-9A-Z]{3}-[0-9A-Z]{3}$/) })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(seen).toEqual([])
  })

  it('stops reading an endless body', async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 65_536
        controller.enqueue(new Uint8Array(65_536).fill(0x20))
      },
    })
    expect((await call(echo, post(endless))).status).toBe(413)
    expect(pulled).toBeLessThan(1_000_000)
  })

  it('names the unknown field', async () => {
    const { body } = await call(echo, post('{"role":"owner"}'))
    expect(body.data.problems).toEqual([{ path: 'role', message: expect.any(String) }])
  })
})

describe('good input', () => {
  it.each(['', '  ', '{}'])('takes %j for {}', async (body) => {
    expect((await call(echo, post(body))).status).toBe(200)
  })

  it('keeps text of every script, and quotes and colons inside text', async () => {
    const name = '\u{1F600} "a": {b} \\ é'
    expect((await call(echo, post(JSON.stringify({ name })))).body).toEqual({ name })
  })

  it('lets nothing out that the response schema does not list', async () => {
    const { body, headers } = await call(echo, post('{"name":"a"}'))
    expect(body).toEqual({ name: 'a' })
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('answers with the status and headers of a reply', async () => {
    const made = route({
      summary: 'Make',
      auth: 'anyone',
      response: z.object({ id: z.string() }),
      handler: async () => reply({ id: '1' }, { status: 201, headers: { 'Total-Number': '1' } }),
    })
    const { status, headers, body } = await call(made, post(''))
    expect([status, headers.get('total-number'), body]).toEqual([201, '1', { id: '1' }])
  })
})

describe('refusals and faults', () => {
  const throwing = (error: unknown) =>
    route({
      summary: 'Throw',
      auth: 'anyone',
      async handler() {
        throw error
      },
    })

  it('says Retry-After with the same integer as the details', async () => {
    const refusal = new AppError('connector.rate_limit_exceeded', { retryAfter: 134, scope: 'recipient' })
    const { status, headers, body } = await call(throwing(refusal), post(''))
    expect([status, headers.get('retry-after'), body.data.retryAfter]).toEqual([429, '134', 134])
    expect(body).toMatchObject({ title: "You've asked for several codes", detail: 'You can request another in 2 min 14 s.' })
    expect(body.message).toBe(`${body.title}. ${body.detail}`)
  })

  it('shows a fault as a reference and nothing of its words', async () => {
    const { status, body } = await call(throwing(new Error('password=S3CRET at db.ts')), post(''))
    expect([status, body.code]).toEqual([500, 'server.unexpected'])
    expect(JSON.stringify(body)).not.toContain('S3CRET')
  })

  it.each([
    Object.assign(new Error('x'), { code: 'P1001' }),
    new Error('wrapped', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    new Error('timeout exceeded when trying to connect'),
  ])('a database that is away is a 503 with Retry-After', async (error) => {
    const { status, headers, body } = await call(throwing(error), post(''))
    expect([status, headers.get('retry-after'), body.code]).toEqual([503, '2', 'server.unavailable'])
  })

  it('an answer that breaks its own schema is a fault, not a leak', async () => {
    const broken = route({
      summary: 'Broken',
      auth: 'anyone',
      response: z.object({ id: z.string() }),
      handler: async () => JSON.parse('{"id":5,"hash":"S3CRET"}'),
    })
    const { status, body } = await call(broken, post(''))
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('S3CRET')
  })

  it('words a refusal as its wire does', async () => {
    const render = (error: AppError) => ({ status: 418, body: { error: error.code } })
    const response = await throwing(new AppError('entity.not_found'))(post(''), { render })
    expect([response.status, await response.json()]).toEqual([418, { error: 'entity.not_found' }])
  })
})

describe('writes that a browser authenticates by cookie', () => {
  it.each<[string, Record<string, string>, number]>([
    ['another site', { cookie: 'a=b', origin: 'https://evil.example' }, 403],
    ['an opaque origin', { cookie: 'a=b', origin: 'null' }, 403],
    ['another site that hides its origin', { cookie: 'a=b', 'sec-fetch-site': 'cross-site' }, 403],
    ['our own page', { cookie: 'a=b', origin: 'http://localhost:3000' }, 200],
    ['no cookie', { origin: 'https://evil.example' }, 200],
    ['a bearer', { cookie: 'a=b', origin: 'https://evil.example', authorization: 'Bearer x' }, 200],
  ])('%s', async (_name, headers, status) => {
    expect((await call(echo, post('{}', { 'content-type': 'application/json', ...headers }))).status).toBe(status)
  })
})

describe('query and path', () => {
  const read = route({
    summary: 'Read',
    auth: 'anyone',
    params: z.object({ id: z.string().max(5) }),
    query: z.object({ page: z.coerce.number().int().min(1).default(1) }),
    response: z.object({ id: z.string(), page: z.number() }),
    handler: async ({ params, query }) => ({ ...params, ...query }),
  })
  const get = async (search: string, id: string) => {
    const response = await read(new Request(`http://localhost:3000/x${search}`), { params: Promise.resolve({ id }) })
    return response.status
  }

  it.each([
    ['?page=2', 'a', 200],
    ['?page=0', 'a', 400],
    ['?page=x', 'a', 400],
    ['?page=1&page=2', 'a', 400],
    ['?page=%00', 'a', 400],
    ['?q=%ff', 'a', 400],
    ['?__proto__=1', 'a', 200],
    ['', 'too long', 404],
    ['', 'a\0', 404],
  ])('%s %j answers %i', async (search, id, status) => {
    expect(await get(search, id)).toBe(status)
  })
})
