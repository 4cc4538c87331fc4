import { cookieNames, setCookie } from '@/lib/core/cookies'
import type { Finished } from './types'

/** The longest that browsers keep a cookie. */
const browserDays = 400

/** What a browser keeps of a finished interaction: its session, that somebody signed in here, and whether it is trusted. */
export function signInCookies({ session, browser, trustedDevice }: Finished, now: number): string[] {
  const left = session && Math.max(1, Math.round((session.expiresAt - now) / 1000))
  return [
    ...(session ? [setCookie(cookieNames.session(), session.token, left ?? 0)] : []),
    ...(browser ? [setCookie(cookieNames.browser(), browser, browserDays * 86_400)] : []),
    ...(trustedDevice ? [setCookie(cookieNames.device(), trustedDevice.secret, trustedDevice.maxAge)] : []),
  ]
}
