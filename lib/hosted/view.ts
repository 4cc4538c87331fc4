/** An error or hint drawn above the fields. `strong` is the first sentence. */
export type NoticeView = {
  code: string
  strong: string
  rest: string
  reference?: string
  /** seconds */
  retryAfter?: number
  clock?: string
  /** the field it belongs to */
  field?: string
  /** said by the page itself, not by a refused form */
  tone: 'error' | 'warning' | 'success'
}

export type FieldView = {
  name: string
  label: string
  type: 'text' | 'email' | 'tel' | 'password'
  autoComplete?: string
  inputMode?: 'email' | 'tel' | 'text'
  value?: string
  hint?: string
  placeholder?: string
  optional?: boolean
  /** a password gets its "show" switch in these words */
  reveal?: { show: string; hide: string; label: string }
  countries?: { label: string; value: string; options: { code: string; label: string }[] }
}

/** A submit button; `value` goes out under `name`, beside it `data-action` names it for the outside. */
export type ActionView = { action: string; label: string; name?: string; value?: string; factor?: string }
export type LinkView = { action: string; label: string; href: string }

export type IconName = 'phone' | 'email' | 'key' | 'app' | 'codes'
export type RowView = ActionView & { icon: IconName; detail?: string; mark?: string; disabled?: boolean }

/** The question on screen, by its gesture. */
export type PromptView =
  | { shape: 'code'; label: string; length: number; webOtp: boolean; autoSubmit: boolean }
  | { shape: 'password'; field: FieldView; username?: string }
  /** letters and digits, typed from paper */
  | { shape: 'text'; field: FieldView }
  | {
      shape: 'qr-code'
      /** one path over `size` modules each way */
      picture: { size: number; path: string; title: string }
      /** opens an authenticator on this very device */
      open: { label: string; href: string }
      key: { label: string; groups: string; plain: string; copy: string; copied: string }
      code: Extract<PromptView, { shape: 'code' }>
    }
  | ({ shape: 'passkey'; ceremony: 'create' | 'get' } & PasskeyView)
  | {
      shape: 'codes-list'
      codes: string[]
      file: { name: string; text: string }
      words: { copy: string; copied: string; download: string; print: string; saved: string }
    }

export type PasskeyView = { options: unknown; label: string; noScript: string; noSupport: string }

export type Resend = {
  none: string
  label: string
  waiting: string
  ready: string
  /** what people without JavaScript read while waiting */
  clock: string
}

export type Body =
  | {
      kind: 'form'
      fields: FieldView[]
      /** for password managers: whose password it is */
      username?: string
      primary: ActionView
      /** beside the label of the password field */
      beside?: LinkView
      known?: ActionView
      /** a passkey instead of all fields; `label` is empty where only the field's own list offers it */
      passkey?: PasskeyView & { autofill: boolean }
      /** smaller ways on, under the button */
      links: ActionView[]
      foot?: { text: string; link: LinkView }
      fine?: string
    }
  | {
      kind: 'answer'
      prompt: PromptView
      /** milliseconds since the epoch, `now` is when the page was drawn */
      clocks: { now: number; resendAt: number; expiresAt: number; attemptsLeft: number }
      trust?: { label: string; hint: string }
      /** absent when only a new code helps */
      primary?: ActionView
      /** absent where nothing was sent and nothing ran out */
      resend?: Resend
      links: ActionView[]
    }
  | {
      kind: 'list'
      rows: RowView[]
      links: ActionView[]
      stuck?: { label: string; text: string; link?: LinkView }
      fine?: string
    }
  | { kind: 'consent'; scopes: string[]; approve: ActionView; deny: ActionView }
  | { kind: 'message'; primary?: LinkView | ActionView; links: (LinkView | ActionView)[] }

/** Everything a page shows: plain data, every word in it. */
/** How a page's words are to be read: BCP 47 tag, and direction. */
export type LanguageView = { tag: string; dir: 'ltr' | 'rtl' }

export type View = {
  /** data-step of contracts/instance.md §4 */
  id: string
  /** the honest path of this step */
  path: string
  language: LanguageView
  title: string
  lead: string[]
  /** how a masked number in `lead` is read out */
  spoken?: { masked: string; text: string }
  back?: string
  notice?: NoticeView
  /** the interaction the form belongs to */
  ix?: string
  body: Body
}
