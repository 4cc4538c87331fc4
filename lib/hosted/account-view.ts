import type { ActionView, IconName, LinkView, NoticeView } from './view'

export type AccountFactorView = {
  id: string
  icon: IconName
  title: string
  masked: string
  detail: string
  preferred?: string
  /** the type's name in settings */
  factor: string
  prefer?: ActionView
  rename: LinkView
  remove: LinkView
}
export type AddableView = ActionView & { icon: IconName; title: string; detail: string }
export type AppView = { id: string; name: string; disconnect: ActionView }
/** A trusted browser, or something that happened. */
export type BrowserView = { id: string; device: string; detail: string; forget: ActionView }
export type ActivityView = { id: string; what: string; detail: string; ok: boolean }
export type ContactView = { kind: 'email' | 'phone'; icon: IconName; title: string; detail: string; change: ActionView }
export type SessionView = { id: string; device: string; detail: string; current?: string; signOut?: ActionView }

/** The security page of an account, every word in it. */
export type AccountView = {
  title: string
  who: string
  notice?: NoticeView
  advice?: { strong: string; rest: string; tone: 'warning' | 'info' }
  factors: {
    heading: string
    state: string
    on: boolean
    rows: AccountFactorView[]
    addable: AddableView[]
    empty?: string
    everySignIn?: { title: string; detail: string; change: ActionView }
  }
  sessions: { heading: string; rows: SessionView[]; everywhere?: ActionView }
  browsers?: { heading: string; lead: string; rows: BrowserView[]; all?: ActionView }
  apps?: { heading: string; lead: string; rows: AppView[] }
  activity: { heading: string; rows: ActivityView[]; empty: string }
  contacts: { heading: string; name: { title: string; detail: string; edit: LinkView }; rows: ContactView[] }
  password: { heading: string; text: string; change: ActionView }
  signOut: ActionView
  passkeys: { rpId: string; userId: string; allAcceptedCredentialIds: string[] }
  /** a name for a factor */
  rename?: { title: string; label: string; value: string; id?: string; save: ActionView; cancel: LinkView }
  /** the question before a factor is removed */
  confirm?: { title: string; text: string; id: string; factor: string; remove: ActionView; keep: LinkView }
}
