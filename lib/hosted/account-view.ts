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
  remove: LinkView
}
export type AddableView = ActionView & { icon: IconName; title: string; detail: string }
export type SessionView = { id: string; device: string; detail: string; current?: string; signOut?: ActionView }

/** The security page of an account, every word in it. */
export type AccountView = {
  title: string
  who: string
  notice?: NoticeView
  advice?: { strong: string; rest: string; tone: 'warning' | 'info' }
  factors: { heading: string; state: string; on: boolean; rows: AccountFactorView[]; addable: AddableView[]; empty?: string }
  sessions: { heading: string; rows: SessionView[] }
  password: { heading: string; text: string; change: ActionView }
  signOut: ActionView
  /** the question before a factor is removed */
  confirm?: { title: string; text: string; id: string; factor: string; remove: ActionView; keep: LinkView }
}
