import { now } from './clock'
import { reference } from './crypto'

/** Where a call comes from. Data only: a flow may be driven by a page, a dialect, a script or a test. */
export type Ctx = {
  /** milliseconds since the epoch; injected in tests */
  now: () => number
  /** support reference, shown on error pages and written to audit rows and logs: `7K2-4QD` */
  requestId: string
  ip: string | null
  userAgent: string | null
  /** language asked for, best first */
  languages: string[]
  /** the browser's trusted-device secret, if it sent one */
  trustedDevice?: string
  /** markers of earlier sign-ins in this browser, whoever's */
  browser?: string
}

/** A context for work that no request asked for (boot, sweeps, scripts), or the base of one in tests. */
export function systemCtx(over: Partial<Ctx> = {}): Ctx {
  return { now, requestId: reference(), ip: null, userAgent: null, languages: [], ...over }
}
