import { cookieNames, readCookie } from '@/lib/core/cookies'
import type { Ctx } from '@/lib/core/ctx'
import { databaseAway } from '@/lib/core/database-away'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { accountOverview } from '@/lib/flows/account'
import { current, type Gone } from '@/lib/flows/advance'
import { hostedSettings } from '@/lib/flows/branding'
import { readSession, type Session } from '@/lib/flows/session'
import type { Current } from '@/lib/flows/types'
import { words } from '@/lib/i18n'
import type { Interaction } from '@/lib/interaction/types'
import { type Desk, languageOf, maskedIdentifier, type Query, type Screen } from './desk'
import { readNotice } from './notice'
import { noticePlace, pathOf, present, stepId } from './present'
import { isOwnPath, presentClosed, presentExpired, presentNoCookies, presentRecovered, presentSignedIn } from './present-end'
import { unavailablePath } from './reply'
import type { View } from './view'

export type Place = { to: string } | { view: View }

/** Pages a person may come to on their own; `/begin` opens the interaction. */
const firstScreens: Record<string, string> = {
  '/sign-in': 'sign-in',
  '/register': 'register',
  '/forgot-password': 'forgot-password',
}
const others = ['/challenge', '/setup', '/password', '/consent']

/**
 * What the page at `path` shows to this browser: where its interaction is, not what the address says. Reads only.
 * @returns null for an address that is no page
 */
export async function at(path: string, headers: Headers, query: Query = {}): Promise<Place | null> {
  if (!Object.hasOwn(firstScreens, path) && !others.includes(path)) return null
  const ctx = ctxFromHeaders(headers)
  const cookie = headers.get('cookie')
  try {
    const token = readCookie(cookie, cookieNames.interaction())
    if (!token) return await withoutInteraction(ctx, path, cookie, query)
    const c = await current(ctx, token)
    return 'gone' in c ? await ended(ctx, path, cookie, c) : await running(ctx, path, cookie, c)
  } catch (error) {
    if (!databaseAway(error)) throw error
    return { to: unavailablePath }
  }
}

/** Words, settings and clock for a page. @param own language of the person's profile: after `ui_locales`, before the browser's */
export async function deskFor(ctx: Ctx, interaction?: Interaction, own?: string | null): Promise<Desk> {
  const settings = await hostedSettings(interaction?.applicationId)
  const asked = [...(interaction?.facts.request.locales ?? []), ...(own ? [own] : [])]
  const languages = [...asked, ...(settings.autoDetect ? ctx.languages : [])]
  const t = words(languages, settings.fallbackLanguage)
  return { t, settings, notice: null, now: ctx.now(), languages: [t.language.tag], reference: ctx.requestId }
}

async function running(ctx: Ctx, path: string, cookie: string | null, c: Current): Promise<Place> {
  const honest = pathOf(c)
  if (path !== honest) return { to: startsOver(path, c) ? `/begin?screen=${firstScreens[path]}` : honest }
  // a stranger must not learn from the language whether there is an account
  const known = c.interaction.facts.evidence.length > 0
  const desk = await deskFor(ctx, c.interaction, known ? c.subject.locale : null)
  if (c.step.step === 'cancelled') return page(desk, path, presentExpired(desk, { gone: 'expired', interaction: c.interaction }))
  const notice = readNotice(cookie, noticePlace(c.interaction.id, stepId(c, desk)))
  return { view: present(c, { ...desk, notice }) }
}

/** Nothing is proven yet, so another first page may be had for the asking. */
function startsOver(path: string, { step, interaction }: Current): boolean {
  const early = step.step === 'identify' || step.step === 'authenticate' || step.step === 'cancelled'
  return Object.hasOwn(firstScreens, path) && early && interaction.purpose !== 'account'
}

async function withoutInteraction(ctx: Ctx, path: string, cookie: string | null, query: Query): Promise<Place> {
  const desk = await deskFor(ctx)
  if (query.cookies === 'off') return page(desk, path, presentNoCookies(desk))
  const session = await sessionOf(ctx, cookie)
  if (session) return page(desk, path, await signedIn(ctx, desk, session, '/account/security'))
  if (query.closed === '1') return page(desk, path, presentClosed(desk))
  const screen = firstScreens[path]
  return screen ? { to: `/begin?screen=${screen}${hint(query)}` } : page(desk, path, presentExpired(desk, { gone: 'unknown' }))
}

const hint = ({ login_hint: text }: Query): string => (typeof text === 'string' ? `&login_hint=${encodeURIComponent(text)}` : '')

async function ended(ctx: Ctx, path: string, cookie: string | null, gone: Gone): Promise<Place> {
  const { interaction } = gone
  const recovered = gone.gone === 'finished' && interaction?.purpose === 'recover'
  if (recovered && path !== '/forgot-password') return { to: `/begin?screen=${firstScreens[path] ?? 'sign-in'}` }
  const desk = await deskFor(ctx, interaction)
  if (recovered) return page(desk, path, presentRecovered(desk))
  const session = gone.gone === 'expired' ? null : await sessionOf(ctx, cookie)
  if (!session) return page(desk, path, presentExpired(desk, gone))
  const onward = [interaction?.returnTo, interaction?.facts.request.startedAt].find(isOwnPath)
  return page(desk, path, await signedIn(ctx, desk, session, onward ?? '/account/security'))
}

const page = (desk: Desk, path: string, screen: Screen): Place => ({ view: { ...screen, path, language: languageOf(desk) } })

/** The signed-in session of a Cookie header. */
export const sessionOf = (ctx: Ctx, cookie: string | null): Promise<Session | null> =>
  readSession(ctx, readCookie(cookie, cookieNames.session()))

async function signedIn(ctx: Ctx, desk: Desk, session: Session, href: string): Promise<Screen> {
  const { identifiers } = await accountOverview(ctx, session)
  return presentSignedIn(desk, maskedIdentifier(identifiers[0]), href)
}
