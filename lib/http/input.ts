import type { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { bodyText, parseJson, wellFormed } from './json'

/** @throws request.invalid with one problem per field */
export function checked<S extends z.ZodType>(schema: S, value: unknown, at: string): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap((issue) => {
    const path = [...(at ? [at] : []), ...issue.path.map(String)].join('.')
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'This field is not known.' }))
  })
  throw new AppError('request.invalid', { problems: problems.slice(0, 50) })
}

const isJson = (type: string | null) => /^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i.test(type ?? '')

/**
 * The body as plain data. An empty one is `{}` whatever it calls itself.
 * @throws request.unsupported_media_type, request.malformed, request.too_large
 */
export async function jsonBody(request: Request, maxBytes?: number): Promise<unknown> {
  const text = await bodyText(request, maxBytes)
  if (text.trim() === '') return {}
  if (!isJson(request.headers.get('content-type'))) throw new AppError('request.unsupported_media_type')
  return parseJson(text)
}

/**
 * Query parameters; one that is given twice is refused rather than guessed, unless it may be a list.
 * @throws request.malformed
 */
export function queryOf(url: URL, lists: readonly string[] = []): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const name of lists) if (url.searchParams.has(name)) query[name] = url.searchParams.getAll(name).slice(0, 100)
  for (const [name, value] of url.searchParams) {
    if ((Object.hasOwn(query, name) && !lists.includes(name)) || !wellFormed(name + value) || /\ufffd/.test(name + value))
      throw new AppError('request.malformed')
    if (lists.includes(name)) continue
    Object.defineProperty(query, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return query
}
