import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FakeHttp } from '@/e2e/fakes/http-server'
import { rebase, startFakeTwilio, twilioRefusal } from '@/e2e/fakes/twilio'
import { useEnv } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { fetchOutbound } from '@/lib/core/fetch-outbound'
import { ending, sampleMessage, samples, toolsWith } from './samples'
import { twilioSms } from './twilio'

const account = 'AC00000000000000000000000000000001'
const base = { accountSID: account, authToken: 'S3CRET-auth-token', fromNumber: '+12125550100' }
const message = sampleMessage({
  text: 'Your code is 847261 & more',
  callbackUrl: 'https://id.example.com/api/callbacks/con_1?t=abc',
})

let twilio: FakeHttp
beforeAll(async () => {
  useEnv({ NODE_ENV: 'test', SECRET_KEY: 'k'.repeat(32), PUBLIC_URL: 'https://id.example.com' })
  twilio = await startFakeTwilio()
})
beforeEach(() => {
  twilio.requests.length = 0
})
afterAll(() => twilio.close())

const send = (config: Record<string, unknown>, over = {}) => {
  const { fetch, asked } = rebase(twilio)
  return { asked, sent: twilioSms.send(config, 'sms', { ...message, ...over }, toolsWith(fetch)) }
}
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const form = () => Object.fromEntries(new URLSearchParams(twilio.requests[0]!.body))

describe('the request', () => {
  test('is the printed one, byte for byte', async () => {
    const { asked, sent } = send(base)
    expect(await sent).toEqual({
      providerId: `SM${'1'.padStart(32, '0')}`,
      detail: { httpStatus: 201, messageId: `SM${'1'.padStart(32, '0')}` },
    })
    expect(asked).toEqual([`https://api.twilio.com/2010-04-01/Accounts/${account}/Messages.json`])
    const [request] = twilio.requests
    expect(request).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${account}/Messages.json` })
    expect(request!.headers).toMatchObject({
      authorization: basic(account, 'S3CRET-auth-token'),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    })
    expect(request!.body).toBe(
      'To=%2B39123456789&StatusCallback=https%3A%2F%2Fid.example.com%2Fapi%2Fcallbacks%2Fcon_1%3Ft%3Dabc&RiskCheck=enable&From=%2B12125550100&Body=Your+code+is+847261+%26+more',
    )
  })

  test('goes to region and edge, signed in with the key pair, from the messaging service', async () => {
    const { asked, sent } = send(samples['twilio-short-message-service']!, { callbackUrl: undefined })
    await sent
    expect(asked).toEqual([`https://api.dublin.ie1.twilio.com/2010-04-01/Accounts/${account}/Messages.json`])
    expect(twilio.requests[0]!.headers.authorization).toBe(basic('SK00000000000000000000000000000001', 'S3CRET-api-key-secret'))
    expect(form()).toEqual({
      To: '+39123456789',
      RiskCheck: 'disable',
      MessagingServiceSid: 'MG00000000000000000000000000000001',
      Body: message.text,
    })
  })

  test('uses the sender of the country when there is one', async () => {
    await send(samples['twilio-short-message-service']!, { from: 'ACME' }).sent
    expect(form()).toMatchObject({ From: 'ACME' })
    expect(form().MessagingServiceSid).toBeUndefined()
  })

  test('goes to hosts of Twilio only', () => {
    for (const host of ['api.twilio.com', 'api.dublin.ie1.twilio.com']) expect(twilioSms.hosts!.test(host)).toBe(true)
    for (const host of ['api.twilio.com.evil.example', 'evil-api.twilio.com', 'twilio.com'])
      expect(twilioSms.hosts!.test(host)).toBe(false)
  })
})

describe('the answer', () => {
  test.each([
    [400, 21211, 'recipient'],
    [400, 21614, 'recipient'],
    [400, 21610, 'recipient'],
    [400, 21408, 'destination'],
    [400, 21612, 'destination'],
    [401, 20003, 'config'],
    [400, 21603, 'config'],
    [400, 21606, 'config'],
    [400, 21608, 'config'],
    [429, 20429, 'throttled'],
    [400, 20429, 'throttled'],
    [429, 99999, 'throttled'],
    [400, 99999, 'config'],
    [404, 20404, 'config'],
    [503, 20503, 'ambiguous'],
    [500, 21211, 'ambiguous'],
  ])('%i with code %i is %s', async (status, code, outcome) => {
    twilio.respond(twilioRefusal(status, code))
    const end = await ending(send(base).sent)
    expect(end).toMatchObject({ outcome, detail: { httpStatus: status, code: String(code), message: `refused with ${code}` } })
    expect(twilio.requests).toHaveLength(1)
  })

  test('keeps the full number out of the record', async () => {
    twilio.respond(twilioRefusal(400, 21211, "The 'To' number +39123456789 is not a valid phone number."))
    const { detail } = await ending(send(base).sent)
    expect(detail?.message).toBe("The 'To' number +39***6789 is not a valid phone number.")
  })

  test('says how long to wait', async () => {
    twilio.respond({ status: 429, headers: { 'Retry-After': '900' }, body: '{"code":20429}' })
    expect((await ending(send(base).sent)).detail?.retryAfter).toBe(300)
    twilio.respond(twilioRefusal(429, 20429))
    expect((await ending(send(base).sent)).detail?.retryAfter).toBe(30)
  })

  test.each(['', 'no json', 'null', '{}', '{"sid":null}'])('a 2xx that cannot be read is ambiguous: %j', async (body) => {
    twilio.respond({ status: 201, body })
    expect(await ending(send(base).sent)).toEqual({ outcome: 'ambiguous', detail: { httpStatus: 201 } })
  })

  test('a hang is ambiguous within the deadline, a closed port unreachable', async () => {
    const door = (url: string, init: RequestInit) => fetchOutbound(url, init, { allow: ['127.0.0.1'], timeoutMs: 200 })
    const through = (target: string) => toolsWith((url, init) => door(target + new URL(url).pathname, init))
    twilio.respond('hang')
    const from = performance.now()
    expect((await ending(twilioSms.send(base, 'sms', message, through(twilio.url)))).outcome).toBe('ambiguous')
    expect(performance.now() - from).toBeLessThan(1_000)
    twilio.respond('reset')
    expect((await ending(twilioSms.send(base, 'sms', message, through(twilio.url)))).outcome).toBe('ambiguous')
    const gone = await startFakeTwilio()
    await gone.close()
    expect((await ending(twilioSms.send(base, 'sms', message, through(gone.url)))).outcome).toBe('unreachable')
  })
})

describe('a delivery report', () => {
  const path = '/api/callbacks/con_1?t=abc'
  const report = async (fields: Record<string, string>, signed = fields, token = base.authToken) => {
    const { default: sdk } = await import('twilio')
    const { getExpectedTwilioSignature } = await import('twilio/lib/webhooks/webhooks.js')
    expect(sdk.validateRequest).toBeTypeOf('function')
    const signature = getExpectedTwilioSignature(token, `https://id.example.com${path}`, signed)
    const init = { method: 'POST', headers: { 'X-Twilio-Signature': signature }, body: new URLSearchParams(fields).toString() }
    return twilioSms.receipt!(base, new Request(`http://10.0.0.7:3000${path}`, init))
  }

  test.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
  ])('%s becomes %s, whatever host it came in on', async (said, status) => {
    expect(await report({ MessageSid: 'SM1', MessageStatus: said, ErrorCode: '30005' })).toEqual({
      providerId: 'SM1',
      status,
      reason: '30005',
    })
  })

  test('of a status in between records nothing', async () => {
    expect(await report({ MessageSid: 'SM1', MessageStatus: 'queued' })).toBeNull()
  })

  test('that is forged or changed is refused', async () => {
    const fields = { MessageSid: 'SM1', MessageStatus: 'failed' }
    await expect(report(fields, fields, 'another token')).rejects.toThrow(AppError)
    await expect(report(fields, { ...fields, MessageStatus: 'sent' })).rejects.toThrow(AppError)
  })
})
