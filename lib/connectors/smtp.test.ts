import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { certificate } from '@/e2e/fakes/certificate'
import { type FakeSmtp, type SmtpAnswer, startFakeSmtp } from '@/e2e/fakes/smtp'
import { useEnv } from '@/lib/core/env'
import { ending, sampleMessage, toolsWith } from './samples'
import { type SmtpLimits, smtpConnector } from './smtp'

const limits: SmtpLimits = { ca: certificate, allow: ['127.0.0.1'], phaseMs: 300, totalMs: 1_500 }
const message = sampleMessage({
  channel: 'email',
  to: 'ann@example.com',
  subject: 'Your code',
  text: 'Code 847261',
  html: '<p>Code <b>847261</b></p>',
})
const tools = toolsWith(() => Promise.reject(new Error('no http here')))
const servers: FakeSmtp[] = []
let server: FakeSmtp

const start = async (tls: Parameters<typeof startFakeSmtp>[0]) => {
  const started = await startFakeSmtp(tls)
  servers.push(started)
  return started
}
beforeAll(async () => {
  useEnv({ NODE_ENV: 'test', SECRET_KEY: 'k'.repeat(32), PUBLIC_URL: 'https://id.example.com' })
  server = await start('starttls')
})
afterEach(() => {
  server.requests.length = 0
  server.logins.length = 0
})
afterAll(() => Promise.all(servers.map((one) => one.close())))

const config = (over = {}, to = server) => ({
  host: to.host,
  port: to.port,
  auth: { user: 'mailer', pass: 'S3CRET' },
  fromEmail: 'no-reply@example.com',
  fromName: 'Exämple',
  ...over,
})
const send = (over = {}, to = server, with_ = limits) => smtpConnector(with_).send(config(over, to), 'email', message, tools)

describe('the message', () => {
  test('is multipart/alternative, ours by Message-ID, and marked as automatic', async () => {
    expect(await send({ replyTo: 'help@example.com', name: 'mx.example.com' })).toEqual({
      providerId: '<msg_2b1c@example.com>',
      detail: { httpStatus: 250 },
    })
    const [seen] = server.requests
    expect(seen).toMatchObject({
      user: 'mailer',
      password: 'S3CRET',
      secure: true,
      hello: 'mx.example.com',
      from: 'no-reply@example.com',
      to: ['ann@example.com'],
    })
    expect(seen!.mail).toMatchObject({
      subject: 'Your code',
      messageId: '<msg_2b1c@example.com>',
      from: { name: 'Exämple', address: 'no-reply@example.com' },
      to: [{ name: '', address: 'ann@example.com' }],
      replyTo: [{ name: '', address: 'help@example.com' }],
      date: '2023-11-14T22:13:20.000Z',
    })
    expect([seen!.mail.text?.trim(), seen!.mail.html?.trim()]).toEqual(['Code 847261', '<p>Code <b>847261</b></p>'])
    expect(seen!.raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m)
    expect(seen!.raw).toMatch(/^Content-Type: multipart\/alternative;/m)
  })

  test('goes to one mailbox, whatever its text looks like', async () => {
    await ending(smtpConnector(limits).send(config(), 'email', { ...message, to: 'a@example.com,b@example.com' }, tools))
    for (const seen of server.requests) expect(seen.to).toHaveLength(1)
  })

  test('takes no header smuggled in by subject or sender', async () => {
    const tricky = { ...message, subject: 'Hi\r\nBcc: c@example.com', from: 'X\r\nBcc: d@example.com <x@example.com>' }
    expect((await ending(smtpConnector(limits).send(config(), 'email', tricky, tools))).outcome).toBe('accepted')
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]!.raw).not.toMatch(/^Bcc:/m)
    expect(server.requests[0]!.to).toEqual(['ann@example.com'])
  })
})

describe('TLS', () => {
  test('from the start works as well', async () => {
    const implicit = await start('implicit')
    await send({ secure: true }, implicit)
    expect(implicit.requests[0]).toMatchObject({ secure: true, user: 'mailer' })
  })

  test('missing: the password is never sent in clear, required or not', async () => {
    const bare = await start('none')
    for (const requireTLS of [true, false]) expect((await ending(send({ requireTLS }, bare))).outcome).toBe('unreachable')
    expect([bare.logins, bare.requests]).toEqual([[], []])
  })

  test('missing: mail without a password goes only if TLS is not required', async () => {
    const bare = await start('none')
    expect((await ending(send({ auth: undefined }, bare))).outcome).toBe('unreachable')
    expect((await ending(send({ auth: undefined, requireTLS: false }, bare))).outcome).toBe('accepted')
    expect(bare.requests).toHaveLength(1)
  })

  test('with an unknown certificate is unreachable, and no password was sent', async () => {
    expect((await ending(send({}, server, { ...limits, ca: undefined }))).outcome).toBe('unreachable')
    expect(server.logins).toEqual([])
  })
})

describe('the answer', () => {
  const at = (step: 'auth' | 'mail' | 'rcpt' | 'data', code: number) => ({ at: step, code }) satisfies SmtpAnswer

  test.each([
    [at('rcpt', 421), 'throttled'],
    [at('rcpt', 450), 'throttled'],
    [at('data', 451), 'throttled'],
    [at('rcpt', 452), 'throttled'],
    [at('mail', 530), 'config'],
    [at('auth', 534), 'config'],
    [at('auth', 535), 'config'],
    [at('rcpt', 550), 'recipient'],
    [at('rcpt', 551), 'recipient'],
    [at('rcpt', 553), 'recipient'],
    [at('data', 550), 'recipient'],
    [at('data', 552), 'content'],
    [at('data', 554), 'content'],
    [at('mail', 550), 'config'],
    [at('mail', 553), 'config'],
    [at('rcpt', 503), 'config'],
    [at('rcpt', 471), 'throttled'],
  ] as const)('%j is %s, and the words of the server stay there', async (answer, outcome) => {
    server.respond(answer)
    const end = await ending(send())
    expect(end).toEqual({ outcome, detail: { httpStatus: answer.code, ...(outcome === 'throttled' && { retryAfter: 30 }) } })
  })

  test('a drop or hang before the message was handed over means nothing was sent', async () => {
    server.respond('drop-at-rcpt')
    expect((await ending(send())).outcome).toBe('unreachable')
    server.respond('hang-at-rcpt')
    expect((await ending(send())).outcome).toBe('unreachable')
  })

  test('a drop or hang after the final dot is ambiguous', async () => {
    server.respond('drop-after-dot')
    expect((await ending(send())).outcome).toBe('ambiguous')
    server.respond('hang-after-dot')
    const from = performance.now()
    expect((await ending(send())).outcome).toBe('ambiguous')
    expect(performance.now() - from).toBeLessThan(1_500)
    expect(server.requests).toHaveLength(2)
  })

  test('ends with the caller, and says what it knew', async () => {
    server.respond('hang-after-dot')
    const signal = AbortSignal.timeout(150)
    const patient = { ...limits, phaseMs: 5_000, totalMs: 5_000 }
    expect((await ending(smtpConnector(patient).send(config(), 'email', message, { ...tools, signal }))).outcome).toBe(
      'ambiguous',
    )
  })

  test('nobody listens, or the address is private and not listed: unreachable', async () => {
    const gone = await startFakeSmtp()
    await gone.close()
    expect((await ending(send({}, gone))).outcome).toBe('unreachable')
    expect((await ending(send({}, server, { ...limits, allow: [] }))).outcome).toBe('unreachable')
    expect(server.logins).toEqual([])
  })
})
