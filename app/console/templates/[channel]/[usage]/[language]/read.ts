import { listConnectors } from '@/lib/admin/connectors'
import { shippedText, usageTypes } from '@/lib/admin/template-guide'
import { listTemplates, previewOf, type TemplateView } from '@/lib/admin/templates'
import type { As } from '@/lib/admin/verb'

export type Params = { channel: string; usage: string; language: string }

/** A text with its preview and the connectors that could send it; null for a kind that does not exist. */
export async function readTemplate(as: As, { channel, usage, language }: Params) {
  const known = (channel === 'sms' || channel === 'email') && usageTypes.some((name) => name === usage)
  if (!known || !/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/.test(language)) return null
  const texts = await listTemplates(as, { channel, usageType: usage })
  const same = (text: TemplateView) => text.languageTag.toLowerCase() === language.toLowerCase()
  const fresh: TemplateView = {
    channel,
    usageType: usage,
    languageTag: language,
    source: 'built-in',
    updatedAt: null,
    ...shippedText(channel, usage),
  }
  const template = texts.find(same) ?? fresh
  const { text, subject, html, sendFrom, replyTo } = template
  const given = {
    channel,
    usageType: usage,
    languageTag: language,
    text,
    ...(channel === 'email' && { subject, html, sendFrom, replyTo }),
  }
  const { offending = [], ...preview } = await previewOf(as, given as Parameters<typeof previewOf>[1])
  const connectors = (await listConnectors(as)).filter((connector) => connector.channel === channel)
  return { template, languages: texts.map((one) => one.languageTag), preview: { ...preview, offending }, connectors }
}
