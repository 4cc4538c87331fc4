import type { z } from 'zod'
import { catalogue, type Definition } from './error-catalogue'

export { catalogue, type Definition } from './error-catalogue'
export type ErrorCode = keyof typeof catalogue
type Data<C extends ErrorCode> = z.input<(typeof catalogue)[C]['data']>
type Details<C extends ErrorCode> =
  Record<string, never> extends Data<C> ? [data?: Data<C>, options?: ErrorOptions] : [data: Data<C>, options?: ErrorOptions]

/** A refusal: the person or caller can do something about it. Anything else that is thrown is a fault. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly status: number
  readonly data: Record<string, unknown>
  constructor(code: C, ...[data, options]: Details<C>) {
    super(messageFor(code, data ?? {}), options)
    this.name = 'AppError'
    this.code = code
    this.status = catalogue[code].status
    this.data = (data ?? {}) as Record<string, unknown>
  }
}

export const isCode = (error: unknown, code: ErrorCode): boolean => error instanceof AppError && error.code === code

/** The words for a code; details that do not fit the code's shape yield its plainest words instead of a fault. */
export function messageFor(code: ErrorCode, data: unknown): string {
  const { message, data: shape } = catalogue[code] as Definition
  if (typeof message === 'string') return message
  const parsed = shape.safeParse(data)
  return parsed.success ? message(parsed.data) : catalogue['server.unexpected'].message.toString()
}
