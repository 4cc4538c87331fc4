import ipaddr from 'ipaddr.js'

/** Where somebody is, as far as their address tells. */
export type Position = { country: string; latitude: number; longitude: number }

/** What is known of this sign-in and of the person's earlier ones. Nothing in here is a client's word. */
export type Signals = {
  now: number
  ip: string | null
  /** null: no database of addresses, or it does not know this one */
  position: Position | null
  /** this browser holds the marker of an earlier sign-in of this person */
  knownBrowser: boolean
  /** the newest earlier sign-in */
  last: { at: number; position: Position | null } | null
  /** countries of sign-ins in the last 180 days */
  countries: string[]
}
export type Risk = 'new_country' | 'impossible_travel' | 'long_idle' | 'untrusted_address' | 'unknown_browser'

export const riskLimits = { countryDays: 180, kilometersPerHour: 900, idleDays: 30 } as const

/**
 * The rules that fire (contracts/logto.md §2, adaptive). A missing or malformed signal counts as risk, so a client can only ever add
 * to it.
 */
export function risksOf(signals: Signals): Risk[] {
  const rules: [Risk, boolean][] = [
    ['new_country', !signals.position || !signals.countries.includes(signals.position.country)],
    ['impossible_travel', tooFast(signals)],
    ['long_idle', !signals.last || signals.now - signals.last.at > riskLimits.idleDays * 86_400_000],
    ['untrusted_address', !trustedAddress(signals.ip)],
    ['unknown_browser', !signals.knownBrowser],
  ]
  return rules.filter(([, fires]) => fires).map(([name]) => name)
}

function tooFast({ now, position, last }: Signals): boolean {
  if (!position || !last?.position) return true
  const hours = Math.max((now - last.at) / 3_600_000, 1 / 60)
  return kilometers(position, last.position) / hours > riskLimits.kilometersPerHour
}

/** Great-circle distance (haversine), the earth taken for a sphere. */
export function kilometers(a: Position, b: Position): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const lat = rad(b.latitude - a.latitude)
  const lon = rad(b.longitude - a.longitude)
  const h = Math.sin(lat / 2) ** 2 + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(lon / 2) ** 2
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** An address of the public internet: a private or reserved one says nothing about where its person is. */
function trustedAddress(ip: string | null): boolean {
  if (!ip || !ipaddr.isValid(ip)) return false
  return ipaddr.process(ip).range() === 'unicast'
}
