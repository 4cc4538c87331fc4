import { ar } from './texts/ar'
import { de } from './texts/de'
import { en } from './texts/en'
import { es } from './texts/es'
import { fr } from './texts/fr'
import { it } from './texts/it'
import { ja } from './texts/ja'
import { ko } from './texts/ko'
import { ptBR } from './texts/pt-br'
import type { Texts } from './texts/types'
import { zhCN } from './texts/zh-cn'
import type { CodeUsage, Usage } from './usage'

export type TemplateChannel = 'sms' | 'email'
/** Parts of a template; a text message has `text` alone. */
export type Content = { text?: string; subject?: string; html?: string; sendFrom?: string; replyTo?: string }
type BuiltIn = { sms: { text: string }; email: { subject: string; text: string; html: string } }

/** What browsers and phones read a code from (WICG, origin-bound one-time codes). */
const autofill = '\n\n@{{domain}} #{{code}}'
const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const h1 = 'margin:0 0 12px;font-size:22px;line-height:1.3'
const big =
  'margin:20px 0;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:34px;font-weight:700;letter-spacing:6px;line-height:1.2'
const small = 'margin:20px 0 0;font-size:13px;line-height:1.5;opacity:.75'
const line = 'margin:0 0 8px;font-size:16px;line-height:1.5'

const page = ({ tag, dir, reference }: Texts, body: string[]) => `<!doctype html>
<html lang="${tag}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>
<body style="margin:0;padding:24px;${font}"><div style="max-width:480px;margin:0 auto">
${body.join('\n')}
<p style="${small}">{{app}} &middot; ${reference}</p>
</div></body></html>`
const title = (words: string) => `<h1 style="${h1}">${words}</h1>`
const paragraph = (words: string) => `<p style="${line}">${words}</p>`
/** Where a link goes; replaced after everything else. */
export const linkMark = '[[link]]'
const code = `<p style="${big}" dir="ltr">{{code}}</p>`

function codeMessage(t: Texts, { sms, why, notYou }: Texts['codes']['SignIn']): BuiltIn {
  return {
    sms: { text: sms + autofill },
    email: {
      subject: t.subject,
      text: `${t.codeLine}\n\n${why}\n${t.expiry}\n\n${notYou}\n\n{{app}} - ${t.reference}`,
      html: page(t, [title(t.heading), paragraph(why), code, paragraph(t.expiry), paragraph(notYou)]),
    },
  }
}

/** A mail with a link in place of a code: the same words about what it does. */
function linkMessage(t: Texts, { why, notYou }: Texts['codes']['SignIn']): BuiltIn['email'] {
  return {
    subject: '{{app}}',
    text: `${why}\n\n${linkMark}\n\n${t.expiry}\n\n${notYou}\n\n{{app}} - ${t.reference}`,
    html: page(t, [title('{{app}}'), paragraph(why), paragraph(linkMark), paragraph(t.expiry), paragraph(notYou)]),
  }
}

function noticeMessage(t: Texts, { sms, subject, facts, notYou }: Texts['notices']['NewDeviceNotice']): BuiltIn {
  return {
    sms: { text: sms },
    email: {
      subject,
      text: `${subject}\n\n${facts.join('\n')}\n\n${notYou}\n\n{{app}} - ${t.reference}`,
      html: page(t, [title(subject), ...[...facts, notYou].map(paragraph)]),
    },
  }
}

function built(t: Texts): Record<Usage, BuiltIn> {
  const codes = Object.entries(t.codes).map(([usage, words]) => [usage, codeMessage(t, words)])
  const notices = Object.entries(t.notices).map(([usage, words]) => [usage, noticeMessage(t, words)])
  return Object.fromEntries([...codes, ...notices])
}

const linksIn = (t: Texts): Record<CodeUsage, Content> =>
  Object.fromEntries(Object.entries(t.codes).map(([usage, words]) => [usage, linkMessage(t, words)])) as Record<
    CodeUsage,
    Content
  >

/** One file per language; each is complete or does not compile. */
const shipped: Texts[] = [en, es, fr, de, it, ptBR, ja, zhCN, ko, ar]
const links = new Map<string, Record<CodeUsage, Content>>()
const languages = new Map<string, Record<Usage, BuiltIn>>()
for (const t of shipped) {
  const messages = built(t)
  // one region speaks for its language
  for (const tag of [t.tag, t.tag.split('-')[0]!]) {
    languages.set(tag.toLowerCase(), messages)
    links.set(tag.toLowerCase(), linksIn(t))
  }
}

/** Tags of the languages that every message text exists in. */
export const builtInLanguages: string[] = shipped.map((t) => t.tag)

/** The text that ships for a language, if that language does. */
export const builtIn = (channel: TemplateChannel, usage: Usage, languageTag: string): Content | undefined =>
  languages.get(languageTag.toLowerCase())?.[usage][channel]

/** The same for a mail with a link in place of a code. */
export const builtInLink = (usage: CodeUsage, languageTag: string): Content | undefined =>
  links.get(languageTag.toLowerCase())?.[usage]
