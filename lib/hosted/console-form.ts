import { AppError } from '@/lib/core/errors'

/** One text of a form; '' when absent. */
export const textOf = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** Ticked boxes send something, others nothing. */
export const ticked = (form: FormData, name: string): boolean => form.get(name) !== null

/** All values under one name, in the order of the page. */
export const allOf = (form: FormData, name: string): string[] =>
  form.getAll(name).flatMap((value) => (typeof value === 'string' && value !== '' ? [value] : []))

/** One entry per line, blank ones left out. */
export const linesOf = (form: FormData, name: string): string[] =>
  textOf(form, name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)

/** `us, de` → `['US', 'DE']` */
export const codesOf = (form: FormData, name: string): string[] => [
  ...new Set(
    textOf(form, name)
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean),
  ),
]

/** A whole number. @throws request.invalid naming the control */
export function numberOf(form: FormData, name: string): number {
  const text = textOf(form, name).trim()
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new AppError('request.invalid', { problems: [{ path: name, message: 'Enter a whole number.' }] })
}

/** Blank is null. @throws request.invalid naming the control */
export const numberOrNull = (form: FormData, name: string): number | null =>
  textOf(form, name).trim() === '' ? null : numberOf(form, name)

const sensitive = /password|secret|token|key$/i
const most = 100_000

/** What may be shown again after a refusal. Names that look like secrets are left out, whatever they are. */
export function valuesOf(form: FormData, secrets: readonly string[] = []): Record<string, string | string[]> {
  const names = [...new Set(form.keys())].filter(
    (name) => !name.startsWith('$ACTION') && !sensitive.test(name) && !secrets.includes(name),
  )
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name).flatMap((value) => (typeof value === 'string' ? [value.slice(0, most)] : []))
      return [name, values.length === 1 ? values[0]! : values]
    }),
  )
}

/** Plain text for fields: browsers send line ends as CR LF. */
export const proseOf = (form: FormData, name: string): string => textOf(form, name).replace(/\r\n/g, '\n')
