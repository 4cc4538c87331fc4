import { z } from 'zod'

/** Fields of request bodies: contracts/nauth.md §1. Unknown ones are dropped. */
const csrf = { _csrf: z.string().max(200).optional(), csrfToken: z.string().max(200).optional() }
export const body = <S extends z.ZodRawShape>(shape: S) => z.object({ ...shape, ...csrf })

/** A session of a challenge: UUID, version 4. */
export const session = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'This is no session.')
export const identifier = z.string().trim().min(1).max(255)
export const password = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= 1024, 'Use at most 1,024 bytes.')
export const newPassword = z.string().refine((text) => Buffer.byteLength(text) <= 1024, 'Use at most 1,024 bytes.')
export const code = z.string().max(64)
export const deviceId = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,16}$/)])
export const credential = z.looseObject({ id: z.string().max(1400), response: z.looseObject({}) })
/** No database column holds the year 0. */
export const moment = z.iso.datetime().refine((text) => Date.parse(text) >= 0, 'Use a date after 1970.')
/** An id in a path, in either spelling. */
export const deviceParams = z.object({ id: z.string().regex(/^(\d{1,16}|[0-9a-f-]{36})$/) })
