import type { NodemailerError } from 'nodemailer/lib/errors'
import type { SMTPTransportOptions } from 'nodemailer/lib/smtp-transport'
import { z } from 'zod'
import { env } from '@/lib/core/env'
import { dialOutbound, OutboundError, type OutboundOptions } from '@/lib/core/fetch-outbound'
import type { Failure } from './outcome'
import { type Connector, connector, type OutgoingMessage, SendFailure } from './types'

const mailbox = z.email('Enter an email address.')
const line = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^\P{Cc}*$/u, 'Use one line.')

const config = z.object({
  host: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9.:-]{1,253}$/, 'Enter a host name.')
    .meta({ title: 'Host', placeholder: 'smtp.example.com' }),
  port: z
    .number()
    .int()
    .min(1)
    .max(65535)
    .default(587)
    .meta({ title: 'Port', description: '587 with STARTTLS, 465 with TLS from the start.' }),
  secure: z.boolean().default(false).meta({ title: 'TLS from the start', description: 'Always on for port 465.' }),
  requireTLS: z
    .boolean()
    .default(true)
    .meta({ title: 'Require TLS', description: 'Without it mail may travel in clear; the password never does.' }),
  auth: z
    .object({
      user: line.meta({ title: 'User name' }),
      pass: z.string().min(1).max(1024).meta({ title: 'Password', secret: true }),
    })
    .optional(),
  fromEmail: mailbox.meta({ title: 'Sender address', placeholder: 'no-reply@example.com' }),
  fromName: line.optional().meta({ title: 'Sender name' }),
  replyTo: mailbox.optional().meta({ title: 'Reply-to address' }),
  name: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.:[\]-]{1,253}$/)
    .optional()
    .meta({ title: 'Name in EHLO', description: 'The host of this server unless set.' }),
})
type Config = z.output<typeof config>

const replies: Record<number, Failure> = {
  421: 'throttled',
  450: 'throttled',
  451: 'throttled',
  452: 'throttled',
  530: 'config',
  534: 'config',
  535: 'config',
  550: 'recipient',
  551: 'recipient',
  553: 'recipient',
  552: 'content',
  554: 'content',
}

/** An SMTP fault in the words of a send. @param handedOver the final dot is out, so a silent end may hide an accepted message */
function failureOf(error: NodemailerError, handedOver: boolean): SendFailure {
  const { responseCode: reply, code, command } = error
  const cause = error instanceof OutboundError ? { cause: error } : undefined
  const silent = code === 'EAUTH' ? 'config' : handedOver ? 'ambiguous' : 'unreachable'
  if (!reply || code === 'ETLS') return new SendFailure(silent, {}, cause)
  const known = replies[reply] ?? (reply < 500 ? 'throttled' : 'config')
  // refused at MAIL FROM, it is our sender that is not liked
  const outcome = command === 'MAIL FROM' && known === 'recipient' ? 'config' : known
  return new SendFailure(outcome, { httpStatus: reply, ...(outcome === 'throttled' && { retryAfter: 30 }) })
}

function mailOf(c: Config, message: OutgoingMessage, now: number) {
  return {
    from: message.from ?? { name: c.fromName ?? '', address: c.fromEmail },
    // an object, because text would be split at commas into several recipients
    to: { name: '', address: message.to },
    replyTo: message.replyTo ?? c.replyTo,
    subject: message.subject ?? '',
    text: message.text,
    html: message.html,
    date: new Date(now),
    messageId: `<${message.id}@${c.fromEmail.split('@')[1]}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

export type SmtpLimits = Pick<OutboundOptions, 'ca' | 'allow'> & { phaseMs: number; totalMs: number }

/** SMTP submission (RFC 6409): TLS verified, no AUTH before it, 5 s a phase and 10 s in all. @param limits other values in tests */
export const smtpConnector = (limits: SmtpLimits = { phaseMs: 5_000, totalMs: 10_000 }): Connector =>
  connector({
    id: 'simple-mail-transfer-protocol',
    name: 'SMTP',
    description: 'Email through any mail server.',
    channels: ['email'],
    docs: 'Use the submission port of your provider. Private hosts need an entry in OUTBOUND_ALLOW.',
    operatorHost: true,
    destination: ['host', 'port'],
    config,
    async send(c, _channel, message, tools) {
      const { createTransport } = await import('nodemailer')
      const { ca, allow, phaseMs, totalMs } = limits
      const signal = AbortSignal.any([tools.signal, AbortSignal.timeout(totalMs)])
      let handedOver = false
      const options: SMTPTransportOptions = {
        host: c.host,
        port: c.port,
        secure: c.secure || c.port === 465,
        requireTLS: c.requireTLS || c.auth !== undefined,
        auth: c.auth,
        name: c.name ?? env().DOMAIN,
        tls: { ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
        connectionTimeout: phaseMs,
        greetingTimeout: phaseMs,
        socketTimeout: phaseMs,
        getSocket: (_options, done) => {
          const dialed = dialOutbound(c.host, c.port, { signal, allow, timeoutMs: phaseMs })
          dialed.then((connection) => done(null, { connection }), done)
        },
        // the one sign the library gives that the whole message, final dot included, is written
        logger: {
          info(entry: { tnx?: string }) {
            if (entry?.tnx === 'message') handedOver = true
          },
        },
      }
      const transport = createTransport(options)
      try {
        const info = await transport.sendMail({ ...mailOf(c, message, tools.now), signal })
        return { providerId: info.messageId, detail: { httpStatus: Number(info.response?.slice(0, 3)) || undefined } }
      } catch (error) {
        throw failureOf(error as NodemailerError, handedOver)
      } finally {
        transport.close()
      }
    },
  })

export const smtp = smtpConnector()
