import type { TemplateRow } from '@/lib/db/config'
import { builtInLink, type Content, linkMark } from './builtin'
import { type Found, findTemplate, tagsFor, type Wish } from './lookup'
import { isCodeUsage } from './usage'

const escaped = (url: string) => url.replace(/&/g, '&amp;').replace(/"/g, '&quot;')
const anchor = (url: string) => `<a href="${escaped(url)}">${escaped(url)}</a>`

/** The link where the text has a place for it, else as a line of its own at the end. */
function placed({ text, html, ...rest }: Content, url: string): Content {
  const inText = text?.includes(linkMark) ? text.replace(linkMark, url) : `${text ?? ''}\n\n${url}`
  const end = html?.lastIndexOf('</div>') ?? -1
  const line = `<p>${anchor(url)}</p>`
  const inHtml = html?.includes(linkMark)
    ? html.replace(linkMark, anchor(url))
    : html && (end < 0 ? html + line : html.slice(0, end) + line + html.slice(end))
  return { ...rest, text: inText, ...(inHtml && { html: inHtml }) }
}

/** The text of a mail that holds a link. `alone`: there is no code, so a text that speaks of one is not used. The url has no braces. */
export function withLink(templates: TemplateRow[], wish: Wish, url: string, alone: boolean): Found {
  if (!alone) {
    const found = findTemplate(templates, wish)
    return { ...found, content: placed(found.content, url) }
  }
  const usage = isCodeUsage(wish.usage) ? wish.usage : 'Generic'
  for (const tag of tagsFor(wish.languages, wish.fallback)) {
    const content = builtInLink(usage, tag)
    if (content) return { content: placed(content, url), locale: tag, source: 'built-in' }
  }
  throw new Error(`no text for a link ships for ${usage}`)
}
