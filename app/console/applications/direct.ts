import type { ApplicationView } from '@/lib/admin/applications'
import { lostCookies } from '@/lib/admin/direct-sign-in'
import { linesOf, numberOf, textOf, ticked } from '@/lib/hosted/console-form'

type DirectSignIn = ApplicationView['directSignIn']

/** The control that shows a refused member. `delivery` is not called a token: what has that in its name is never sent back. */
export const directControl = (path: string): string =>
  path
    .replace(/^directSignIn(\.tokenDelivery)?$/, 'delivery')
    .replace(/^directSignIn\./, '')
    .replace(/^(webOrigins|nativeOrigins)\..*/, '$1')

/** The section as it was sent; the verb judges it. @throws request.invalid for a number that is none */
export const directSignInOf = (form: FormData) => ({
  tokenDelivery: textOf(form, 'delivery') as DirectSignIn['tokenDelivery'],
  webOrigins: linesOf(form, 'webOrigins'),
  nativeOrigins: linesOf(form, 'nativeOrigins'),
  cookieHostPrefix: ticked(form, 'cookieHostPrefix'),
  cookieSameSite: textOf(form, 'cookieSameSite') as DirectSignIn['cookieSameSite'],
  cookieRefreshDays: numberOf(form, 'cookieRefreshDays'),
  jsonRefreshDays: numberOf(form, 'jsonRefreshDays'),
  headless: ticked(form, 'headless'),
  resetPageUrl: textOf(form, 'resetPageUrl').trim(),
})

/** What is allowed and will not work. */
export function directAdvice(settings: DirectSignIn): string[] {
  const lost = lostCookies(settings)
  if (!lost.length) return []
  const [whose, it] = lost.length === 1 ? [`${lost[0]} is`, 'it'] : [`${lost.join(', ')} are`, 'them']
  return [`${whose} on another site than this server, so browsers keep cookies from ${it}. Choose None under SameSite.`]
}
