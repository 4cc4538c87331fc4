import type { ActionView, IconName, LanguageView, LinkView, NoticeView } from './view'

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
  rename?: LinkView
  remove?: LinkView
}
export type AddableView = ActionView & { icon: IconName; title: string; detail: string }
export type AppView = { id: string; name: string; disconnect: ActionView }
/** A trusted browser, or something that happened. */
export type BrowserView = { id: string; device: string; detail: string; forget?: ActionView }
export type ActivityView = { id: string; what: string; detail: string; ok: boolean }
export type ContactView = {
  kind: 'email' | 'phone'
  icon: IconName
  title: string
  detail: string
  change?: ActionView
  remove?: LinkView
}
export type SessionView = { id: string; device: string; detail: string; current?: string; signOut?: ActionView }

/** The security page of an account, every word in it. */
export type AccountView = {
  language: LanguageView
  title: string
  who: string
  notice?: NoticeView
  advice?: { strong: string; rest: string; tone: 'warning' | 'info' }
  factors?: {
    heading: string
    state: string
    on: boolean
    rows: AccountFactorView[]
    addable: AddableView[]
    empty?: string
    everySignIn?: { title: string; detail: string; change: ActionView }
  }
  sessions?: { heading: string; rows: SessionView[]; everywhere?: ActionView }
  browsers?: { heading: string; lead: string; rows: BrowserView[]; all?: ActionView }
  apps?: { heading: string; lead: string; rows: AppView[] }
  activity: { heading: string; rows: ActivityView[]; empty: string }
  contacts: { heading: string; name?: DetailView; language: DetailView; rows: ContactView[] }
  /** deleting the account, where the person may */
  closing?: { heading: string; text: string; close: LinkView }
  password?: { heading: string; text: string; change: ActionView }
  signOut: ActionView
  passkeys: { rpId: string; userId: string; allAcceptedCredentialIds: string[] }
  edit?: EditView
  confirm?: ConfirmView
}

/** A detail of one's own that is changed on the page itself. */
export type DetailView = { title: string; detail: string; edit?: LinkView }
/** One thing to type or choose; `hidden` says what it is about. */
export type EditView = {
  title: string
  field: { name: string; label: string; value: string; maxLength: number; options?: { value: string; label: string }[] }
  hidden?: Hidden
  save: ActionView
  cancel: LinkView
}
/** The question before something goes. */
export type ConfirmView = { title: string; text: string; hidden?: Hidden; act: ActionView; keep: LinkView }
type Hidden = { name: string; value: string }
