import type { Ctx } from '@/lib/core/ctx'
import { factors, isFactorType } from '@/lib/factors'
import type { AccountFactor, Overview } from '@/lib/flows/account'
import type { ConnectedApp } from '@/lib/flows/account-apps'
import type { TrustedBrowser } from '@/lib/flows/account-browsers'
import type { AccountField } from '@/lib/flows/account-fields'
import type { Activity } from '@/lib/flows/account-profile'
import { languages } from '@/lib/i18n'
import { split } from '@/lib/i18n/sentences'
import type { AccountFactorView, AccountView, SessionView } from './account-view'
import { button, called, type Desk, day, isolated, languageOf, maskedIdentifier, type Query, told, whole } from './desk'
import { confirming, editing } from './present-account-dialogs'
import { iconOf, wireName } from './present-second'
import type { NoticeView } from './view'

/** What stands beside the factors. */
export type Beside = { browsers: TrustedBrowser[]; activity: Activity[]; apps: ConnectedApp[] }

export function presentSecurity(
  ctx: Pick<Ctx, 'now'>,
  overview: Overview & Beside,
  desk: Desk,
  query: Query,
  notice?: NoticeView,
): AccountView {
  const { t } = desk
  const { fields } = overview
  const seen = <T>(field: AccountField, panel: T) => (fields[field] === 'Off' ? {} : panel)
  return {
    language: languageOf(desk),
    title: t.account.title,
    who: t.account.signedInAs(overview.name || isolated(desk, maskedIdentifier(overview.identifiers[0]))),
    ...(notice && { notice }),
    ...seen('mfa', advice(desk, usable(overview), overview.addable.length, ctx.now())),
    ...seen('mfa', { factors: factorsPanel(overview, desk, ctx.now()) }),
    ...seen('session', { sessions: sessionsPanel(overview, desk, ctx.now()), ...browsersOf(overview, desk) }),
    ...appsOf(overview.apps, desk),
    activity: {
      heading: t.account.activity,
      rows: activityRows(overview.activity, ctx.now(), desk),
      empty: t.account.noActivity,
    },
    contacts: contactsPanel(overview, desk),
    ...(fields.password === 'Edit' && {
      password: {
        heading: t.account.password,
        text: t.account.passwordLead,
        change: { ...button('change-password', t.account.change), value: 'password' },
      },
    }),
    signOut: button('sign-out', t.account.signOut),
    ...(overview.mayClose && { closing: closingPanel(desk) }),
    passkeys: overview.passkeys,
    ...confirming(overview, desk, query),
    ...editing(overview, desk, query),
  }
}

const usable = ({ factors: rows }: Overview): AccountFactor[] =>
  rows.filter((row) => !row.spare && (row.status === 'active' || row.status === 'paused'))

function factorsPanel(overview: Overview, desk: Desk, now: number): NonNullable<AccountView['factors']> {
  const { t } = desk
  const { factors: rows, addable } = overview
  const editable = overview.fields.mfa === 'Edit'
  const on = usable(overview).length > 0
  return {
    heading: t.account.factors,
    state: on ? t.account.on : t.account.off,
    on,
    rows: rows.map((row) => factorRow(row, now, desk, { several: rows.length > 1, editable })),
    addable: addable.map((factor) => ({
      ...button('add', addWords(rows, factor, desk)),
      name: 'factorId',
      value: wireName(factor),
      factor: wireName(factor),
      icon: iconOf(factor),
      title: called(desk, factor).title,
      detail: called(desk, factor).hint,
    })),
    ...(!rows.length && !addable.length && { empty: t.account.noneOffered }),
    ...(editable && on && !overview.twoStepRequired && { everySignIn: everySignIn(overview, desk) }),
  }
}

function sessionsPanel(overview: Overview, desk: Desk, now: number): NonNullable<AccountView['sessions']> {
  const { t } = desk
  const editable = overview.fields.session === 'Edit'
  return {
    heading: t.account.sessions,
    rows: sessionRows(overview, now, desk),
    ...(editable && overview.sessions.length > 1 && { everywhere: button('sign-out-everywhere', t.account.everywhere) }),
  }
}

function contactsPanel(overview: Overview, desk: Desk): AccountView['contacts'] {
  const { t } = desk
  const { fields } = overview
  const edit = (what: string) => ({ ...button(`edit-${what}`, t.account.change), href: `/account/security?edit=${what}` })
  return {
    heading: t.account.contact,
    ...(fields.name !== 'Off' && {
      name: {
        title: t.fields.name,
        detail: overview.name ?? t.account.noContact,
        ...(fields.name === 'Edit' && { edit: edit('name') }),
      },
    }),
    language: {
      title: t.account.language,
      detail: languages.find(({ tag }) => tag === overview.locale)?.name ?? t.account.languageAuto,
      edit: edit('language'),
    },
    rows: overview.contacts.filter(({ kind }) => fields[kind] !== 'Off').map((contact) => contactRow(contact, fields, desk)),
  }
}

function contactRow({ kind, masked, proven, removable }: Overview['contacts'][number], fields: Overview['fields'], desk: Desk) {
  const { t } = desk
  const shown = masked ? isolated(desk, masked) : t.account.noContact
  return {
    kind,
    icon: kind,
    title: t.kinds[kind],
    detail: [shown, masked && !proven && t.account.unproven].filter(Boolean).join(' · '),
    ...(fields[kind] === 'Edit' && {
      change: { ...button('contact', masked ? t.account.change : t.account.add), value: kind },
      ...(removable && {
        remove: { ...button('remove-contact', t.account.remove), href: `/account/security?removeContact=${kind}` },
      }),
    }),
  }
}

const closingPanel = ({ t }: Desk): NonNullable<AccountView['closing']> => ({
  heading: t.account.deleteTitle,
  text: t.account.deleteLead,
  close: { ...button('close-account', t.account.deleteAction), href: '/account/security?close=1' },
})

/** Where the policy lets people choose, whether the second step is asked at sign-in or only for changes here. */
function everySignIn({ skipsOnSignIn }: Overview, { t }: Desk): NonNullable<NonNullable<AccountView['factors']>['everySignIn']> {
  const change = button(
    skipsOnSignIn ? 'ask-at-sign-in' : 'skip-at-sign-in',
    skipsOnSignIn ? t.account.turnOn : t.account.turnOff,
  )
  return { title: t.account.everySignIn, detail: skipsOnSignIn ? t.account.onlyChanges : t.account.always, change }
}

function addWords(rows: AccountFactor[], factor: AccountFactor['type'], { t }: Desk): string {
  if (!rows.some((row) => row.type === factor)) return t.account.setUp
  return factors[factor].spare ? t.account.newCodes : t.account.addAnother
}

/** After so long without use people are asked whether they still have it (milliseconds). */
const checkUp = 28 * 86_400_000

function advice(desk: Desk, usable: AccountFactor[], addable: number, now: number): Pick<AccountView, 'advice'> {
  const { t } = desk
  if (!usable.length) return addable ? { advice: { ...split(t.account.none), tone: 'info' } } : {}
  const unused = usable.find((row) => now - (row.lastUsedAt ?? row.createdAt) > checkUp)
  if (unused) return { advice: { ...split(t.account.checkUp(whole(unused, desk))), tone: 'info' } }
  return usable.length === 1 && addable ? { advice: { ...split(t.account.onlyOne), tone: 'warning' } } : {}
}

type Manner = { several: boolean; editable: boolean }

function factorRow(row: AccountFactor, now: number, desk: Desk, { several, editable }: Manner): AccountFactorView {
  const { t } = desk
  return {
    id: row.id,
    icon: iconOf(row.type),
    title: row.label ?? called(desk, row.type).title,
    masked: told(desk, row),
    detail: statusOf(row, now, desk),
    factor: wireName(row.type),
    ...(row.preferred && { preferred: t.account.preferred }),
    ...(several &&
      editable &&
      !row.spare &&
      !row.preferred &&
      row.status === 'active' && { prefer: { ...button('prefer', t.account.prefer), value: row.id } }),
    ...(editable && {
      rename: { ...button('rename', t.account.rename), href: `/account/security?rename=${row.id}` },
      remove: { ...button('remove', t.account.remove), href: `/account/security?remove=${row.id}` },
    }),
  }
}

function statusOf(row: AccountFactor, now: number, desk: Desk): string {
  const { t } = desk
  switch (row.status) {
    case 'active':
      return row.lastUsedAt ? t.account.lastUsed(ago(row.lastUsedAt, now, desk)) : t.account.neverUsed
    case 'pending':
      return t.account.waiting
    case 'paused':
      return t.account.paused
    case 'locked':
      return t.account.locked
    default:
      return row.status satisfies never
  }
}

function sessionRows(overview: Overview, now: number, desk: Desk): SessionView[] {
  const { t } = desk
  const sorted = [...overview.sessions].sort((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt - a.lastSeenAt)
  return sorted.map((s) => ({
    id: s.id,
    device: s.device,
    detail: [s.ip, t.account.seen(ago(s.lastSeenAt, now, desk))].filter(Boolean).join(' · '),
    ...(s.current
      ? { current: t.account.thisBrowser }
      : overview.fields.session === 'Edit' && { signOut: { ...button('sign-out-session', t.account.signOutOne), value: s.id } }),
  }))
}

function appsOf(rows: ConnectedApp[], { t }: Desk): Pick<AccountView, 'apps'> {
  if (!rows.length) return {}
  const disconnect = button('disconnect', t.account.disconnect)
  return {
    apps: {
      heading: t.account.apps,
      lead: t.account.appsLead,
      rows: rows.map((app) => ({ ...app, disconnect: { ...disconnect, value: app.id } })),
    },
  }
}

function browsersOf({ browsers: rows, fields }: Overview & Beside, desk: Desk): Pick<AccountView, 'browsers'> {
  const { t } = desk
  const editable = fields.session === 'Edit'
  if (!rows.length) return {}
  const forget = button('forget-browser', t.account.forget)
  return {
    browsers: {
      heading: t.account.browsers,
      lead: t.account.browsersLead,
      rows: rows.map(({ id, label, expiresAt }) => ({
        id,
        device: label,
        detail: t.account.trustedUntil(day(desk, expiresAt)),
        ...(editable && { forget: { ...forget, value: id } }),
      })),
      ...(editable && rows.length > 1 && { all: button('forget-browsers', t.account.forgetAll) }),
    },
  }
}

const activityRows = (rows: Activity[], now: number, desk: Desk): AccountView['activity']['rows'] =>
  rows.map(({ id, what, ok, at, device, ip }) => ({
    id,
    what: desk.t.account.events[what] ?? desk.t.account.events.failed ?? what,
    ok,
    detail: [ago(at, now, desk), device, ip].filter(Boolean).join(' · '),
  }))

/** "3 days ago"; further back than a month, the date. */
export function ago(then: number, now: number, desk: Desk): string {
  const minutes = Math.floor((now - then) / 60_000)
  const relative = new Intl.RelativeTimeFormat(desk.t.language.tag, { numeric: 'auto' })
  if (minutes < 2) return desk.t.account.now
  if (minutes < 60) return relative.format(-minutes, 'minute')
  if (minutes < 24 * 60) return relative.format(-Math.floor(minutes / 60), 'hour')
  return minutes < 31 * 24 * 60 ? relative.format(-Math.floor(minutes / 1440), 'day') : day(desk, then)
}

/** What has just been done, by the word the redirect carries. */
export function flash(desk: Desk, { done, factor }: Query): NoticeView | undefined {
  const title = typeof factor === 'string' && isFactorType(factor) ? called(desk, factor).title : ''
  const texts = desk.t.account.flash
  const said: Record<string, string> = {
    added: title && texts.added(title),
    removed: title && texts.removed(title),
    preferred: texts.preferred,
    password: texts.password,
    'signed-out': texts.signedOut,
    proven: texts.proven,
    renamed: texts.renamed,
    saved: texts.saved,
    disconnected: texts.disconnected,
    contact: texts.contact,
    'contact-removed': texts.contactRemoved,
    forgotten: texts.forgotten,
    everywhere: texts.everywhere,
  }
  const text = typeof done === 'string' && Object.hasOwn(said, done) ? said[done] : ''
  return text ? { code: 'done', ...split(text), tone: 'success' } : undefined
}
