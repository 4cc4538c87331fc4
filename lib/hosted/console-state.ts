/** What a console form knows after it was sent: plain data, so that it may cross to the browser. */
export type FormState = {
  ok?: boolean
  /** counts up, so that the same answer twice is still news */
  at?: number
  /** of a refusal */
  code?: string
  message?: string
  reference?: string
  /** name of a control → what is wrong with it */
  fields?: Record<string, string>
  /** what was typed, to be shown again; never a secret */
  values?: Record<string, string | string[]>
  /** saved, but unwise */
  warnings?: string[]
  /** saving needs this confirmation beside it */
  confirm?: { name: string; value: string; label: string }
  /** shown once */
  secret?: { label: string; value: string }
  /** where to go on */
  link?: { href: string; label: string }
  /** a carrier's answer, a rendered text: drawn by the form that asked */
  result?: FormResult
}

export type FormResult =
  | {
      kind: 'test'
      outcome: string
      latencyMs: number
      provider: { httpStatus: number | null; code: string | null; message: string | null; messageId: string | null }
      text: string
    }
  | {
      kind: 'preview'
      text: string
      subject?: string
      html?: string
      encoding?: string
      segments?: number
      characters?: number
      problems: { at: string; message: string }[]
      warnings: { at: string; message: string }[]
      offending: string[]
    }
  | { kind: 'chain'; checked: number; broken: { position: string; id: string } | null }

export type FormAction = (state: FormState, form: FormData) => Promise<FormState>
