import type { OutgoingMessage } from '@/lib/connectors/types'
import { newId } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { type AddressKind, mask, type PhoneChannel } from '@/lib/core/mask'
import type { Config } from '@/lib/db/config'
import type { TemplateChannel } from './builtin'
import { withLink } from './link'
import { findTemplate, languagesFor } from './lookup'
import { render, type Values } from './render'
import { isCodeUsage, isNotice } from './usage'

/** By name; what has words in it is given the language of the message. */
export type Variables = Record<string, string | ((tag: string) => string)>

/** Something to tell one person. `languages` are those the request asked for by name (`ui_locales`), best first. */
export type Delivery = {
  kind: AddressKind
  /** E.164 number or mailbox */
  to: string
  usageType: string
  /** how a code should reach a phone: tried first; with `only`, nothing else is */
  channel?: PhoneChannel
  only?: true
  code?: string
  link?: string
  /** real remaining life of the code */
  expiresInMinutes?: number
  languages: string[]
  user?: { id: string; name?: string | null; username?: string | null; locale?: string | null }
  application?: { id: string; name: string }
  interactionId?: string
  /** what a notice tells of: device, location, time, factorLabel; maskedTarget, where it is not `to` */
  variables?: Variables
}

export const templateChannel = (kind: AddressKind): TemplateChannel => (kind === 'phone' ? 'sms' : 'email')

const spoken = (variables: Variables = {}, tag: string): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : value(tag)]))

function valuesOf(ctx: Ctx, settings: Config, d: Delivery, locale: string): Values {
  const { branding } = settings.experience
  return {
    maskedTarget: mask(d.kind, d.to),
    ...spoken(d.variables, locale),
    ...(isNotice(d.usageType)
      ? {}
      : { code: d.code ?? '', expiresInMinutes: String(Math.max(1, Math.floor(d.expiresInMinutes ?? 1))) }),
    appName: branding.productName,
    'application.name': d.application?.name ?? '',
    supportUrl: branding.supportUrl,
    domain: env().DOMAIN,
    'user.name': d.user?.name ?? '',
    'user.username': d.user?.username ?? '',
    locale,
    requestId: ctx.requestId,
  }
}

/** The message in its words, once for the whole chain, so that every connector sends the same. An unknown usage is a `Generic` one. */
export function compose(ctx: Ctx, settings: Config, d: Delivery): OutgoingMessage {
  const channel = templateChannel(d.kind)
  const usage = isCodeUsage(d.usageType) || isNotice(d.usageType) ? d.usageType : 'Generic'
  const { autoDetect, fallbackLanguage } = settings.experience.languageInfo
  const languages = languagesFor({ asked: d.languages, user: d.user?.locale, browser: ctx.languages, autoDetect })
  const wish = { channel, usage, languages, fallback: fallbackLanguage }
  const { content, locale } = d.link
    ? withLink(settings.templates, wish, d.link, d.code === undefined)
    : findTemplate(settings.templates, wish)
  return {
    id: newId(ctx.now()),
    channel,
    to: d.to,
    usageType: usage,
    locale,
    ...render(channel, content, valuesOf(ctx, settings, d, locale)),
    ...(d.code !== undefined && !isNotice(usage) && { code: d.code }),
    ...(d.link !== undefined && { link: d.link }),
    ...(d.expiresInMinutes !== undefined && { expiresInMinutes: Math.max(1, Math.floor(d.expiresInMinutes)) }),
    ...(ctx.ip && { ip: ctx.ip }),
  }
}
