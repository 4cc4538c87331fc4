import { AppError } from '@/lib/core/errors'
import type { Gone } from '@/lib/flows/advance'
import type { Interaction } from '@/lib/interaction/types'
import { type At, button, type Desk, dayAndClock, type Screen } from './desk'
import type { LinkView } from './view'

export function presentConsent(c: At<'consent'>, desk: Desk): Screen {
  const { t, settings } = desk
  const app = settings.applicationName ?? settings.branding.productName
  return {
    id: 'consent',
    title: t.consent.title(app),
    lead: [t.consent.lead(app)],
    body: {
      kind: 'consent',
      scopes: c.step.scopes.map((scope) =>
        Object.hasOwn(t.consent.scopes, scope) ? t.consent.scopes[scope]! : t.consent.otherScope(scope),
      ),
      approve: button('approve', t.consent.approve),
      deny: button('deny', t.consent.deny),
    },
  }
}

/** Why nothing can go on, with the one thing that can be done. */
export function presentBlocked(c: At<'blocked'>, desk: Desk): Screen {
  const { t, settings } = desk
  const { supportUrl, supportEmail } = settings.branding
  const href = supportUrl || (supportEmail && `mailto:${supportEmail}`)
  return {
    id: 'blocked',
    title: t.blocked.title,
    lead: c.step.until ? [t.blocked.until(dayAndClock(desk, c.step.until))] : [],
    body: {
      kind: 'message',
      primary: button('restart', t.blocked.restart),
      links: href ? [{ action: 'help', label: t.blocked.help, href }] : [],
    },
  }
}

/** The refusal behind a blocked step, so that its words come from the one catalogue. */
export function blockedError({ step }: At<'blocked'>, now: number): AppError {
  const { reason, until } = step
  switch (reason) {
    case 'user.suspended':
      return new AppError(reason)
    case 'session.mfa.distinct_channel_required':
      return new AppError(reason, until ? { lockedUntil: new Date(until).toISOString() } : {})
    case 'session.mfa.factor_locked':
      return new AppError(reason, until ? { retryAfter: Math.max(1, Math.ceil((until - now) / 1000)) } : {})
    default:
      return reason satisfies never
  }
}

/** Everything is proven but the last click is missing: GET never ends an interaction, the button does. */
export function presentReady(desk: Desk): Screen {
  const { t } = desk
  return {
    id: 'done',
    title: t.done.readyTitle,
    lead: [t.done.readyLead],
    body: { kind: 'message', primary: button('continue', t.common.continue), links: [] },
  }
}

/** Recovery signs nobody in: it ends in an invitation to sign in. */
export function presentRecovered(desk: Desk): Screen {
  const { t } = desk
  return {
    id: 'done',
    title: t.done.recovered,
    lead: [t.done.recoveredLead],
    body: { kind: 'message', primary: { ...button('sign-in', t.done.signIn), href: '/begin?screen=sign-in' }, links: [] },
  }
}

export function presentSignedIn(desk: Desk, who: string, href: string): Screen {
  const { t, settings } = desk
  const app = settings.applicationName
  return {
    id: 'done',
    title: t.done.title,
    lead: who ? [t.done.as(who)] : [],
    body: {
      kind: 'message',
      primary: { ...button('continue', app ? t.done.continueTo(app) : t.done.continue), href },
      links: [{ ...button('restart', t.done.other), href: '/begin?screen=sign-in&again=1' }],
    },
  }
}

/** The one working button of an ended page: the same application, the same identifier. */
export function presentExpired(desk: Desk, gone: Gone): Screen {
  const { t } = desk
  const restart: LinkView = { ...button('restart', t.expired.restart), href: restartPath(gone.interaction) }
  return { id: 'expired', title: t.expired.title, lead: [t.expired.lead], body: { kind: 'message', primary: restart, links: [] } }
}

/** Somebody deleted their account. */
export function presentClosed(desk: Desk): Screen {
  const { t } = desk
  const primary = { ...button('sign-in', t.done.signIn), href: '/begin?screen=sign-in' }
  return { id: 'done', title: t.done.deleted, lead: [t.done.deletedLead], body: { kind: 'message', primary, links: [] } }
}

/** Without cookies nothing can be remembered between two pages. */
export function presentNoCookies(desk: Desk): Screen {
  const { t } = desk
  const restart: LinkView = { ...button('restart', t.expired.retry), href: '/begin?screen=sign-in' }
  return {
    id: 'expired',
    title: t.expired.noCookies,
    lead: [t.expired.noCookiesLead],
    body: { kind: 'message', primary: restart, links: [] },
  }
}

const screens = {
  'sign-in': 'sign-in',
  register: 'register',
  recover: 'forgot-password',
  account: 'account',
  consent: 'sign-in',
} as const

/** Own path that starts the same thing again; the identifier goes along as a hint. */
export function restartPath(interaction: Interaction | undefined): string {
  const { facts, purpose } = interaction ?? {}
  if (purpose === 'account') return '/account/security'
  const hint = facts?.identifier?.value ?? facts?.request.loginHint
  const again = facts?.request.startedAt
  const url = new URL(isOwnPath(again) ? again : `/begin?screen=${screens[purpose ?? 'sign-in']}`, 'http://self')
  if (hint) url.searchParams.set('login_hint', hint)
  return url.pathname + url.search
}

/** A path on this host: nothing a browser could read as another one. */
export const isOwnPath = (path: string | null | undefined): path is string => !!path && /^\/(?![/\\])[^\\\s]*$/.test(path)
