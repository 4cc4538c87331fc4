import { z } from 'zod'
import { catalogue, type ErrorCode, messageFor } from '@/lib/core/errors'
import { isWrite } from './guards'
import type { Spec } from './route'

export type Named = { status: number; code: string; text?: string | undefined }

/** What a wire says in words of its own. */
export type Wire = {
  /** the body of its refusals: a name in the document, a media type, a schema */
  refusal: { name: string; type: string; schema: z.ZodType }
  /** a refusal by its status and name, which may depend on the path that is refused; with a sentence of its own, if it has one */
  named: (code: ErrorCode, path: string) => Named
  /** refusals that are in no catalogue, by the path that is refused */
  own?: (path: string) => Named[]
  /** ways to prove who is calling, by name */
  schemes: Record<string, object>
  /** those that suffice where a session is asked for: each list alone, the names in it together */
  proof: (write: boolean, path: string) => string[][]
  /** headers that every call may carry, by a name in the document */
  headers?: Record<string, object>
}

const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().meta({ description: 'Reference for support and the audit log.' }),
  code: z.string(),
  message: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
})

const isRef = (value: unknown): boolean => typeof value === 'object' && value !== null && '$ref' in value

/** What refers to itself (`z.json()`) becomes any value: `#/$defs` would mean the whole document's. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, $defs: _own, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return JSON.parse(JSON.stringify(rest), (_key, value) => (isRef(value) ? {} : value)) as typeof rest
}

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query') {
  const { properties = {}, required = [] } = schema ? jsonSchema(schema, 'input') : {}
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: inner,
  }))
}

/** The management API's: problem+json, the catalogue's own codes, a bearer token. */
const management: Wire = {
  refusal: { name: 'Problem', type: 'application/problem+json', schema: problem },
  named: (code) => ({ status: catalogue[code].status, code }),
  schemes: { bearer: { type: 'http', scheme: 'bearer' } },
  proof: () => [['bearer']],
}

type Place = { spec: Spec; write: boolean; path: string; wire: Wire }

const sessions: ErrorCode[] = ['token.missing', 'token.invalid', 'token.expired', 'token.session_ended']
const gate: ErrorCode[] = ['request.invalid', 'auth.forbidden']
const crossSite: ErrorCode[] = ['token.csrf_missing', 'token.csrf_invalid']

/** What the way to an endpoint refuses, whatever the endpoint does. */
const always = ({ spec, write }: Place): ErrorCode[] => [
  ...(spec.body || spec.query ? (['request.invalid', 'request.malformed'] as const) : []),
  ...(typeof spec.auth === 'string' ? [] : (['auth.unauthorized', 'auth.forbidden'] as const)),
  ...(spec.auth === 'gated' ? gate : []),
  ...(spec.auth === 'gated' && write ? (['auth.origin_rejected'] as const) : []),
  ...(spec.protected ? sessions : []),
  ...(spec.protected && write ? crossSite : []),
  ...(spec.limit ? (['request.rate_limited'] as const) : []),
]

type Inner = { type?: string; enum?: unknown[]; const?: unknown }
/** One detail of a refusal as it may be: a minute to wait, four of anything else. */
function exampleOf(name: string, { type, enum: choices, const: only }: Inner): unknown {
  if (only !== undefined || choices) return only ?? choices?.[0]
  if (type === 'integer' || type === 'number') return name === 'retryAfter' ? 60 : 4
  if (type === 'array') return []
  return type === 'boolean' ? true : name
}

/** A code's sentence, with details where it needs some: for want of them it would say something else. */
function wordsOf(code: ErrorCode): string {
  const { properties = {}, required = [] } = jsonSchema(catalogue[code].data, 'input')
  const details = required.map((name) => [name, exampleOf(name, properties[name] as Inner)])
  return messageFor(code, Object.fromEntries(details))
}

/** One response per status; the codes that carry it are listed in words. */
function refusals(place: Place) {
  const { spec, wire, path } = place
  const { name, type } = wire.refusal
  const lines: Record<number, Set<string>> = {}
  const known = [...new Set([...always(place), ...(spec.errors ?? [])])].map((code) => {
    const named = wire.named(code, path)
    return { ...named, text: named.text ?? wordsOf(code) }
  })
  for (const { status, code, text } of [...known, ...(wire.own?.(path) ?? [])]) {
    lines[status] ??= new Set()
    lines[status]?.add(`\`${code}\`: ${text}`)
  }
  const content = { [type]: { schema: { $ref: `#/components/schemas/${name}` } } }
  return Object.fromEntries(
    Object.entries(lines).map(([status, said]) => [status, { description: [...said].join('\n\n'), content }]),
  )
}

function success(spec: Spec) {
  if (!spec.response) return { [spec.status ?? 204]: { description: 'Done.' } }
  const content = { 'application/json': { schema: jsonSchema(spec.response, 'output') } }
  return { [spec.status ?? 200]: { description: 'Done.', content } }
}

function security({ spec, write, wire, path }: Place) {
  const allOf = (names: string[]) => Object.fromEntries(names.map((name) => [name, [] as string[]]))
  if (spec.protected) return { security: wire.proof(write, path).map(allOf) }
  return spec.auth === 'anyone' || spec.auth === 'gated' ? { security: [] } : {}
}

function operation(operationId: string, place: Place) {
  const { spec, wire } = place
  const headers = Object.keys(wire.headers ?? {}).map((name) => ({ $ref: `#/components/parameters/${name}` }))
  return {
    summary: spec.summary,
    operationId,
    ...(spec.tag && { tags: [spec.tag] }),
    ...security(place),
    parameters: [...parameters(spec.params, 'path'), ...parameters(spec.query, 'query'), ...headers],
    ...(spec.body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(spec.body, 'input') } } },
    }),
    responses: { ...success(spec), ...refusals(place) },
  }
}

const idOf = (...parts: string[]): string =>
  parts
    .join(' ')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()

/** Tables, of which the specs are read. */
export type Mounted = { prefix: string; tables: Record<string, { spec: Spec }>[] }
export type OpenApiInput = {
  title: string
  version: string
  server: string
  description?: string
  /** the first one's operations are named without its prefix */
  mounts: Mounted[]
  wire?: Wire
}

/** OpenAPI 3.1 of some endpoint tables: read from their specs, never written. */
export function openApi({ title, version, server, description, mounts, wire = management }: OpenApiInput) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [index, { prefix, tables }] of mounts.entries())
    for (const [key, { spec }] of tables.flatMap((table) => Object.entries(table))) {
      const [method = '', path = ''] = key.split(' ')
      const at = prefix + path.replace(/:(\w+)/g, '{$1}')
      const place = { spec, wire, path: prefix + path, write: isWrite(method) }
      paths[at] = { ...paths[at], [method.toLowerCase()]: operation(idOf(method, index ? prefix + path : path), place) }
    }
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description && { description }) },
    servers: [{ url: server }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: wire.schemes,
      schemas: { [wire.refusal.name]: jsonSchema(wire.refusal.schema, 'output') },
      ...(wire.headers && { parameters: wire.headers }),
    },
  }
}
