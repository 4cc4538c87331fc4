import { z } from 'zod'

/** One input of a settings form; plain data, so that it may cross to the browser. Nested objects are flattened: `auth.user`. */
export type FormField = {
  name: string
  title: string
  type: 'text' | 'password' | 'number' | 'checkbox' | 'select'
  required: boolean
  secret: boolean
  /** left empty at first, the server makes one */
  generated: boolean
  options?: string[]
  placeholder?: string
  description?: string
  default?: string | number | boolean
}

type Leaf = { name: string; schema: z.ZodType; meta: Record<string, unknown>; optional: boolean }

/** The schema below `.optional()`, `.default()` and the like, with the descriptions met on the way; the outermost wins. */
function bare(schema: z.ZodType): { inner: z.ZodType; meta: Record<string, unknown> } {
  const meta = schema.meta() ?? {}
  const wrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
  if (!wrapped) return { inner: schema, meta }
  const below = bare(schema.unwrap() as z.ZodType)
  return { inner: below.inner, meta: { ...below.meta, ...meta } }
}

const mayBeAbsent = (schema: z.ZodType) => schema.safeParse(undefined).success

/** Every value of a config schema by its flat name. */
export function leaves(schema: z.ZodObject, prefix = '', optional = false): Leaf[] {
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, field]) => {
    const { inner, meta } = bare(field)
    const absent = optional || mayBeAbsent(field)
    const name = prefix + key
    return inner instanceof z.ZodObject ? leaves(inner, `${name}.`, absent) : [{ name, schema: field, meta, optional: absent }]
  })
}

/** Flat names of the fields that are sealed at rest and never read back. */
export const secretFields = (schema: z.ZodObject): string[] =>
  leaves(schema)
    .filter((leaf) => leaf.meta.secret === true)
    .map((leaf) => leaf.name)

/** Flat names of the secrets the server makes when none is given. */
export const generatedFields = (schema: z.ZodObject): string[] =>
  leaves(schema)
    .filter((leaf) => leaf.meta.generated === true)
    .map((leaf) => leaf.name)

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

function inputOf(inner: z.ZodType, secret: boolean): Pick<FormField, 'type' | 'options'> {
  if (inner instanceof z.ZodBoolean) return { type: 'checkbox' }
  if (inner instanceof z.ZodNumber) return { type: 'number' }
  if (inner instanceof z.ZodEnum) return { type: 'select', options: inner.options.map(String) }
  if (inner.def.type === 'string') return { type: secret ? 'password' : 'text' }
  throw new Error(`a ${inner.def.type} has no input in a form`)
}

function fieldOf({ name, schema, meta, optional }: Leaf): FormField {
  const secret = meta.secret === true
  const generated = meta.generated === true
  const { inner } = bare(schema)
  const preset = secret ? undefined : schema.safeParse(undefined).data
  const shown = typeof preset === 'string' || typeof preset === 'number' || typeof preset === 'boolean' ? preset : undefined
  return {
    name,
    title: text(meta.title) ?? name,
    ...inputOf(inner, secret),
    required: !optional && !generated,
    secret,
    generated,
    ...(text(meta.placeholder) && { placeholder: text(meta.placeholder) }),
    ...(text(meta.description) && { description: text(meta.description) }),
    ...(shown !== undefined && { default: shown }),
  }
}

/** The inputs of a settings form, in the order of the schema (DESIGN.md §9: schema, form, sealing and redaction are one source). */
export const formFields = (schema: z.ZodObject): FormField[] => leaves(schema).map(fieldOf)

/**
 * What a submitted form asks to change. Blank input clears a setting; a blank secret means "keep"; `<name>.clear` clears it.
 * A number that is not one stays text, so that the schema names the problem. A box that is not ticked sends nothing and is false.
 */
export function parseForm(schema: z.ZodObject, form: Record<string, unknown>): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  for (const field of formFields(schema)) {
    const value = changeOf(field, text(form[field.name]), form[`${field.name}.clear`] !== undefined)
    if (value !== undefined) put(patch, field.name, value)
  }
  return patch
}

function changeOf({ type, secret }: FormField, given: string | undefined, cleared: boolean): unknown {
  if (type === 'checkbox') return given !== undefined && given !== 'false'
  if (secret) return given || (cleared ? null : undefined)
  const trimmed = given?.trim()
  if (trimmed === '') return null
  return type === 'number' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a flat name in a nested value. */
export function at(value: unknown, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value)
}

/** Writes a flat name into a nested value, in place. */
export function put(target: Record<string, unknown>, name: string, value: unknown): void {
  const [head = '', ...rest] = name.split('.')
  if (!rest.length) target[head] = value
  else {
    const inner = isRecord(target[head]) ? target[head] : {}
    target[head] = inner
    put(inner, rest.join('.'), value)
  }
}
