import type { TemplateRow } from '@/lib/db/config'
import { builtIn, type Content, type TemplateChannel } from './builtin'
import { isCodeUsage, type Usage } from './usage'

export type Wish = { channel: TemplateChannel; usage: Usage; languages: string[]; fallback: string }
export type Found = { content: Content; locale: string; source: 'own' | 'generic' | 'built-in' }

const base = (tag: string): string => tag.split('-')[0] ?? tag

/** Exact tags with their base languages, the fallback tag, its base, and English: every tag once, in that order. */
export function tagsFor(languages: string[], fallback: string): string[] {
  const all = [...languages, fallback, 'en'].flatMap((tag) => [tag, base(tag)])
  const seen = new Set<string>()
  return all.filter((tag) => !seen.has(tag.toLowerCase()) && seen.add(tag.toLowerCase()))
}

/** The text for a wish (contracts/logto.md §5): the admin's own, their `Generic` for codes, then what ships. There always is one. */
export function findTemplate(templates: TemplateRow[], { channel, usage, languages, fallback }: Wish): Found {
  const tags = tagsFor(languages, fallback)
  const own = (usageType: string) => {
    const mine = templates.filter((row) => row.channel === channel && row.usageType === usageType)
    for (const tag of tags) {
      const row = mine.find((one) => one.languageTag.toLowerCase() === tag.toLowerCase())
      if (row) return { content: row.content as Content, locale: row.languageTag }
    }
    return undefined
  }
  const exact = own(usage)
  if (exact) return { ...exact, source: 'own' }
  const generic = isCodeUsage(usage) ? own('Generic') : undefined
  if (generic) return { ...generic, source: 'generic' }
  for (const tag of tags) {
    const content = builtIn(channel, usage, tag)
    if (content) return { content, locale: tag, source: 'built-in' }
  }
  throw new Error(`no ${channel} text ships for ${usage}`)
}

/** Language of a message: `ui_locales`, else the user's own, else the browser's (if detecting is on), else the fallback. */
export function languagesFor(input: {
  asked: string[]
  user: string | null | undefined
  browser: string[]
  autoDetect: boolean
}): string[] {
  if (input.asked.length) return input.asked
  if (input.user) return [input.user]
  return input.autoDetect ? input.browser : []
}
