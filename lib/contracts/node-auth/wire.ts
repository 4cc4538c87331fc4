import type { Ctx } from '@/lib/core/ctx'
import { AppError, type ErrorCode } from '@/lib/core/errors'
import type { Render } from '@/lib/http/problem'
import type { Context, Endpoint } from '@/lib/http/route'
import { refusalIn, words } from '@/lib/i18n'
import { type CodeName, codes, spelled } from './codes'
import { names } from './names'

/** Refusals in the words of contracts/node-auth.md §3. */

type Data = Record<string, unknown>
/** Other names for refusals of the catalogue, at one endpoint. */
export type Names = Partial<Record<ErrorCode, CodeName>>

/** A refusal that only this wire knows. Its data stand in the body as they are. */
export const refused = (name: CodeName, data: Data = {}): AppError => new AppError('wire.refused', { ...data, name })

/** A field that is not what it has to be. */
export const badField = (path: string, message: string): AppError =>
  new AppError('request.invalid', { problems: [{ path, message }] })

type Problem = { path: string; message: string }
const seconds = (until: unknown, ctx: Ctx) =>
  typeof until === 'string' ? Math.max(1, Math.ceil((Date.parse(until) - ctx.now()) / 1000)) : undefined

/** What the body says beside its words. */
function told(error: AppError, name: CodeName, status: number, message: string, ctx: Ctx): Data {
  if (error.code === 'wire.refused') {
    const { name: _name, ...data } = error.data
    return data
  }
  const { attemptsLeft, problems, resendAvailableAt, lockedUntil, missingProfile, kind } = error.data
  const [first] = (problems ?? []) as Problem[]
  const field = first?.path ?? (missingProfile as string[] | undefined)?.[0] ?? (kind as string | undefined)
  const retryAfter = error.data.retryAfter ?? (status === 429 ? (seconds(resendAvailableAt, ctx) ?? 60) : undefined)
  return {
    ...(typeof attemptsLeft === 'number' && { attemptsRemaining: attemptsLeft }),
    ...(field !== undefined && name === 'VALIDATION_FAILED' && { field }),
    ...(name === 'WEAK_PASSWORD' && { errors: [message] }),
    ...(lockedUntil !== undefined && { lockedUntil }),
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

/** Status of a wrong proof: browser clients take 401 for an ended session, and try again or leave. */
const proofStatus = (request: Request) => (request.headers.has('origin') ? 400 : 401)

/** `error` and `message` are the same text, safe to show; `success: false` is what clients of this wire look at first. */
export const renderAs =
  (here: Names = {}): Render =>
  (error, ctx, request) => {
    const name = error.code === 'wire.refused' ? (error.data.name as CodeName) : (here[error.code] ?? names[error.code])
    const { status: own, text } = codes[name]
    const status = own === 'proof' ? proofStatus(request) : own === 'same' ? error.status : own
    const message = text ?? refusalIn(words(ctx.languages).refusals, error.code, error.data)
    const data = told(error, name, status, message, ctx)
    const { retryAfter } = data
    return {
      status,
      body: { success: false, error: message, code: spelled(name), message, ...data },
      ...(typeof retryAfter === 'number' && { headers: { 'Retry-After': String(retryAfter) } }),
    }
  }

/** An endpoint that refuses in this wire's words wherever it is mounted; its spec tells them for the document. */
export function inOurWords(endpoint: Endpoint, here: Names = {}): Endpoint & { spec: { names: Names } } {
  const render = renderAs(here)
  const serve = (request: Request, context: Context = {}) => endpoint(request, { ...context, render })
  return Object.assign(serve, { spec: { ...endpoint.spec, names: here } })
}
