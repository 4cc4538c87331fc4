import { z } from 'zod'
import type { Challenge } from '@/lib/interaction/types'
import { text } from './call'
import { refused } from './wire'

/** What is said of a code that was sent, and how one is read. */

export const sendAnswer = z.object({
  success: z.literal(true),
  expiresIn: z.number(),
  retryAfter: z.number(),
  destination: z.string().optional(),
})
export type Sent = z.input<typeof sendAnswer>

/** Rounded: the two moments were read one after the other. */
const seconds = (until: number, from: number) => Math.max(0, Math.round((until - from) / 1000))
export const sentState = (c: Challenge): Sent => ({
  success: true as const,
  expiresIn: seconds(c.expiresAt, c.sentAt),
  retryAfter: seconds(c.resendAt, c.sentAt),
})

/** A code as it was typed. One that is too long to be any is a wrong one, and counted like one. */
export function codeOf(code: unknown): string {
  const typed = text(code, 'code', 1024)
  if (!typed) throw refused('CODE_REQUIRED')
  return typed.slice(0, 64)
}
