import { AppError } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { type Render, refuse } from './problem'
import type { Endpoint, Endpoints } from './route'

type Entry = { segments: string[]; pattern: string; methods: Map<string, Endpoint> }

/** Entries by path, literal segments before parameters, so that `/users/me` is found before `/users/:id`. */
function compile(prefix: string, tables: Endpoints[]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const [key, endpoint] of tables.flatMap((table) => Object.entries(table))) {
    const [method = '', path = ''] = key.split(' ')
    const segments = path.split('/').slice(1)
    const shape = segments.map((s) => (s.startsWith(':') ? ':' : s)).join('/')
    const entry = entries.get(shape) ?? { segments, pattern: prefix + path, methods: new Map() }
    if (entry.methods.has(method)) throw new Error(`${method} ${prefix}${path} is in two tables`)
    entry.methods.set(method, endpoint)
    entries.set(shape, entry)
  }
  const literal = ({ segments }: Entry) => segments.map((s) => (s.startsWith(':') ? '1' : '0')).join('')
  return [...entries.values()].sort((a, b) => (literal(a) < literal(b) ? -1 : 1))
}

function match(entry: Entry, parts: string[]): Record<string, string> | null {
  if (entry.segments.length !== parts.length) return null
  const params: Record<string, string> = {}
  for (const [i, segment] of entry.segments.entries()) {
    const part = parts[i]!
    if (!segment.startsWith(':')) {
      if (segment !== part) return null
    } else if (part) params[segment.slice(1)] = part
    else return null
  }
  return params
}

function partsOf(request: Request, prefix: string): string[] | null {
  try {
    const { pathname } = new URL(request.url)
    if (!pathname.startsWith(`${prefix}/`)) return null
    return pathname
      .slice(prefix.length + 1)
      .replace(/\/$/, '')
      .split('/')
      .map(decodeURIComponent)
  } catch {
    return null
  }
}

const allowed = (entry: Entry) => {
  const methods = [...entry.methods.keys()]
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
}

/**
 * A whole wire as one function: finds the entry of `'POST /path/:id'` tables and lets it answer. Unknown paths and methods
 * are answered in the same words as every other refusal of that wire.
 * @param prefix path the tables hang under, `/api`
 */
export function mount(
  prefix: string,
  tables: Endpoints[],
  options: { render?: Render; maxBytes?: number } = {},
): (request: Request) => Promise<Response> {
  const { render, maxBytes } = options
  const entries = compile(prefix, tables)
  return async (request) => {
    const parts = partsOf(request, prefix)
    for (const entry of parts ? entries : []) {
      const params = match(entry, parts!)
      if (!params) continue
      const { method } = request
      const endpoint = entry.methods.get(method === 'HEAD' ? 'GET' : method)
      if (endpoint) {
        const response = await endpoint(request, { params, render, maxBytes, pattern: entry.pattern })
        return method === 'HEAD' ? new Response(null, response) : response
      }
      const headers = { Allow: allowed(entry) }
      if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { ...headers, 'Cache-Control': 'no-store' } })
      const refusal = refuse(new AppError('request.method_not_allowed'), ctxFromHeaders(request.headers), request, render)
      refusal.headers.set('Allow', headers.Allow)
      return refusal
    }
    return refuse(new AppError('entity.not_found'), ctxFromHeaders(request.headers), request, render)
  }
}
