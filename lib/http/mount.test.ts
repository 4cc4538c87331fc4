import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useEnv } from '@/lib/core/env'
import { mount } from './mount'
import { openApi } from './openapi'
import { type Endpoints, route } from './route'

beforeAll(() => {
  useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' })
})

const named = (name: string) =>
  route({
    summary: name,
    auth: 'anyone',
    params: z.object({ id: z.string().optional() }),
    response: z.object({ name: z.string(), id: z.string().optional() }),
    handler: async ({ params }) => ({ name, ...params }),
  })
const table = {
  'GET /users/:id': named('one'),
  'DELETE /users/:id': named('gone'),
  'GET /users/me': named('me'),
  'POST /users': named('create'),
} satisfies Endpoints
const serve = mount('/api', [table])
const ask = (method: string, path: string) => serve(new Request(`http://localhost:3000${path}`, { method }))

describe('mount', () => {
  it.each([
    ['GET', '/api/users/7', 'one', '7'],
    ['GET', '/api/users/a%2Fb', 'one', 'a/b'],
    ['GET', '/api/users/me', 'me', undefined],
    ['DELETE', '/api/users/7', 'gone', '7'],
    ['POST', '/api/users/', 'create', undefined],
  ])('%s %s', async (method, path, name, id) => {
    expect(await (await ask(method, path)).json()).toEqual({ name, ...(id && { id }) })
  })

  it.each(['/api', '/api/', '/api/nothing', '/api/users/7/more', '/apiusers', '/api/users/%E0%A4%A', '/api/users//'])(
    'answers %s with 404 in JSON',
    async (path) => {
      const response = await ask('GET', path)
      expect([response.status, (await response.json()).code]).toEqual([404, 'entity.not_found'])
    },
  )

  it('answers a method nobody takes with 405 and what is allowed', async () => {
    const response = await ask('PUT', '/api/users/7')
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, DELETE, HEAD, OPTIONS'])
    expect((await response.json()).code).toBe('request.method_not_allowed')
  })

  it('answers OPTIONS and HEAD without a body', async () => {
    const options = await ask('OPTIONS', '/api/users')
    expect([options.status, options.headers.get('allow'), await options.text()]).toEqual([204, 'POST, OPTIONS', ''])
    const head = await ask('HEAD', '/api/users/7')
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'application/json', ''])
  })

  it('never runs a write for HEAD', async () => {
    expect((await ask('HEAD', '/api/users')).status).toBe(405)
  })

  it('refuses two owners of one path when it is made', () => {
    expect(() => mount('/api', [table, { 'POST /users': named('again') }])).toThrow('two tables')
  })
})

describe('openApi', () => {
  it('is read from the specs', () => {
    const document = openApi({
      title: 'T',
      version: '1',
      server: 'http://localhost:3000',
      mounts: [{ prefix: '/api', tables: [table] }],
    })
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual(['/api/users/{id}', '/api/users/me', '/api/users'])
    expect(document.paths['/api/users/{id}']?.get).toMatchObject({
      summary: 'one',
      parameters: [{ name: 'id', in: 'path', required: true }],
      responses: { 200: { content: { 'application/json': { schema: { type: 'object' } } } } },
    })
  })
})
