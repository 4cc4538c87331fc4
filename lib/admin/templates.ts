import { z } from 'zod'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { deleteTemplates as deleteRows, listTemplates as listRows, putTemplates as putRows } from '@/lib/db/templates'
import { builtIn, builtInLanguages, type Content, type TemplateChannel } from '@/lib/messages/builtin'
import { findTemplate } from '@/lib/messages/lookup'
import { type Preview, previewTemplate } from '@/lib/messages/preview'
import type { Tenant } from '@/lib/messages/samples'
import { codeUsages, noticeUsages, type Usage, unusedUsage, usageOf } from '@/lib/messages/usage'
import { type Problem, validateTemplate } from '@/lib/messages/validate'
import { allow, auditActor } from './roles'
import { type As, found, parse } from './verb'

const channel = z.enum(['sms', 'email'])
const usageType = z.string().transform((name, context): Usage | typeof unusedUsage => {
  const usage = usageOf(name)
  if (usage) return usage
  context.addIssue('There is no such usage.')
  return z.NEVER
})
const languageTag = z.string().regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/, 'Use a language tag like en or pt-BR.')
const part = z.string().max(100_000).optional()

export const templateInput = z.strictObject({
  channel,
  usageType,
  languageTag,
  text: part,
  subject: part,
  html: part,
  sendFrom: part,
  replyTo: part,
})
export const templatesInput = z.array(templateInput).min(1).max(500)
export const templateKey = z.strictObject({ channel, usageType, languageTag }).partial()

export type TemplateView = {
  channel: string
  usageType: string
  languageTag: string
  source: 'own' | 'built-in'
  updatedAt: string | null
} & Content
export type TemplateWarning = Problem & { channel: string; usageType: string; languageTag: string }

async function tenant(locale: string): Promise<Tenant> {
  const { productName, supportUrl } = (await config()).experience.branding
  return { productName, supportUrl, domain: env().DOMAIN, locale }
}

const usages: Usage[] = [...codeUsages, ...noticeUsages]
const shipped: TemplateView[] = (['sms', 'email'] as const).flatMap((where) =>
  usages.flatMap((usage) =>
    builtInLanguages.map((language) => ({
      channel: where,
      usageType: usage,
      languageTag: language,
      source: 'built-in' as const,
      updatedAt: null,
      ...builtIn(where, usage, language),
    })),
  ),
)
const keyOf = (view: { channel: string; usageType: string; languageTag: string }) =>
  [view.channel, view.usageType, view.languageTag.toLowerCase()].join(' ')

/** Every text there is: an admin's own in place of what ships. */
export async function listTemplates({ actor }: As, input: z.input<typeof templateKey> = {}): Promise<TemplateView[]> {
  allow(actor, 'templates.read')
  const filter = parse(templateKey, input)
  const own = (await listRows(db())).map(
    ({ content, updatedAt, channel: where, usageType: usage, languageTag: language }): TemplateView => ({
      channel: where,
      usageType: usage,
      languageTag: language,
      source: 'own',
      updatedAt: updatedAt.toISOString(),
      ...content,
    }),
  )
  const taken = new Set(own.map(keyOf))
  const wanted = (view: TemplateView) =>
    (!filter.channel || view.channel === filter.channel) &&
    (!filter.usageType || view.usageType === filter.usageType) &&
    (!filter.languageTag || view.languageTag.toLowerCase() === filter.languageTag.toLowerCase())
  return [...own, ...shipped.filter((view) => !taken.has(keyOf(view)))]
    .filter(wanted)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** What a channel has no use for is refused rather than dropped. @throws request.invalid */
function contentOf(input: z.output<typeof templateInput>, at: string): Content {
  const { channel: where, usageType: _usage, languageTag: _language, ...content } = input
  const extra = where === 'sms' ? Object.keys(content).filter((name) => name !== 'text') : []
  if (!extra.length) return content
  const problems = extra.map((name) => ({ path: `${at}${name}`, message: 'A text message has a text alone.' }))
  throw new AppError('request.invalid', { problems })
}

/**
 * Saves texts, all or none. The answer lists what is merely unwise.
 * @throws template.invalid with the problems of every text, `at` as `0.text`; request.invalid
 */
export async function putTemplates(
  { ctx, actor }: As,
  input: z.input<typeof templatesInput>,
): Promise<{ warnings: TemplateWarning[] }> {
  allow(actor, 'templates.write')
  const parsed = parse(templatesInput, input)
  const rows = parsed.map((one, i) => ({ ...one, content: contentOf(one, `${i}.`) }))
  const checks = await Promise.all(
    rows.map(async ({ channel: where, usageType: usage, languageTag: language, content }) =>
      validateTemplate({ channel: where, usage, content, tenant: await tenant(language) }),
    ),
  )
  const problems = checks.flatMap((check, i) => check.problems.map((problem) => ({ ...problem, at: `${i}.${problem.at}` })))
  if (problems.length) throw new AppError('template.invalid', { problems })
  const templates = rows.map(({ channel: where, usageType: usage, languageTag: language, content }) => ({
    channel: where,
    usageType: usage,
    languageTag: language,
    content: Object.fromEntries(Object.entries(content).filter(([, text]) => text !== undefined)) as Record<string, string>,
  }))
  await transaction(async (tx) => {
    await putRows(tx, ctx.now(), templates)
    const details = { templates: templates.map(keyOf) }
    await audit(tx, ctx, { event: 'Template.Updated', actor: auditActor(actor), details })
  })
  return {
    warnings: templates.flatMap(({ content: _, ...key }, i) => checks[i]!.warnings.map((warning) => ({ ...key, ...warning }))),
  }
}

/** Removes own texts; what ships comes back. At least one part of the key must be named. @throws entity.not_found, request.invalid */
export async function deleteTemplates({ ctx, actor }: As, input: z.input<typeof templateKey>): Promise<void> {
  allow(actor, 'templates.write')
  const key = parse(templateKey, input)
  if (!Object.values(key).some(Boolean))
    throw new AppError('request.invalid', { problems: [{ path: 'channel', message: 'Say which texts.' }] })
  await transaction(async (tx) => {
    found((await deleteRows(tx, key)) || null)
    await audit(tx, ctx, { event: 'Template.Deleted', actor: auditActor(actor), details: key })
  })
}

/** What somebody would get now, where nothing was typed. */
async function inForce(channel: TemplateChannel, usage: Usage, language: string): Promise<Content> {
  const { templates, experience } = await config()
  const { fallbackLanguage: fallback } = experience.languageInfo
  return findTemplate(templates, { channel, usage, languages: [language], fallback }).content
}

/** A text, typed or in force, with made-up values: how it reads, how a text message of it is cut, what is wrong with it. */
export async function previewOf({ actor }: As, input: z.input<typeof templateInput>): Promise<Preview> {
  allow(actor, 'templates.read')
  const { channel: where, usageType: usage, languageTag: language, ...typed } = parse(templateInput, input)
  const nothing = Object.values(typed).every((part) => part === undefined)
  const content = nothing && usage !== unusedUsage ? await inForce(where, usage, language) : typed
  return previewTemplate({ channel: where, usage, content, tenant: await tenant(language) })
}
