import { builtIn, builtInLanguages } from '@/lib/messages/builtin'
import { codeUsages, isCodeUsage, noticeUsages, type Usage, usageOf, variablesOf } from '@/lib/messages/usage'

/** What messages are sent for, in the order people meet them. */
export const usageTypes: readonly Usage[] = [...codeUsages, ...noticeUsages]

export { builtInLanguages as shippedLanguages, isCodeUsage }

/** The variables a text of this usage may use, `{{code}}` first; empty for a usage that does not exist. */
export function variablesFor(usageType: string): readonly string[] {
  const usage = usageOf(usageType)
  return usage && usageTypes.some((known) => known === usage) ? variablesOf(usage as Usage) : []
}

/** The text that ships, which a new language starts from. */
export function shippedText(channel: 'sms' | 'email', usageType: string): Record<string, string> {
  const usage = usageTypes.find((known) => known === usageType)
  return usage ? { ...builtIn(channel, usage, 'en') } : {}
}
