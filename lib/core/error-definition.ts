import { z } from 'zod'

/** How a refusal is declared: HTTP status, words a person may read (the first sentence stands out), shape of its details. */
export type Definition<T extends z.ZodType = z.ZodType> = {
  status: number
  message: string | ((data: z.output<T>) => string)
  data: T
}

const nothing = z.object({})
/** A line of the catalogue. */
export const def = <T extends z.ZodType = typeof nothing>(
  status: number,
  message: Definition<T>['message'],
  data?: T,
): Definition<T> => ({
  status,
  message,
  data: data ?? (nothing as unknown as T),
})
