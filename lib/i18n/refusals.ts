import type { z } from 'zod'
import { catalogue, type Definition, type ErrorCode, messageFor } from '@/lib/core/errors'

/** What only administrators and programs meet is said in English, as their pages and documents are. */
type Technical =
  | `sign_in_experiences.${string}`
  | `application.${string}`
  | `template.${string}`
  | `token.${string}`
  | `action.${string}`
  | `authenticator.${string}`
  | 'wire.refused'
  | 'connector.in_use'
  | 'connector.secret_reentry_required'
  | 'connector.invalid_config'
  | 'request.malformed'
  | 'interaction.over'
  | 'session.mfa.all_factors_disabled'
  | 'request.unsupported_media_type'
  | 'request.method_not_allowed'
  | 'verification_code.phone_mismatch'
  | 'verification_code.email_mismatch'
  | 'user.totp_secret_invalid'
  | 'session.mfa.webauthn_verification_not_found'
type Personal = Exclude<ErrorCode, Technical>

/** What a person may be refused with, in one language. The first sentence stands out. */
export type Refusals = {
  [C in Personal]: string | ((data: z.output<(typeof catalogue)[C]['data']>) => string)
}

/** The words for a code in a language; in English where that language has none. */
export function refusalIn(refusals: Refusals | undefined, code: ErrorCode, data: unknown): string {
  const said = refusals && Object.hasOwn(refusals, code) ? refusals[code as Personal] : undefined
  if (said === undefined) return messageFor(code, data)
  if (typeof said === 'string') return said
  const parsed = (catalogue[code] as Definition).data.safeParse(data)
  return parsed.success ? (said as (data: unknown) => string)(parsed.data) : messageFor(code, data)
}

/** "2 min 14 s" as a language writes it: the two greatest units. @param seconds whole seconds */
export function spokenIn(tag: string, seconds: number): string {
  const parts = [
    ['hour', Math.floor(seconds / 3600)],
    ['minute', Math.floor((seconds % 3600) / 60)],
    ['second', seconds % 60],
  ] as const
  const some = parts.filter(([, n]) => n > 0).slice(0, 2)
  return (some.length ? some : parts.slice(2))
    .map(([unit, n]) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short' }).format(n))
    .join(' ')
}

/** The form of a word for a count (CLDR plural rules); what a language does not tell apart falls to `other`. */
export function plural(tag: string, n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  return forms[new Intl.PluralRules(tag).select(n)] ?? forms.other
}
