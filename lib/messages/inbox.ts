import { type OutgoingMessage, SendFailure } from '@/lib/connectors/types'
import { db } from '@/lib/db/client'
import { storeInbox, takeBehavior } from '@/lib/db/inbox'

export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>

/** Ends early, without a complaint, when the signal does. */
export const waitFor: Wait = (milliseconds, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, milliseconds)
    const stop = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', stop, { once: true })
  })

const forever = 2 ** 31 - 1

/**
 * The carrier of development: keeps the message, or fails the way it was told to. A message that failed is not kept, so the
 * newest one in the inbox is always the newest that arrived.
 * @throws SendFailure unreachable (`fail`), recipient, throttled, ambiguous (`hang`, or a delay that outlasts the signal)
 */
export async function toInbox(
  message: OutgoingMessage,
  connectorId: string,
  world: { now: () => number; signal: AbortSignal; wait: Wait },
): Promise<{ providerId: string }> {
  const { mode, seconds } = await takeBehavior(db(), message.channel)
  if (mode === 'fail') throw new SendFailure('unreachable', { message: 'The inbox was told to fail.' })
  if (mode === 'recipient') throw new SendFailure('recipient', { message: 'The inbox was told to refuse this recipient.' })
  if (mode === 'throttled') throw new SendFailure('throttled', { httpStatus: 429, retryAfter: Math.ceil(seconds) || 30 })
  if (mode === 'hang' || mode === 'delay') await world.wait(mode === 'hang' ? forever : seconds * 1000, world.signal)
  if (mode === 'hang' || world.signal.aborted)
    throw new SendFailure('ambiguous', { message: 'The inbox gave no answer in time.' })
  const { channel, to, usageType, locale, text, subject, html, code, link } = message
  const kept = {
    channel,
    to,
    usageType,
    locale,
    text,
    subject: subject ?? null,
    html: html ?? null,
    code: code ?? null,
    link: link ?? null,
  }
  return { providerId: await storeInbox(db(), world.now(), { ...kept, connectorId, status: 'delivered' }) }
}
