import type { z } from 'zod'
import type { Ctx } from '@/lib/core/ctx'
import { AppError, type ErrorCode } from '@/lib/core/errors'
import { metrics } from '@/lib/core/metrics'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import type { Caller } from './caller'
import { type Access, authorize, limitRate, type Rate } from './guards'
import { checked, jsonBody, queryOf } from './input'
import { wellFormed } from './json'
import { asRefusal, type Render, refuse } from './problem'

type Maybe<S> = S extends z.ZodType ? z.output<S> : undefined

export type Handled<P, Q, B> = {
  ctx: Ctx
  caller: Caller
  request: Request
  params: Maybe<P>
  query: Maybe<Q>
  body: Maybe<B>
}

/** What an endpoint is, for OpenAPI and for whoever reads it. */
export type Spec = {
  summary: string
  auth: Access
  /** behind a `gated` wire: the handler asks for a session, or for what names one */
  protected?: true
  tag?: string
  limit?: Rate
  params?: z.ZodObject
  query?: z.ZodObject
  /** query parameters that may be given more than once */
  lists?: readonly string[]
  body?: z.ZodType
  response?: z.ZodType
  /** of a success: 200 unless told, 204 without a response schema */
  status?: number
  errors?: readonly ErrorCode[]
}

type Answer<R> = R extends z.ZodType ? z.input<R> : unknown
type Definition<P, Q, B, R> = Omit<Spec, 'params' | 'query' | 'body' | 'response'> & {
  params?: P
  query?: Q
  body?: B
  response?: R
  handler(input: Handled<P, Q, B>): Promise<Answer<R> | Reply<Answer<R>> | Response>
}

const isReply = Symbol('reply')
/** A value with a status or headers of its own; the value still passes the response schema. */
export type Reply<T = unknown> = { [isReply]: true; body: T; status: number | undefined; headers: Headers }
export const reply = <T>(body: T, init: { status?: number; headers?: HeadersInit } = {}): Reply<T> => ({
  [isReply]: true,
  body,
  status: init.status,
  headers: new Headers(init.headers),
})
const asReply = (given: unknown): Reply =>
  typeof given === 'object' && given !== null && isReply in given ? (given as Reply) : reply(given)

type Params = Record<string, string | string[] | undefined>
export type Context = { params?: Params | Promise<Params>; render?: Render; pattern?: string; maxBytes?: number | undefined }
export type Endpoint = ((request: Request, context?: Context) => Promise<Response>) & { spec: Spec }
/** `'POST /path/:id'` → endpoint */
export type Endpoints = Record<`${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, Endpoint>

function answer(spec: Spec, given: unknown): Response {
  if (given instanceof Response) {
    if (!given.headers.has('Cache-Control')) given.headers.set('Cache-Control', 'no-store')
    return given
  }
  const { body, headers, status = spec.status } = asReply(given)
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  if (!spec.response) return new Response(null, { status: status ?? 204, headers })
  headers.set('Content-Type', 'application/json')
  // parsed, not cast: a field that the schema does not list cannot leave
  return new Response(JSON.stringify(spec.response.parse(body)), { status: status ?? 200, headers })
}

/** Path parameters come from people too. @throws entity.not_found */
function paramsOf(schema: z.ZodObject | undefined, given: Params) {
  if (!schema) return undefined
  const parsed = schema.safeParse(given)
  if (!parsed.success || !Object.values(given).every((v) => typeof v !== 'string' || wellFormed(v)))
    throw new AppError('entity.not_found')
  return parsed.data
}

/**
 * One endpoint of any wire (DESIGN.md §7): resolves and authorizes the caller, limits, parses what comes in and what goes out,
 * and renders refusals. Serves as a Next route handler and as an entry of `mount`.
 */
export function route<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(definition: Definition<P, Q, B, R>): Endpoint {
  const { handler, ...rest } = definition
  const spec: Spec = rest
  const run = async (request: Request, ctx: Ctx, given: Params, maxBytes?: number): Promise<Response> => {
    const caller = await authorize(request, ctx, spec.auth)
    await limitRate(ctx, spec.limit)
    const params = paramsOf(spec.params, given)
    const query = spec.query && checked(spec.query, queryOf(new URL(request.url), spec.lists), 'query')
    const body = spec.body && checked(spec.body, await jsonBody(request, maxBytes), '')
    const input = { ctx, caller, request, params, query, body } as Handled<P, Q, B>
    return answer(spec, await handler(input))
  }
  const endpoint = async (request: Request, context: Context = {}): Promise<Response> => {
    const ctx = ctxFromHeaders(request.headers)
    const begun = performance.now()
    const response = await run(request, ctx, (await context.params) ?? {}, context.maxBytes).catch((error: unknown) =>
      refuse(asRefusal(error, ctx), ctx, request, context.render),
    )
    metrics().httpDuration.observe(
      { method: request.method, route: context.pattern ?? 'other', status: response.status },
      (performance.now() - begun) / 1000,
    )
    return response
  }
  return Object.assign(endpoint, { spec })
}
