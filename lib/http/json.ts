import { AppError } from '@/lib/core/errors'

/** Bytes a body may have. The server in front says the same; neither relies on the other. */
const mostBytes = 256 * 1024
const maxDepth = 32

const strict = new TextDecoder('utf-8', { fatal: true })

/**
 * The body as text, read no further than the limit whatever its declared length says.
 * @throws request.too_large, request.malformed (not UTF-8, or broken off)
 */
export async function bodyText(request: Request, maxBytes = mostBytes): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new AppError('request.too_large')
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      size += chunk.byteLength
      if (size > maxBytes) throw new AppError('request.too_large')
      chunks.push(chunk)
    }
    return strict.decode(Buffer.concat(chunks))
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('request.malformed', {}, { cause })
  }
}

/** Nesting and object members, counted in the text itself: JSON.parse keeps the last of two equal names and says nothing. */
function measure(text: string): { depth: number; members: number } {
  let depth = 0
  let deepest = 0
  let members = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (quoted) {
      if (c === 0x5c) i++
      else if (c === 0x22) quoted = false
    } else if (c === 0x22) quoted = true
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (c === 0x7d || c === 0x5d) depth--
    else if (c === 0x3a) members++
  }
  return { depth: deepest, members }
}

const clean = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text)

/** Members found after parsing; -1 when a text holds what no database column or cookie could. */
function count(value: unknown): number {
  if (typeof value === 'string') return clean(value) ? 0 : -1
  if (value === null || typeof value !== 'object') return 0
  let members = 0
  for (const [name, inner] of Object.entries(value)) {
    const below = count(inner)
    if (below < 0 || !clean(name)) return -1
    members += below + (Array.isArray(value) ? 0 : 1)
  }
  return members
}

/**
 * JSON without the corners in which parsers disagree: no duplicate names, NUL, lone surrogates or deep nesting (security.md §3).
 * An empty text is `{}`.
 * @throws request.malformed
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  const { depth, members } = measure(text)
  if (depth > maxDepth) throw new AppError('request.malformed')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('request.malformed', {}, { cause })
  }
  if (count(value) !== members) throw new AppError('request.malformed')
  return value
}

export const wellFormed = clean
