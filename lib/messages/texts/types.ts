import type { CodeUsage, NoticeUsage } from '../usage'

/** The words of every message that ships, in one language. */
export type Texts = {
  /** BCP 47 */
  tag: string
  dir: 'ltr' | 'rtl'
  /** over a code in a mail */
  heading: string
  codeLine: string
  subject: string
  expiry: string
  reference: string
  /** `why` says what the code does, `notYou` what to do when it was somebody else */
  codes: Record<CodeUsage, { sms: string; why: string; notYou: string }>
  /** `facts` are the lines under the heading; the subject is the heading */
  notices: Record<NoticeUsage, { sms: string; subject: string; facts: string[]; notYou: string }>
}
