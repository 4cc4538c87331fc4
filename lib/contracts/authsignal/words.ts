import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { type StepUpMethod, stepUpMethods } from '@/lib/flows/step-up/callers'

/** What comes in over this wire: unknown names are ignored, `null` is absent (contracts/authsignal.md §1, §5). */

const absent = (value: unknown) => (value === null ? undefined : value)
/** An optional text; empty is kept as it is. */
export const text = (max: number) => z.preprocess(absent, z.string().max(max).optional())
export const flag = z.preprocess(absent, z.boolean().optional())
export const method = z.preprocess(absent, z.enum(stepUpMethods).optional())

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])
/** Names that could reach an object's own making are dropped at every depth. */
export function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !forbidden.has(name))
      .map(([name, inner]) => [name, clean(inner)]),
  )
}

const customBytes = 8192
/** Data points of the application's own. */
export const custom = z.preprocess(
  absent,
  z
    .record(z.string(), z.unknown())
    .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= customBytes, `At most ${customBytes} bytes.`)
    .transform((value) => clean(value) as Record<string, unknown>)
    .optional(),
)

/** A body whose unknown names are ignored. */
export const body = <S extends z.ZodRawShape>(shape: S) => z.object(shape)

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what an id may not hold
const control = /[\u0000-\u001f\u007f-\u009f]/
const bad = (path: string) => new AppError('request.invalid', { problems: [{ path, message: 'This is not a valid value.' }] })

/** The application's own id for a user, byte for byte. @throws request.invalid */
export function userIdOf(given: string): string {
  if (!given || given.length > 256 || control.test(given)) throw bad('userId')
  return given
}
/** @throws request.invalid */
export function actionCodeOf(given: string): string {
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(given)) throw bad('action')
  return given
}
/** @throws request.invalid */
export function idempotencyKeyOf(given: string | undefined): string | undefined {
  if (given !== undefined && (!given || given.length > 255 || control.test(given))) throw bad('idempotencyKey')
  return given
}

export type { StepUpMethod }
