import { z } from 'zod'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { Actor } from './roles'

/** Who asks, and from where: the first argument of every verb. */
export type As = { ctx: Ctx; actor: Actor }

export type Page = { page: number; pageSize: number }
export type Listed<T> = { rows: T[]; total: number }

/** `page` from 1, `pageSize` 1 to 100. */
export const pageInput = z.object({
  page: z.number().int().min(1).max(100_000).default(1),
  pageSize: z.number().int().min(1).max(100).default(20),
})

/**
 * The second step of a verb, for callers that are not the API: a page's form, a script.
 * @throws request.invalid with one problem per field
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.')
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'This field is not known.' }))
  })
  throw new AppError('request.invalid', { problems: problems.slice(0, 50) })
}

/** @throws entity.not_found */
export function found<T>(row: T | null | undefined): T {
  if (row === null || row === undefined) throw new AppError('entity.not_found')
  return row
}

/** Names of the members that differ: what an audit row may tell of a change without telling the values. */
export function changed(before: object, after: object): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const at = (value: object, name: string) => JSON.stringify((value as Record<string, unknown>)[name])
  return [...names].filter((name) => at(before, name) !== at(after, name))
}
