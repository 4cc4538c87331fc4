import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startFakeHttpGateway } from '@/e2e/fakes/http-gateway'
import type { FakeHttp } from '@/e2e/fakes/http-server'
import { fetchOutbound } from '@/lib/core/fetch-outbound'
import { httpGetSms } from './http-get-sms'
import { ending, sampleMessage, toolsWith } from './samples'
import { SendFailure } from './types'

let gateway: FakeHttp
beforeAll(async () => {
  gateway = await startFakeHttpGateway()
})
beforeEach(() => {
  gateway.requests.length = 0
})
afterAll(() => gateway.close())

const tools = toolsWith((url, init) => fetchOutbound(url, init, { allow: ['127.0.0.1'], timeoutMs: 200 }))
const config = (over = {}) => ({
  endpoint: `${gateway.url}/send`,
  username: 'user',
  password: 'p&s=1',
  apiKey: 'key-1',
  acknowledged: true,
  ...over,
})
const send = (over = {}) => httpGetSms.send(config(over), 'sms', sampleMessage(), tools)
const ours = 'username=user&password=p%26s%3D1&phone=%2B39123456789&message=Your+verification+code+is%3A+847261'

test('the request is the printed GET, byte for byte and without a body', async () => {
  expect(await send()).toEqual({ providerId: null, detail: { httpStatus: 200 } })
  expect(gateway.requests).toHaveLength(1)
  expect(gateway.requests[0]).toMatchObject({ method: 'GET', path: `/send?${ours}`, body: '' })
  expect(gateway.requests[0]!.rawHeaders.join('\n')).toBe(`X-API-Key\nkey-1\nHost\n127.0.0.1:${gateway.port}\nConnection\nclose`)
})

test.each([
  ['?route=a%20b&x', `?route=a%20b&x&${ours}`],
  ['?phone=0&route=1&user%6Eame=evil', `?route=1&${ours}`],
  ['?', `?${ours}`],
  ['?q=1?2', `?q=1?2&${ours}`],
])('what the endpoint already has comes first, same names replaced: %s', async (query, expected) => {
  await send({ endpoint: `${gateway.url}/send${query}` })
  expect(gateway.requests[0]!.path).toBe(`/send${expected}`)
})

test('nothing is sent until the danger is acknowledged', async () => {
  expect((await ending(send({ acknowledged: undefined }))).outcome).toBe('config')
  expect((await ending(send({ acknowledged: false }))).outcome).toBe('config')
  expect(gateway.requests).toEqual([])
})

test.each([
  [200, 'accepted'],
  [204, 'accepted'],
  [301, 'config'],
  [400, 'config'],
  [429, 'throttled'],
  [502, 'ambiguous'],
])('%i is %s and its body is ignored', async (status, outcome) => {
  gateway.respond({ status, body: status === 204 ? undefined : 'ERROR private words' })
  const end = await ending(send())
  expect(end.outcome).toBe(outcome)
  expect(JSON.stringify(end)).not.toContain('private')
})

test('a timeout is a failed send that may have arrived, and no fault names the address', async () => {
  gateway.respond('hang')
  const error = await send().catch((reason) => reason)
  expect(error).toBeInstanceOf(SendFailure)
  expect(error.outcome).toBe('ambiguous')
  const told = `${error.stack} ${error.cause?.stack} ${JSON.stringify(error)}`
  for (const secret of ['p&s=1', 'p%26s', '847261', 'key-1']) expect(told).not.toContain(secret)
})
