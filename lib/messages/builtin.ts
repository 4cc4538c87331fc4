import { en } from './builtin-en'
import type { Usage } from './usage'

export type TemplateChannel = 'sms' | 'email'
/** Parts of a template; a text message has `text` alone. */
export type Content = { text?: string; subject?: string; html?: string; sendFrom?: string; replyTo?: string }
export type BuiltIn = { sms: { text: string }; email: { subject: string; text: string; html: string } }

/** One line and one file per language; each is complete or does not compile. */
const languages: Record<string, Record<Usage, BuiltIn>> = { en }

/** Tags of the languages that every message text exists in. */
export const builtInLanguages: string[] = Object.keys(languages)

/** The text that ships for a language, if that language does. */
export const builtIn = (channel: TemplateChannel, usage: Usage, languageTag: string): Content | undefined =>
  languages[languageTag.toLowerCase()]?.[usage][channel]
