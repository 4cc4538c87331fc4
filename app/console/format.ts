const parts = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const
const format = new Intl.DateTimeFormat('en-GB', parts)
const exact = new Intl.DateTimeFormat('en-GB', { ...parts, timeStyle: 'medium' })
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

type Moment = string | number | null | undefined

/** "26 Nov 2026, 10:02" in UTC: the server does not know where the admin is. */
export const moment = (at: Moment): string => (at === null || at === undefined ? 'Never' : format.format(new Date(at)))
export const momentExact = (at: string | number): string => exact.format(new Date(at))
export const dayOf = (at: string | number): string => day.format(new Date(at))

export const channels: Record<string, string> = { sms: 'Text message', whatsapp: 'WhatsApp', email: 'Email', voice: 'Voice' }
export const channelName = (channel: string): string => channels[channel] ?? channel

export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** `BindNewIdentifier` → `Bind new identifier` */
export const spaced = (name: string): string => {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace('mfa', 'MFA').replace('Mfa', 'MFA')
}

type Query = Record<string, string | string[] | undefined>

/** One value of the address; '' when absent or given twice. */
export const one = (query: Query, name: string): string => {
  const value = query[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** A page number from the address, 1 when it is none. */
export const pageOf = (query: Query): number => {
  const page = Number(one(query, 'page'))
  return Number.isInteger(page) && page > 0 && page <= 100_000 ? page : 1
}

/** An address with these parameters; blank ones are left out. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text ? `${path}?${text}` : path
}

/** The query of a page, as Next hands it in. */
export type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> }
