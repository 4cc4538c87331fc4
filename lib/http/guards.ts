import { addressBlock } from '@/lib/core/address-block'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { longestWait, take } from '@/lib/db/limits'
import { type Caller, callerOf } from './caller'

/**
 * A machine with scope `all` or a console role, which `guard` may narrow by throwing. `unless` opens the door where an instance
 * runs for evaluation, or throws where there is no door at all.
 */
export type Guarded = { guard: (caller: Caller) => void; unless?: () => boolean }
/** `anyone`: the handler itself knows its callers. `gated`: so does it, and the wire in front looked at the origin by its own rule. */
export type Access = 'anyone' | 'gated' | Guarded
/** How often one address (IPv6 by /64) may call; `window` in seconds. */
export type Rate = { name: string; count: number; window: number }

const reads = new Set(['GET', 'HEAD', 'OPTIONS'])
export const isWrite = (method: string): boolean => !reads.has(method)

/**
 * A write that a browser authenticates by cookie must come from our own pages (security.md §2 "Browser"). Callers that are
 * no browsers send no cookie, or carry their own proof in the Authorization header.
 * @param strict an origin must be stated: nothing but a browser has a console session
 * @throws auth.origin_rejected
 */
export function checkOrigin(request: Request, strict: boolean): void {
  if (!isWrite(request.method) || !request.headers.has('cookie') || request.headers.has('authorization')) return
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  const own = origin === null ? site === 'same-origin' || (!strict && site === null) : origin === env().PUBLIC_URL
  if (!own) throw new AppError('auth.origin_rejected')
}

/** @throws auth.unauthorized, auth.forbidden, auth.origin_rejected */
export async function authorize(request: Request, ctx: Ctx, access: Access): Promise<Caller> {
  if (access === 'gated') return { type: 'anonymous' }
  if (access === 'anyone' || access.unless?.()) {
    checkOrigin(request, false)
    return { type: 'anonymous' }
  }
  const caller = await callerOf(request, ctx)
  if (caller.type === 'anonymous') throw new AppError('auth.unauthorized')
  if (caller.type === 'machine' && !caller.scopes.includes('all')) throw new AppError('auth.forbidden')
  if (caller.type === 'admin') checkOrigin(request, true)
  access.guard(caller)
  return caller
}

/** @throws request.rate_limited */
export async function limitRate(ctx: Ctx, rate: Rate | undefined): Promise<void> {
  if (!rate || !ctx.ip) return
  const { name, count, window } = rate
  const retryAfter = longestWait(await take(db(), ctx.now(), [{ key: `http:${name}:${addressBlock(ctx.ip)}`, count, window }]))
  if (retryAfter) throw new AppError('request.rate_limited', { retryAfter })
}
