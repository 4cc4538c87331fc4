type Schema = Record<string, unknown>
export type Line = { name: string; type: string; required: boolean }
export type Operation = {
  id: string
  method: string
  path: string
  summary: string
  open: boolean
  parameters: Line[]
  body: Line[]
  answers: { status: string; description: string; fields: Line[] }[]
}
export type Group = { tag: string; operations: Operation[] }

const isRecord = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
const record = (value: unknown): Schema => (isRecord(value) ? value : {})
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A schema in a word or two: `string`, `email | phone`, `object[]`. */
export function typeOf(given: unknown): string {
  const schema = record(given)
  const choices = list(schema.enum)
  if (choices.length) return choices.map(String).join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  const any = [...list(schema.anyOf), ...list(schema.oneOf)]
  if (any.length) return [...new Set(any.map(typeOf))].join(' | ')
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`
  return list(schema.type).map(String).join(' | ') || text(schema.type) || 'any'
}

/** Members of an object schema, or of the objects in an array. */
export function linesOf(given: unknown): Line[] {
  const schema = record(given)
  if (schema.type === 'array') return linesOf(schema.items)
  const required = list(schema.required)
  return Object.entries(record(schema.properties)).map(([name, inner]) => ({
    name,
    type: typeOf(inner),
    required: required.includes(name),
  }))
}

const jsonOf = (given: unknown): unknown => record(record(record(given).content)['application/json']).schema

function operationOf(path: string, method: string, given: unknown): Operation & { tag: string } {
  const operation = record(given)
  const parameters = list(operation.parameters).map(record)
  return {
    id: text(operation.operationId),
    tag: text(list(operation.tags)[0]) || 'Other',
    method: method.toUpperCase(),
    path,
    summary: text(operation.summary),
    open: Array.isArray(operation.security) && operation.security.length === 0,
    // headers that every call may carry are references, and told once
    parameters: parameters
      .filter(({ name }) => name)
      .map(({ name, schema, required }) => ({
        name: text(name),
        type: typeOf(schema),
        required: required === true,
      })),
    body: linesOf(jsonOf(operation.requestBody)),
    answers: Object.entries(record(operation.responses)).map(([status, answer]) => ({
      status,
      description: text(record(answer).description),
      fields: linesOf(jsonOf(answer)),
    })),
  }
}

type Document = { paths: Record<string, Record<string, unknown>> }

/** A document, cut for reading. */
export function groupsOf(document: Document): Group[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(path, method, operation)),
  )
  const tags = [...new Set(operations.map(({ tag }) => tag))]
  return tags.map((tag) => ({ tag, operations: operations.filter((operation) => operation.tag === tag) }))
}
