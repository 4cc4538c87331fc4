import type { Content, TemplateChannel } from './builtin'
import { numbers } from './numbers'
import { type Variable, variableOf } from './usage'

export type Values = Partial<Record<Variable, string>>
export type Rendered = { text: string; subject?: string; html?: string; from?: string; replyTo?: string }

/** A name in braces. */
export const placeholder = /\{\{\s*([A-Za-z][\w.]*)\s*\}\}/g

const personal: readonly Variable[] = ['user.name', 'user.username', 'maskedTarget']
const described: readonly Variable[] = ['device', 'location', 'factorLabel', 'time']

const lineBreaks = /[\p{Cc}\u2028\u2029]+/gu
const invisible = /[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu
const links = /[\p{L}][\p{L}\p{N}+.-]*:\/\/\S+|(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:[/:?#]\S*)?/giu
/** four digits or more, also when spaced out: a name must not look like a code */
const digitRuns = /\p{Nd}(?:[\s.-]?\p{Nd}){3,}/gu

/** enough for any name; a bound on the work of the patterns */
const longestInput = 400

const shorten = (text: string, most: number) => [...text].slice(0, most).join('').trim()
const tidy = (text: string) => text.replace(/\s+/g, ' ').trim()

/** One line without hidden characters and these patterns. Taking one thing out may put another together, so until nothing changes. */
function without(text: string, patterns: RegExp[]): string {
  let before = ''
  let after = oneLine(text.slice(0, longestInput).replace(invisible, ''))
  while (before !== after) {
    before = after
    for (const pattern of patterns) after = after.replace(pattern, ' ')
  }
  return tidy(after)
}

/** A person's own words in a text message (contracts/logto.md §5): no control characters, links or runs of four digits, 20 characters. */
export const personalWords = (text: string): string => shorten(without(text, [links, digitRuns]), numbers.sms.personalCharacters)

/** What something is called in a notice: one line, no links. */
const description = (text: string): string => shorten(without(text, [links]), numbers.valueCharacters)

/** One line: for subjects and headers, and for values in a text message, where a line break could fake the autofill line. */
export const oneLine = (text: string): string => text.replace(lineBreaks, ' ').trim()

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => escapes[c] ?? c)

function valueFor(channel: TemplateChannel, values: Values, name: string): string {
  const variable = variableOf(name)
  const value = variable ? (values[variable] ?? '') : ''
  if (!variable) return ''
  if (described.includes(variable)) return description(value)
  if (channel === 'email') return value
  return personal.includes(variable) ? personalWords(value) : oneLine(value)
}

/**
 * Plain substitution, once: a value that holds braces stays as it is. Values are escaped in html and raw in text; subjects and
 * addresses are one line. A name that does not exist yields nothing, because a send never fails for its text.
 */
export function render(channel: TemplateChannel, content: Content, values: Values): Rendered {
  const fill = (template: string, guard: (value: string) => string = (value) => value) =>
    template.replace(placeholder, (_, name: string) => guard(valueFor(channel, values, name)))
  const text = content.text || (content.html ? textOf(content.html) : '')
  if (channel === 'sms') return { text: fill(text).trimEnd() }
  return {
    text: fill(text),
    subject: oneLine(fill(content.subject ?? '', oneLine)),
    ...(content.html && { html: fill(content.html, escapeHtml) }),
    ...(content.sendFrom && { from: oneLine(fill(content.sendFrom)) }),
    ...(content.replyTo && { replyTo: oneLine(fill(content.replyTo)) }),
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', middot: '·' }
const decode = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return entities[name.toLowerCase()] ?? whole
    const point = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ''
  })

/** The words of an html template, for readers without html. Links keep their address. */
export function textOf(html: string): string {
  const words = html
    .replace(/<!--[\s\S]*?-->|<(head|style|script|title)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<a\b[^<>]*?\bhref\s*=\s*["']([^"']*)["'][^<>]*>([\s\S]*?)<\/a\s*>/gi, '$2 ($1)')
    .replace(/\s+/g, ' ')
    .replace(/<(?:br|hr)\b[^>]*>/gi, '\n')
    .replace(/<\/(?:p|div|h[1-6]|li|tr|ul|ol|table|section)\s*>/gi, '\n\n')
    .replace(/<[^<>]*>/g, '')
  return decode(words)
    .split('\n')
    .map((row) => row.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
