import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { AppError } from './errors'
import type { AddressKind } from './mask'

const mailbox = /^[^\s@"(),:;<>[\]\\]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/
const handle = /^[a-z_][a-z0-9_.-]{1,63}$/

/** Lower-cased mailbox (RFC 5321 lengths, no quoted local parts), or null. */
export function normalizeEmail(text: string): string | null {
  const value = text.normalize('NFKC').trim().toLowerCase()
  return value.length <= 254 && mailbox.test(value) ? value : null
}

/** E.164, or null. @param country ISO 3166 alpha-2 that a national number is read in */
export function normalizePhone(text: string, country: string): string | null {
  if (text.length > 40) return null
  const number = parsePhoneNumberFromString(text.normalize('NFKC'), country as CountryCode)
  return number?.isValid() ? number.number : null
}

/** Lower-cased username: a letter or underscore first, 2 to 64 of `a-z 0-9 _ . -`. */
export function normalizeUsername(text: string): string | null {
  const value = text.normalize('NFKC').trim().toLowerCase()
  return handle.test(value) ? value : null
}

/** ISO 3166 alpha-2 country of an E.164 number, NANP by region; null when the plan does not say. */
export function countryOf(phone: string): string | null {
  return parsePhoneNumberFromString(phone)?.country ?? null
}

export type IdentifierKind = AddressKind | 'username'

export function normalize(kind: IdentifierKind, text: string, country: string): string | null {
  if (kind === 'email') return normalizeEmail(text)
  return kind === 'phone' ? normalizePhone(text, country) : normalizeUsername(text)
}

/**
 * What a person typed into one field, read as the first kind it fits of those allowed.
 * @throws identifier.invalid
 */
export function parseIdentifier(
  text: string,
  allowed: IdentifierKind[],
  country: string,
): { kind: IdentifierKind; value: string } {
  const order: IdentifierKind[] = text.includes('@') ? ['email'] : ['phone', 'username']
  for (const kind of order) {
    const value = allowed.includes(kind) ? normalize(kind, text, country) : null
    if (value) return { kind, value }
  }
  throw new AppError('identifier.invalid', { kind: allowed.length === 1 ? allowed[0]! : 'any' })
}
