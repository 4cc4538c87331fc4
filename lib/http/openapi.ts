import { z } from 'zod'
import { catalogue, type ErrorCode, messageFor } from '@/lib/core/errors'
import type { Endpoints, Spec } from './route'

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'message', 'instance'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Reference for support and the audit log.' },
    code: { type: 'string' },
    message: { type: 'string' },
    data: { type: 'object' },
  },
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
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

const always = (spec: Spec): ErrorCode[] => [
  ...(spec.body || spec.query ? (['request.invalid', 'request.malformed'] as const) : []),
  ...(typeof spec.auth === 'string' ? [] : (['auth.unauthorized', 'auth.forbidden'] as const)),
  ...(spec.limit ? (['request.rate_limited'] as const) : []),
]

/** One response per status; the codes that carry it are listed in words. */
function refusals(spec: Spec) {
  const codes = [...new Set([...always(spec), ...(spec.errors ?? [])])]
  const described = (status: number) => ({
    description: codes
      .filter((code) => catalogue[code].status === status)
      .map((code) => `\`${code}\`: ${messageFor(code, {})}`)
      .join('\n\n'),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  return Object.fromEntries(codes.map((code) => [catalogue[code].status, described(catalogue[code].status)]))
}

function success(spec: Spec) {
  if (!spec.response) return { [spec.status ?? 204]: { description: 'Done.' } }
  const content = { 'application/json': { schema: jsonSchema(spec.response, 'output') } }
  return { [spec.status ?? 200]: { description: 'Done.', content } }
}

function operation(key: string, spec: Spec) {
  return {
    summary: spec.summary,
    operationId: key.replace(/[^A-Za-z0-9]+/g, '_').toLowerCase(),
    ...(spec.tag && { tags: [spec.tag] }),
    ...(spec.auth === 'anyone' ? { security: [] } : {}),
    parameters: [...parameters(spec.params, 'path'), ...parameters(spec.query, 'query')],
    ...(spec.body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(spec.body, 'input') } } },
    }),
    responses: { ...success(spec), ...refusals(spec) },
  }
}

export type OpenApiInput = { title: string; version: string; server: string; prefix: string; tables: Endpoints[] }

/** OpenAPI 3.1 of some endpoint tables: read from their specs, never written. */
export function openApi({ title, version, server, prefix, tables }: OpenApiInput) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [key, endpoint] of tables.flatMap((table) => Object.entries(table))) {
    const [method = '', path = ''] = key.split(' ')
    const at = prefix + path.replace(/:(\w+)/g, '{$1}')
    paths[at] = { ...paths[at], [method.toLowerCase()]: operation(key, endpoint.spec) }
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    servers: [{ url: server }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema },
    },
  }
}
