import type { Content, TemplateChannel } from './builtin'
import { numbers } from './numbers'
import { placeholder, render } from './render'
import { longestValues, sampleValues, type Tenant } from './samples'
import { type Segments, segmentsOf } from './segments'
import { isCodeUsage, isNotice, type Usage, unusedUsage, variableOf, variablesOf } from './usage'

/** `at` names the part (`text`, `subject`, `html`, `sendFrom`, `replyTo`). */
export type Problem = { rule: string; at: string; message: string }
export type Checked = { problems: Problem[]; warnings: Problem[] }
export type Template = { channel: TemplateChannel; usage: Usage | typeof unusedUsage; content: Content; tenant: Tenant }

const originLine = '@{{domain}} #{{code}}'
const parts = ['text', 'subject', 'html', 'sendFrom', 'replyTo'] as const
type Part = (typeof parts)[number]
const most: Record<Part, number> = { text: 10_000, subject: 300, html: 60_000, sendFrom: 320, replyTo: 320 }
const mailbox = /^(?:[^<>"]* )?<?[^\s<>@,]+@[^\s<>@,]+>?$/
const link = /https?:\/\/[^\s"'<>]+/gi
const carriesToken = /[?&#;](?:[\w-]*(?:token|ticket|secret|otp|magic|signature)[\w-]*|code|key|sig|t)=|\/[\w-]*\d[\w-]{23,}/i

/**
 * What stands in the way of saving a template (contracts/logto.md §5), and what is merely unwise.
 * Texts of a usage that is never sent are only checked for their size.
 */
export function validateTemplate(template: Template): Checked {
  const { usage } = template
  const sizes = sizeProblems(template.content)
  if (usage === unusedUsage || sizes.length) return { problems: sizes, warnings: [] }
  const sent = { ...template, usage }
  const byChannel = template.channel === 'sms' ? smsProblems(sent) : emailProblems(sent)
  const problems = [...missing(template), ...nameProblems(sent), ...byChannel, ...linkProblems(sent)]
  return { problems, warnings: template.channel === 'sms' ? smsWarnings(sent) : [] }
}

type Sent = Template & { usage: Usage }

const filled = (content: Content): [Part, string][] =>
  parts.flatMap((part): [Part, string][] => (content[part] ? [[part, content[part]]] : []))
const codesIn = (text: string): number => [...text.matchAll(placeholder)].filter((match) => match[1] === 'code').length

function sizeProblems(content: Content): Problem[] {
  return filled(content).flatMap(([at, text]) => {
    if (text.length > most[at]) return [{ rule: 'size', at, message: `At most ${most[at]} characters.` }]
    const clean = !/\0|\p{Cs}/u.test(text)
    return clean ? [] : [{ rule: 'characters', at, message: 'There is a character in it that cannot be stored.' }]
  })
}

function missing({ channel, content }: Template): Problem[] {
  const required = (at: Part): Problem => ({ rule: 'required', at, message: 'Write something here.' })
  if (channel === 'sms') return content.text?.trim() ? [] : [required('text')]
  const body = content.html?.trim() || content.text?.trim()
  return [...(content.subject?.trim() ? [] : [required('subject')]), ...(body ? [] : [required('html')])]
}

function nameProblems({ usage, content }: Sent): Problem[] {
  const allowed = variablesOf(usage)
  return filled(content).flatMap(([at, text]) => {
    const names = [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ''))]
    const found = names.flatMap((name): Problem[] => {
      const variable = variableOf(name)
      if (!variable) return [{ rule: 'variable.unknown', at, message: `{{${name}}} doesn't exist.` }]
      if (allowed.includes(variable)) return []
      if (variable === 'code') return [{ rule: 'code.forbidden', at, message: 'A notice never carries a code.' }]
      return [{ rule: 'variable.unavailable', at, message: `{{${name}}} isn't known in this kind of message.` }]
    })
    const rest = text.replace(placeholder, '')
    if (/\{\{|\}\}/.test(rest)) found.push({ rule: 'variable.unclosed', at, message: 'Braces must stand in pairs: {{name}}.' })
    return found
  })
}

const noCode = (at: Part): Problem => ({
  rule: 'code.required',
  at,
  message: "{{code}} is missing. Without it people can't sign in.",
})

function smsProblems({ usage, content, tenant }: Sent): Problem[] {
  const text = content.text ?? ''
  const lines = text.trimEnd().split('\n')
  const looksLike = (line: string) => /^\s*@\S.*#/.test(line)
  const stray = lines.filter((line, index) => looksLike(line) && (line !== originLine || index < lines.length - 1))
  const codes = codesIn(lines.filter((line) => !looksLike(line)).join('\n'))
  const { segments } = segmentsOf(render('sms', content, longestValues(tenant)).text)
  const problems: Problem[] = stray
    .slice(0, 1)
    .map((line) => ({ rule: 'origin', at: 'text', message: strayOrigin(line, tenant) }))
  if (isCodeUsage(usage) && text.trim() && codes === 0) problems.push(noCode('text'))
  if (codes > 1) problems.push({ rule: 'code.repeated', at: 'text', message: '{{code}} may stand here once.' })
  if (segments > numbers.sms.mostSegments)
    problems.push({ rule: 'segments', at: 'text', message: `With long names this takes ${segments} messages. At most 3.` })
  return problems
}

function strayOrigin(line: string, tenant: Tenant): string {
  if (line === originLine) return 'The autofill line must be the last one.'
  const domain = /@([^\s{}]+)/.exec(line)?.[1]
  if (domain && domain !== tenant.domain)
    return `The autofill line uses ${domain}, but sign-in runs on ${tenant.domain}. Codes won't fill in.`
  return `The autofill line must be exactly ${originLine}.`
}

function emailProblems({ usage, content, tenant }: Sent): Problem[] {
  const bodies = (['html', 'text'] as const).filter((part) => content[part]?.trim())
  const codes = isCodeUsage(usage) ? bodies.filter((part) => codesIn(content[part] ?? '') === 0).map(noCode) : []
  const shown = render('email', content, sampleValues(tenant))
  const addresses = [
    { at: 'sendFrom', value: shown.from },
    { at: 'replyTo', value: shown.replyTo },
  ].filter(({ value }) => value !== undefined && !mailbox.test(value))
  return [
    ...codes,
    ...addresses.map(({ at }) => ({ rule: 'address', at, message: 'Enter an address like Name <name@example.com>.' })),
  ]
}

/** Notices go out unasked: one that signs in or resets by a click would be a key left in a mailbox. */
function linkProblems({ usage, content }: Sent): Problem[] {
  if (!isNotice(usage)) return []
  const message = 'A notice must not carry a link that signs in or resets.'
  const keys = filled(content).filter(([, text]) => [...text.matchAll(link)].some((match) => carriesToken.test(match[0])))
  return keys.map(([at]) => ({ rule: 'link.token', at, message }))
}

function smsWarnings({ usage, content, tenant }: Sent): Problem[] {
  const counted = segmentsOf(render('sms', content, sampleValues(tenant)).text)
  const warnings: Problem[] = []
  if (isCodeUsage(usage) && !content.text?.includes(originLine))
    warnings.push({ rule: 'origin.absent', at: 'text', message: 'Without the autofill line phones may not offer the code.' })
  if (counted.segments > 1) warnings.push({ rule: 'segments', at: 'text', message: tooLong(counted) })
  return warnings
}

function tooLong({ segments, offending }: Segments): string {
  const [first] = offending
  return `This takes ${segments} messages.${first ? ` "${first}" needs an encoding with less room.` : ''}`
}
