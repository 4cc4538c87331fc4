import type { Ctx } from '@/lib/core/ctx'
import { log } from '@/lib/core/log'

const underway = new Set<Promise<unknown>>()

/** Lets a message go out while the answer does not wait for it; the process does, before it ends. */
export function later(ctx: Ctx, sending: Promise<unknown>): void {
  const quiet = sending.catch((error) => log().warn({ err: error, requestId: ctx.requestId }, 'a message could not be sent'))
  underway.add(quiet)
  quiet.finally(() => underway.delete(quiet))
}

/** Settles when everything that was let go has arrived or failed. */
export const messagesUnderway = (): Promise<unknown> => Promise.allSettled(underway)
