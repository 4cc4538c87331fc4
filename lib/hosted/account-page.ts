import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { accountOverview } from '@/lib/flows/account'
import { connectedApps } from '@/lib/flows/account-apps'
import { trustedBrowsers } from '@/lib/flows/account-browsers'
import { recentActivity } from '@/lib/flows/account-profile'
import type { AccountView } from './account-view'
import { deskFor, sessionOf } from './at'
import type { Query } from './desk'
import { noticeView, readNotice } from './notice'
import { flash, presentSecurity } from './present-account'

/** Under which name refusals of the settings are kept. */
export const accountPlace = 'account/security'

/** The security page of whoever is signed in. @returns null for a stranger */
export async function securityPage(headers: Headers, query: Query): Promise<AccountView | null> {
  const ctx = ctxFromHeaders(headers)
  const cookie = headers.get('cookie')
  const session = await sessionOf(ctx, cookie)
  if (!session) return null
  const [overview, browsers, activity, apps] = await Promise.all([
    accountOverview(ctx, session),
    trustedBrowsers(ctx, session),
    recentActivity(session),
    connectedApps(session),
  ])
  const desk = await deskFor(ctx, undefined, overview.locale)
  const refusal = readNotice(cookie, accountPlace)
  const notice = refusal ? noticeView(refusal, desk.t, [], '') : flash(desk, query)
  return presentSecurity(ctx, { ...overview, browsers, activity, apps }, desk, query, notice)
}
