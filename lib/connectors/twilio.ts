import type { Twilio } from 'twilio'
import { z } from 'zod'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { maskPhone } from '@/lib/core/mask'
import { exchange, type Failure, failureOf, outcomeOfStatus, retryAfter } from './outcome'
import { connector, type Receipt, SendFailure, type SendTools } from './types'

const sid = (prefix: string) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^${prefix}\\w{1,62}$`), `Starts with ${prefix}.`)
const place = z
  .string()
  .trim()
  .regex(/^[a-z0-9-]{1,30}$/, 'Use small letters, digits and hyphens.')

const config = z
  .object({
    accountSID: sid('AC').meta({ title: 'Account SID', placeholder: 'AC…' }),
    authToken: z
      .string()
      .trim()
      .min(1)
      .max(128)
      .meta({ title: 'Auth token', secret: true, description: 'Also checks the signature of delivery reports.' }),
    apiKeySID: sid('SK')
      .optional()
      .meta({ title: 'API key SID', placeholder: 'SK…', description: 'Sends with a key instead of the auth token.' }),
    apiKeySecret: z.string().trim().min(1).max(128).optional().meta({ title: 'API key secret', secret: true }),
    fromMessagingServiceSID: sid('MG').optional().meta({ title: 'Messaging service SID', placeholder: 'MG…' }),
    fromNumber: z
      .string()
      .trim()
      .min(1)
      .max(32)
      .optional()
      .meta({ title: 'Sender', placeholder: '+12125550100', description: 'A number or name, when no messaging service is set.' }),
    region: place.optional().meta({ title: 'Region', placeholder: 'ie1', description: 'Regions have credentials of their own.' }),
    edge: place.optional().meta({ title: 'Edge', placeholder: 'dublin' }),
    disableRiskCheck: z.boolean().default(false).meta({ title: "Turn off Twilio's risk check" }),
  })
  .refine((c) => c.fromMessagingServiceSID || c.fromNumber, {
    path: ['fromNumber'],
    error: 'Enter a sender or a messaging service.',
  })
  .refine((c) => !c.apiKeySID === !c.apiKeySecret, { path: ['apiKeySecret'], error: 'Enter both the API key and its secret.' })
  .refine((c) => !c.region === !c.edge, { path: ['edge'], error: 'Enter both region and edge.' })
type Config = z.output<typeof config>

const refined: Record<number, Failure> = {
  21211: 'recipient',
  21614: 'recipient',
  21610: 'recipient',
  21408: 'destination',
  21612: 'destination',
  20003: 'config',
  21603: 'config',
  21606: 'config',
  21608: 'config',
  20429: 'throttled',
}

const outcomeOf = (status: number, code: number | undefined): Failure =>
  (status < 500 && code && refined[code]) || outcomeOfStatus(status)

const Refusal = z.object({ code: z.number().optional(), message: z.string().optional() }).catch({})

/** The real SDK over our own door, so that its requests keep our deadline, limits and host list. `seen` is the last answer. */
async function clientFor(c: Config, tools: SendTools): Promise<{ client: Twilio; seen: () => Response | undefined }> {
  const { default: twilio } = await import('twilio')
  let response: Response | undefined
  class Door extends twilio.RequestClient {
    override async request<T>(options: Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0]) {
      const pair = Buffer.from(`${options.username}:${options.password}`).toString('base64')
      response = await exchange(tools, options.uri, {
        method: options.method.toUpperCase(),
        headers: { ...(options.headers as Record<string, string>), Authorization: `Basic ${pair}` },
        body: new URLSearchParams(options.data as Record<string, string>).toString(),
      })
      return { statusCode: response.status, body: (await response.text()) as T, headers: Object.fromEntries(response.headers) }
    }
  }
  const [user, password] = c.apiKeySID && c.apiKeySecret ? [c.apiKeySID, c.apiKeySecret] : [c.accountSID, c.authToken]
  // empty text, not undefined: the SDK would fall back to variables of the process
  const client = twilio(user, password, {
    accountSid: c.accountSID,
    region: c.region ?? '',
    edge: c.edge ?? '',
    httpClient: new Door(),
  })
  return { client, seen: () => response }
}

/** Twilio reports by form POST; the signature covers the public address, so it is rebuilt from ours and not from the Host header. */
async function receipt(c: Config, request: Request): Promise<Receipt | null> {
  const { default: twilio } = await import('twilio')
  const { pathname, search } = new URL(request.url)
  const form = Object.fromEntries(new URLSearchParams(await request.text()))
  const signature = request.headers.get('x-twilio-signature') ?? ''
  if (!twilio.validateRequest(c.authToken, signature, env().PUBLIC_URL + pathname + search, form))
    throw new AppError('auth.forbidden')
  const status = statuses[form.MessageStatus ?? '']
  return form.MessageSid && status ? { providerId: form.MessageSid, status, reason: form.ErrorCode } : null
}

const statuses: Record<string, Receipt['status']> = {
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
}

export const twilioSms = connector({
  id: 'twilio-short-message-service',
  name: 'Twilio',
  description: 'Text messages through Twilio Programmable Messaging.',
  channels: ['sms'],
  docs: 'https://www.twilio.com/docs/messaging/api/message-resource',
  hosts: /^api(\.[a-z0-9-]+\.[a-z0-9-]+)?\.twilio\.com$/,
  destination: ['accountSID', 'apiKeySID', 'region', 'edge'],
  config,
  async send(c, _channel, message, tools) {
    const { client, seen } = await clientFor(c, tools)
    const sender = message.from ?? (c.fromMessagingServiceSID ? undefined : c.fromNumber)
    try {
      const { sid } = await client.messages.create({
        to: message.to,
        body: message.text,
        ...(sender ? { from: sender } : { messagingServiceSid: c.fromMessagingServiceSID }),
        riskCheck: c.disableRiskCheck ? 'disable' : 'enable',
        ...(message.callbackUrl && { statusCallback: message.callbackUrl }),
      })
      if (!sid) throw new Error('an accepted message without a sid')
      return { providerId: sid, detail: { httpStatus: seen()?.status, messageId: sid } }
    } catch (error) {
      const response = seen()
      if (!response) throw failureOf(error)
      const { code, message: words } = response.ok ? {} : Refusal.parse(error)
      const outcome = outcomeOf(response.status, code)
      throw new SendFailure(outcome, {
        httpStatus: response.status,
        code: code?.toString(),
        // Twilio repeats the number, and a full one belongs in no record
        message: words?.replaceAll(message.to, maskPhone(message.to)).slice(0, 300),
        ...(outcome === 'throttled' && { retryAfter: retryAfter(response.headers, tools.now) }),
      })
    }
  },
  receipt,
})
