import { env } from '@/lib/core/env'
import { ar } from './ar'
import { de } from './de'
import { en, type Words } from './en'
import { es } from './es'
import { fr } from './fr'
import { it } from './it'
import { ja } from './ja'
import { ko } from './ko'
import { pseudo } from './pseudo'
import { ptBR } from './pt-br'
import { zhCN } from './zh-cn'

/** One line and one file per language; each is complete or does not compile. */
const shipped: Words[] = [en, es, fr, de, it, ptBR, ja, zhCN, ko, ar]
const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

/** By full tag, and by base language: the first that ships speaks for all its regions. */
const catalogues = new Map<string, Words>()
for (const words of shipped)
  for (const tag of [words.language.tag.toLowerCase(), base(words.language.tag)])
    if (!catalogues.has(tag)) catalogues.set(tag, words)

/** The languages pages speak: BCP 47 tag, and their own name. */
export const languages = shipped.map(({ language }) => language)

/**
 * The words in the best language there is.
 * @param languages BCP 47 tags, best first
 * @param fallback what the admin chose for everybody else
 */
export function words(languages: string[], fallback = 'en'): Words {
  for (const tag of [...languages, fallback]) {
    if (tag.toLowerCase() === 'en-xa' && env().APP_ENV === 'evaluation') return pseudo
    const found = catalogues.get(tag.toLowerCase()) ?? catalogues.get(base(tag))
    if (found) return found
  }
  return en
}

/** Which way a language is written. */
export const directionOf = (tag: string): 'ltr' | 'rtl' => (base(tag) === 'ar' ? 'rtl' : 'ltr')

/** Keeps what has an order of its own (an address, a number) in it among words from right to left (Unicode UAX #9, isolates). */
export const isolate = (tag: string, text: string): string => (text && directionOf(tag) === 'rtl' ? `\u2066${text}\u2069` : text)

export { refusalIn } from './refusals'
export type { Words }
