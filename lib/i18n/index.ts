import { en, type Words } from './en'

/** One line and one file per language; each is complete or does not compile. */
const catalogues = new Map<string, Words>([['en', en]])

/**
 * The words in the best language there is.
 * @param languages BCP 47 tags, best first
 * @param fallback what the admin chose for everybody else
 */
export function words(languages: string[], fallback = 'en'): Words {
  for (const tag of [...languages, fallback]) {
    const found = catalogues.get(tag.toLowerCase()) ?? catalogues.get(tag.toLowerCase().split('-')[0] ?? '')
    if (found) return found
  }
  return en
}

export type { Words }
