import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startFakeHttpGateway } from '@/e2e/fakes/http-gateway'
import type { FakeHttp } from '@/e2e/fakes/http-server'
import { now } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { fetchOutbound } from '@/lib/core/fetch-outbound'
import { httpEmail, httpSms } from './http'
import { ending, sampleMessage, toolsWith } from './samples'
import { signedHeaders } from './signature'

let gateway: FakeHttp
beforeAll(async () => {
  gateway = await startFakeHttpGateway()
})
beforeEach(() => {
  gateway.requests.length = 0
})
afterAll(() => gateway.close())

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
const config = () => ({ endpoint: `${gateway.url}/in?tenant=7`, signingSecret: secret })
const tools = toolsWith((url, init) => fetchOutbound(url, init, { allow: ['127.0.0.1'], timeoutMs: 200 }))
const send = (over = {}) => httpSms.send({ ...config(), ...over }, 'sms', sampleMessage(), tools)
const hmac = (key: string | Buffer, text: string) => `v1,${createHmac('sha256', key).update(text).digest('base64')}`

describe('the request', () => {
  const printed =
    '{"id":"msg_2b1c","channel":"sms","to":"+39123456789","type":"MfaVerification","text":"Your verification code is: 847261","payload":{"code":"847261","locale":"en","expiresInMinutes":5},"ip":"203.0.113.7"}'

  test('is body H1 under Standard Webhooks headers, byte for byte', async () => {
    expect(await send({ authorization: 'Bearer S3CRET' })).toEqual({ providerId: 'gw_1', detail: { httpStatus: 200 } })
    const [request] = gateway.requests
    expect(request).toMatchObject({ method: 'POST', path: '/in?tenant=7', body: printed })
    const key = Buffer.from('0123456789abcdef0123456789abcdef')
    expect(request!.headers).toEqual({
      host: `127.0.0.1:${gateway.port}`,
      connection: 'close',
      'content-type': 'application/json',
      'content-length': String(printed.length),
      'webhook-id': 'msg_2b1c',
      'webhook-timestamp': '1700000000',
      'webhook-signature': hmac(key, `msg_2b1c.1700000000.${printed}`),
      authorization: 'Bearer S3CRET',
    })
  })

  test('signs with both secrets during a rotation, and with a plain secret as it stands', async () => {
    await send({ signingSecret: 'a plain secret of length', previousSigningSecret: secret })
    const text = `msg_2b1c.1700000000.${printed}`
    const expected = `${hmac('a plain secret of length', text)} ${hmac(Buffer.from('0123456789abcdef0123456789abcdef'), text)}`
    expect(gateway.requests[0]!.headers['webhook-signature']).toBe(expected)
  })

  test('of an email has subject and html', async () => {
    const mail = sampleMessage({
      channel: 'email',
      to: 'ann@example.com',
      subject: 'Your code',
      html: '<b>847261</b>',
      ip: undefined,
      id: '0199',
    })
    await httpEmail.send(config(), 'email', mail, tools)
    expect(gateway.requests[0]!.body).toBe(
      '{"id":"msg_0199","channel":"email","to":"ann@example.com","type":"MfaVerification","subject":"Your code","text":"Your verification code is: 847261","html":"<b>847261</b>","payload":{"code":"847261","locale":"en","expiresInMinutes":5}}',
    )
  })
})

describe('the answer', () => {
  test.each([
    [200, '{"id":"abc"}', 'abc'],
    [202, '', 'msg_2b1c'],
    [204, '', 'msg_2b1c'],
    [200, 'thanks', 'msg_2b1c'],
    [200, '{"id":7}', 'msg_2b1c'],
  ])('%i %j is accepted as %s', async (status, body, providerId) => {
    gateway.respond({ status, body })
    expect(await send()).toEqual({ providerId, detail: { httpStatus: status } })
  })

  test.each([
    [422, 'recipient_rejected', 'recipient'],
    [400, 'destination_blocked', 'destination'],
    [403, 'content_rejected', 'content'],
    [400, 'something_else', 'config'],
    [429, 'recipient_rejected', 'throttled'],
    [500, 'recipient_rejected', 'ambiguous'],
  ])('%i with %s is %s, and nothing of the body is told', async (status, error, outcome) => {
    gateway.respond({ status, body: JSON.stringify({ error, internal: 'private words' }) })
    const end = await ending(send())
    expect(end.outcome).toBe(outcome)
    expect(end.detail).toEqual(status === 429 ? { httpStatus: 429, retryAfter: 30 } : { httpStatus: status })
  })

  test('a redirect is not followed', async () => {
    gateway.respond({ status: 307, headers: { location: `${gateway.url}/elsewhere` } })
    expect((await ending(send())).outcome).toBe('config')
    expect(gateway.requests).toHaveLength(1)
  })

  test('a hang or reset is ambiguous, a closed port or a private address unreachable', async () => {
    gateway.respond('hang', 'reset')
    expect((await ending(send())).outcome).toBe('ambiguous')
    expect((await ending(send())).outcome).toBe('ambiguous')
    const gone = await startFakeHttpGateway()
    await gone.close()
    expect((await ending(send({ endpoint: gone.url }))).outcome).toBe('unreachable')
    const strict = toolsWith((url, init) => fetchOutbound(url, init, { allow: [] }))
    expect(await ending(httpSms.send(config(), 'sms', sampleMessage(), strict))).toEqual({ outcome: 'unreachable', detail: {} })
  })
})

describe('a delivery report', () => {
  const report = (body: string, secrets: string[], at = now()) =>
    httpSms.receipt!(
      { ...config(), previousSigningSecret: 'the previous secret' },
      new Request('https://id.example.com/api/callbacks/c', {
        method: 'POST',
        headers: signedHeaders(secrets, 'evt_1', at, body),
        body,
      }),
    )
  const body = '{"id":"gw_1","status":"delivered"}'

  test('is read when either secret signed it', async () => {
    for (const key of [secret, 'the previous secret'])
      expect(await report(body, [key])).toEqual({ providerId: 'gw_1', status: 'delivered', reason: undefined })
  })

  test('is refused when forged, changed or stale', async () => {
    await expect(report(body, ['some other secret'])).rejects.toThrow(AppError)
    await expect(report(body, [secret], now() - 301_000)).rejects.toThrow(AppError)
    const headers = signedHeaders([secret], 'evt_1', now(), body)
    const changed = new Request('https://id.example.com/', { method: 'POST', headers, body: body.replace('delivered', 'failed') })
    await expect(httpSms.receipt!(config(), changed)).rejects.toThrow(AppError)
  })

  test('that says nothing known records nothing', async () => {
    expect(await report('{"id":"gw_1","status":"queued"}', [secret])).toBeNull()
    expect(await report('not json', [secret])).toBeNull()
  })
})
