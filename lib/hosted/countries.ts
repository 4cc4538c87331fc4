import { type CountryCode, getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max'
import { isolate } from '@/lib/i18n'

export type Country = { code: string; label: string }

const cache = new Map<string, Country[]>()

/**
 * Countries for a native select, named in the person's language and sorted by it.
 * @param allowed ISO 3166 alpha-2; empty = all there are
 */
export function countries(language: string, allowed: string[]): Country[] {
  const key = `${language}:${allowed.join()}`
  const known = cache.get(key)
  if (known) return known
  if (cache.size > 50) cache.clear()
  const names = new Intl.DisplayNames([language, 'en'], { type: 'region' })
  const prefix = (code: CountryCode) => isolate(language, `+${getCountryCallingCode(code)}`)
  const codes: CountryCode[] = allowed.length ? allowed.filter((code) => isSupportedCountry(code)) : getCountries()
  const list = codes.map((code) => ({ code, label: `${names.of(code) ?? code} ${prefix(code)}` }))
  list.sort((a, b) => a.label.localeCompare(b.label, language))
  cache.set(key, list)
  return list
}
