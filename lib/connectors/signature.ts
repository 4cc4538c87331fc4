import { createHmac, randomBytes } from 'node:crypto'
import { equal } from '@/lib/core/crypto'

const tolerance = 300_000

/** A new Standard Webhooks secret, 256 bits. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** `whsec_…` carries its key in base64 (Standard Webhooks); any other text is the key itself. */
const keyOf = (secret: string) => (secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret))

const mark = (secret: string, id: string, timestamp: string, body: string) =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`

/** The three Standard Webhooks headers; two secrets during a rotation give two signatures. @param now milliseconds */
export function signedHeaders(secrets: string[], id: string, now: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => mark(secret, id, timestamp, body)).join(' '),
  }
}

/** Whether the headers sign this body with one of the secrets, within 5 minutes of now. @param now milliseconds */
export function isSigned(secrets: string[], headers: Headers, now: number, body: string): boolean {
  const id = headers.get('webhook-id')
  const timestamp = headers.get('webhook-timestamp') ?? ''
  const given = (headers.get('webhook-signature') ?? '').split(' ')
  if (!id || !/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > tolerance) return false
  return secrets.some((secret) => given.some((signature) => equal(signature, mark(secret, id, timestamp, body))))
}
