import type { Ctx } from '@/lib/core/ctx'
import { databaseAway } from '@/lib/core/database-away'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { refusalIn, words } from '@/lib/i18n'
import { split } from '@/lib/i18n/sentences'

/** How a wire words a refusal. The status is the catalogue's unless the wire has its own. */
export type Render = (
  error: AppError,
  ctx: Ctx,
  request: Request,
) => { status?: number; body: unknown; type?: string; headers?: HeadersInit }

/** RFC 9457 members and Logto's beside them (ux.md §4.3, contracts/logto.md preamble), in the caller's language. */
export const problem: Render = (error, ctx) => {
  const message = refusalIn(words(ctx.languages).refusals, error.code, error.data)
  const { strong, rest } = split(message)
  return {
    type: 'application/problem+json',
    body: {
      type: `${env().PUBLIC_URL}/errors/${error.code}`,
      title: strong.replace(/[.。]$/, ''),
      status: error.status,
      detail: rest || message,
      instance: ctx.requestId,
      code: error.code,
      message,
      ...(Object.keys(error.data).length && { data: error.data }),
    },
  }
}

/** What anything thrown means to the caller. A fault is written down with its cause under the reference that is shown. */
export function asRefusal(error: unknown, ctx: Ctx): AppError {
  if (error instanceof AppError) {
    if (error.status >= 500) log().warn({ ref: ctx.requestId, refusal: error.code, err: error.cause }, 'refused')
    return error
  }
  const unavailable = databaseAway(error)
  log().error({ ref: ctx.requestId, err: error }, unavailable ? 'database away' : 'fault')
  return unavailable
    ? new AppError('server.unavailable', { retryAfter: 2 }, { cause: error })
    : new AppError('server.unexpected', {}, { cause: error })
}

/** The refusal as an HTTP answer in a wire's words. */
export function refuse(error: AppError, ctx: Ctx, request: Request, render: Render = problem): Response {
  const { status = error.status, body, type = 'application/json', headers: own } = render(error, ctx, request)
  const headers = new Headers(own)
  headers.set('Content-Type', type)
  headers.set('Cache-Control', 'no-store')
  const { retryAfter } = error.data
  if (typeof retryAfter === 'number' && !headers.has('Retry-After')) headers.set('Retry-After', String(retryAfter))
  if (status === 401 && !headers.has('WWW-Authenticate')) headers.set('WWW-Authenticate', 'Bearer realm="sallyport"')
  return new Response(JSON.stringify(body), { status, headers })
}
