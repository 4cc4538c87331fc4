import { z } from 'zod'
import { now } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { endpoint, headerValue } from './fields'
import { bareDetail, exchange, type Failure, outcomeOfStatus } from './outcome'
import { isSigned, signedHeaders } from './signature'
import { type Connector, connector, type OutgoingMessage, SendFailure } from './types'

const config = z.object({
  endpoint: endpoint.meta({
    title: 'Endpoint',
    placeholder: 'https://gateway.example.com/messages',
    description: 'Receives one signed POST per message.',
  }),
  signingSecret: headerValue.min(16, 'Use at least 16 characters.').meta({
    title: 'Signing secret',
    secret: true,
    generated: true,
    description: 'Signs every request (Standard Webhooks). Leave empty to have one made.',
  }),
  previousSigningSecret: headerValue.optional().meta({
    title: 'Previous signing secret',
    secret: true,
    description: 'Signs as well while receivers move to the new one.',
  }),
  authorization: headerValue.optional().meta({
    title: 'Authorization header',
    placeholder: 'Bearer …',
    secret: true,
    description: 'Sent as it stands, if your gateway asks for one.',
  }),
})
type Config = z.output<typeof config>

const secretsOf = (c: Config) => [c.signingSecret, c.previousSigningSecret].filter((secret) => secret !== undefined)

const refusals: Record<string, Failure> = {
  recipient_rejected: 'recipient',
  destination_blocked: 'destination',
  content_rejected: 'content',
}
const Refusal = z.object({ error: z.string() })
const Accepted = z.object({ id: z.string().min(1).max(200) })
const Report = z.object({
  id: z.string(),
  status: z.enum(['sent', 'delivered', 'failed']),
  reason: z.string().max(200).optional(),
})

const parsed = <T extends z.ZodType>(schema: T, text: string): z.output<T> | undefined => {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Body H1 of contracts/logto.md §4; key order is part of the printed contract. Absent values are left out. */
function bodyOf(id: string, m: OutgoingMessage): string {
  const { code, locale, expiresInMinutes, link } = m
  const words = { subject: m.subject, text: m.text, html: m.html }
  return JSON.stringify({
    id,
    channel: m.channel,
    to: m.to,
    type: m.usageType,
    ...words,
    payload: { code, locale, expiresInMinutes, link },
    ip: m.ip,
  })
}

const http = (id: string, name: string, channel: 'sms' | 'email'): Connector =>
  connector({
    id,
    name,
    description: 'One signed POST per message to an address of your own.',
    channels: [channel],
    docs: 'Verify the signature with any Standard Webhooks library; drop a repeated webhook-id.',
    operatorHost: true,
    destination: ['endpoint'],
    config,
    async send(c, _channel, message, tools) {
      const messageId = message.id.startsWith('msg_') ? message.id : `msg_${message.id}`
      const body = bodyOf(messageId, message)
      const headers = {
        'Content-Type': 'application/json',
        ...signedHeaders(secretsOf(c), messageId, tools.now, body),
        ...(c.authorization && { Authorization: c.authorization }),
      }
      const response = await exchange(tools, c.endpoint, { method: 'POST', headers, body })
      const answer = await response.text()
      const detail = bareDetail(response, tools.now)
      if (response.ok) return { providerId: parsed(Accepted, answer)?.id ?? messageId, detail }
      const named = response.status < 500 && response.status !== 429 ? parsed(Refusal, answer)?.error : undefined
      throw new SendFailure((named && refusals[named]) || outcomeOfStatus(response.status), detail)
    },
    async receipt(c, request) {
      const body = await request.text()
      if (!isSigned(secretsOf(c), request.headers, now(), body)) throw new AppError('auth.forbidden')
      const report = parsed(Report, body)
      return report ? { providerId: report.id, status: report.status, reason: report.reason } : null
    },
  })

export const httpSms = http('http-sms', 'HTTP gateway (text messages)', 'sms')
export const httpEmail = http('http-email', 'HTTP gateway (email)', 'email')
