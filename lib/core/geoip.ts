import { type CityResponse, open, type Reader } from 'maxmind'
import { env } from './env'
import { log } from './log'

type Place = { country: string; latitude: number; longitude: number }
const store = globalThis as typeof globalThis & { sallyportGeoip?: Promise<Reader<CityResponse> | null> }

/** The operator's own database of addresses (MaxMind DB format), opened once; null where none is configured or it cannot be read. */
function reader(): Promise<Reader<CityResponse> | null> {
  const { GEOIP_DATABASE } = env()
  store.sallyportGeoip ??= GEOIP_DATABASE
    ? open<CityResponse>(GEOIP_DATABASE, { watchForUpdates: true, watchForUpdatesNonPersistent: true }).catch((error) => {
        log().error({ err: error }, 'GEOIP_DATABASE cannot be read: every sign-in counts as one from a new country')
        return null
      })
    : Promise.resolve(null)
  return store.sallyportGeoip
}

/** Where an address is; null when nobody knows. */
export async function placeOf(ip: string | null): Promise<Place | null> {
  const found = ip ? (await reader())?.get(ip) : null
  const country = found?.country?.iso_code
  const { latitude, longitude } = found?.location ?? {}
  return country && latitude !== undefined && longitude !== undefined ? { country, latitude, longitude } : null
}
