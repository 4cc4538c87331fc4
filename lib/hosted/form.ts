import { AppError } from '@/lib/core/errors'
import { bodyText, wellFormed } from '@/lib/http/json'

export type Form = Record<string, string>

const limits = { fields: 30, name: 60, value: 2048, credential: 16_384 }

/**
 * The fields of a posted form. One that comes twice is refused rather than guessed.
 * @throws request.unsupported_media_type, request.too_large, request.malformed, request.invalid
 */
export async function readForm(request: Request): Promise<Form> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) throw new AppError('request.unsupported_media_type')
  const form: Form = Object.create(null)
  const entries = [...new URLSearchParams(await bodyText(request))]
  if (entries.length > limits.fields) throw new AppError('request.malformed')
  for (const [name, value] of entries) {
    const fits =
      name.length <= limits.name &&
      value.length <= (name === 'credential' ? limits.credential : limits.value) &&
      wellFormed(name + value) &&
      !/\ufffd/.test(name + value)
    if (!fits || name in form)
      throw new AppError('request.invalid', { problems: [{ path: name.slice(0, limits.name), message: 'Not usable.' }] })
    form[name] = value
  }
  return form
}

const repeatable = ['identifier', 'email', 'phone', 'username', 'name', 'country']

/** What may be shown again after a refusal: never a password or code. */
export function keptValues(form: Form): Record<string, string> {
  const kept = repeatable.flatMap((name) => (form[name] ? [[name, form[name].slice(0, 320)]] : []))
  return Object.fromEntries(kept)
}

/** @throws request.invalid naming the first field that is missing; the page has the words for it */
export function need(form: Form, ...names: string[]): void {
  const problems = names.filter((name) => !form[name]?.trim()).map((path) => ({ path, message: 'This is needed.' }))
  if (problems.length) throw new AppError('request.invalid', { problems })
}
