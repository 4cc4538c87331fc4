import { mask } from '@/lib/core/mask'
import { type FactorType, factors, factorWords } from '@/lib/factors'
import type { HostedSettings } from '@/lib/flows/branding'
import type { Current } from '@/lib/flows/types'
import { directionOf, isolate, type Words } from '@/lib/i18n'
import type { Notice } from './notice'
import type { ActionView, LanguageView, View } from './view'

/** What every presenter works with. */
export type Desk = {
  t: Words
  settings: HostedSettings
  /** the last refusal of this step */
  notice: Notice | null
  /** milliseconds since the epoch */
  now: number
  languages: string[]
  reference: string
}

export type Query = Record<string, string | string[] | undefined>

export type Screen = Omit<View, 'notice' | 'ix' | 'path' | 'language'>

/** Narrowed to the step a presenter draws. */
export type At<S extends Current['step']['step']> = Omit<Current, 'step'> & { step: Extract<Current['step'], { step: S }> }

/** How the words of this page are to be read. */
export const languageOf = ({ t }: Pick<Desk, 't'>): LanguageView => ({
  tag: t.language.tag,
  dir: directionOf(t.language.tag),
})

/** What a factor is called here. */
export function called({ t }: Desk, type: FactorType): { title: string; hint: string } {
  const { title, hint } = factorWords(type, t.language.tag)
  return t.mark ? { title: t.mark(title), hint: t.mark(hint) } : { title, hint }
}

export const isolated = ({ t }: Desk, text: string): string => isolate(t.language.tag, text)

/** "A, B, and C" */
export const listed = ({ languages }: Desk, items: string[]): string => new Intl.ListFormat(languages).format(items)

/** What tells one row of a factor from another: its masked address, or how much of it is left. */
export function told(desk: Desk, row: { type: FactorType; masked: string; left?: number }): string {
  const { address, holds } = factors[row.type]
  if (holds && row.left !== undefined) return desk.t.common.left(row.left, holds)
  return address ? isolated(desk, row.masked) : ''
}

/** "Work phone +1***0101" */
export const whole = (row: { type: FactorType; label: string | null; masked: string; left?: number }, desk: Desk): string =>
  [row.label ?? called(desk, row.type).title, told(desk, row)].filter(Boolean).join(' ')

export const button = (action: string, label: string): ActionView => ({ action, label })

/** Who the page says it works for: the application, or nobody when it is the product itself. */
export const towards = (desk: Desk, lead: (app: string) => string): string[] =>
  desk.settings.applicationName ? [lead(desk.settings.applicationName)] : []

const format = (desk: Desk, at: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(desk.languages[0] ?? desk.t.language.tag, { timeZone: 'UTC', ...options }).format(at)

/** "10:02 UTC": the server does not know where the person is. Waits of a minute or two are told to the second. */
export const clock = (desk: Desk, at: number): string => {
  const second = at - desk.now < 120_000 ? ({ second: '2-digit' } as const) : {}
  return `${format(desk, at, { hour: '2-digit', minute: '2-digit', ...second, hourCycle: 'h23' })} UTC`
}

export const dayAndClock = (desk: Desk, at: number): string =>
  `${format(desk, at, { day: 'numeric', month: 'long' })}, ${clock(desk, at)}`

export const day = (desk: Desk, at: number): string => format(desk, at, { day: 'numeric', month: 'long', year: 'numeric' })

/** The moment before which a refused send is refused again; 0 when the last refusal was about something else. */
export function refusedUntil({ notice }: Desk): number {
  const at = notice?.code === 'connector.rate_limit_exceeded' ? notice.data.retryAt : undefined
  return typeof at === 'string' ? Date.parse(at) || 0 : 0
}

/** `j***@example.com`, `+1***5678`, or the username. */
export function maskedIdentifier(text = ''): string {
  if (text.includes('@')) return mask('email', text)
  return text.startsWith('+') ? mask('phone', text) : text
}
