import type { z } from 'zod'

export type Channel = 'sms' | 'whatsapp' | 'email' | 'voice'

/** What happened to one attempt through one connector; contracts/logto.md §4 says what follows from each. */
export type Outcome = 'accepted' | 'throttled' | 'recipient' | 'destination' | 'config' | 'content' | 'unreachable' | 'ambiguous'

/** A rendered message, ready for a carrier. */
export type OutgoingMessage = {
  id: string
  channel: Channel
  /** E.164 number or mailbox */
  to: string
  usageType: string
  locale: string
  text: string
  subject?: string
  html?: string
  from?: string
  replyTo?: string
  /** the bare code, for carriers that build their own text and for the inbox */
  code?: string
  link?: string
  expiresInMinutes?: number
  /** address of the person who asked */
  ip?: string
  /** where the carrier reports delivery */
  callbackUrl?: string
}

/** What a connector may use of the world: one outbound door per trust, a deadline, and the store behind the inbox. */
export type SendTools = {
  /** for fixed carrier hosts and, after the address check, operators' own hosts */
  fetch: (url: string, init: RequestInit) => Promise<Response>
  signal: AbortSignal
  now: number
  inbox: (message: OutgoingMessage, connectorId: string) => Promise<{ providerId: string }>
}

export type ProviderDetail = { httpStatus?: number; code?: string; message?: string; messageId?: string; retryAfter?: number }
export type Sent = { providerId: string | null; detail?: ProviderDetail }

/** Thrown by `send`: how the attempt ended, and what the provider said (never shown to end users). */
export class SendFailure extends Error {
  readonly outcome: Exclude<Outcome, 'accepted'>
  readonly detail: ProviderDetail
  constructor(outcome: Exclude<Outcome, 'accepted'>, detail: ProviderDetail = {}, options?: ErrorOptions) {
    super(detail.message ?? outcome, options)
    this.name = 'SendFailure'
    this.outcome = outcome
    this.detail = detail
  }
}

export type Receipt = { providerId: string; status: 'sent' | 'delivered' | 'failed'; reason?: string }

/** A carrier: a config schema (validation, form, sealing and redaction in one) and a way to send. */
export type Connector<C extends z.ZodObject = z.ZodObject> = {
  id: string
  name: string
  description: string
  channels: Channel[]
  /** where an admin reads more, as plain words or an address */
  docs: string
  /** dev inbox: exists only where the inbox is on */
  inbox?: true
  /** the host is typed by an operator, so the provider's answer body is never shown */
  operatorHost?: true
  /** the fixed hosts of a carrier, anchored; without it every address is a typed one */
  hosts?: RegExp
  /** config fields whose change demands the secrets again: a stored one never travels to a new place */
  destination: (keyof z.output<C> & string)[]
  config: C
  send(config: z.output<C>, channel: Channel, message: OutgoingMessage, tools: SendTools): Promise<Sent>
  /**
   * Reads a delivery report. Null: genuine, but nothing to record. The path and query of `request` are trusted, its host is not.
   * @throws AppError auth.forbidden when the signature is wrong or stale
   */
  receipt?(config: z.output<C>, request: Request): Promise<Receipt | null>
}

/** Erases the config type next to the parse that makes it safe (one of the two erasures of the project). */
export function connector<C extends z.ZodObject>(definition: Connector<C>): Connector {
  const send: Connector['send'] = (config, channel, message, tools) =>
    definition.send(definition.config.parse(config) as z.output<C>, channel, message, tools)
  return { ...definition, send } as unknown as Connector
}
