import { z } from 'zod'
import { cookieNames, readCookie, setCookie } from '@/lib/core/cookies'
import { type AppError, catalogue, type ErrorCode } from '@/lib/core/errors'
import { byLogtoName, factorWords } from '@/lib/factors'
import { refusalIn, type Words } from '@/lib/i18n'
import { split } from '@/lib/i18n/sentences'
import type { NoticeView } from './view'

const isCode = (code: string): code is ErrorCode => Object.hasOwn(catalogue, code)

const stored = z.object({
  code: z.string().refine(isCode),
  data: z.record(z.string(), z.unknown()),
  /** what was typed, without secrets */
  values: z.record(z.string(), z.string().max(320)),
  /** support reference */
  ref: z.string().max(20),
  /** the page it belongs to: interaction and step, or `account` */
  at: z.string().max(200),
})

/** A refusal on its way from the POST to the page that shows it. */
export type Notice = z.output<typeof stored>

const seconds = 120
/** Browsers drop cookies over 4 kB; a refusal is far below. */
const longest = 3000

/** The cookie that carries a refusal to the page at `at`. */
export function noticeCookie(error: AppError, ref: string, at: string, values: Record<string, string> = {}): string {
  const notice: Notice = { code: error.code, data: error.data, values, ref, at }
  const text = JSON.stringify(notice)
  return setCookie(
    cookieNames.notice(),
    text.length > longest ? JSON.stringify({ ...notice, data: {}, values: {} }) : text,
    seconds,
  )
}

export const clearNotice = (): string => setCookie(cookieNames.notice(), '', 0)

/** The refusal in a Cookie header, if it belongs to this page. */
export function readNotice(header: string | null, at: string): Notice | null {
  const raw = readCookie(header, cookieNames.notice())
  if (!raw) return null
  try {
    const parsed = stored.safeParse(JSON.parse(raw))
    return parsed.success && parsed.data.at === at ? parsed.data : null
  } catch {
    return null
  }
}

/** Where a field error is drawn; refusals about the whole page have no field. */
const fields: Partial<Record<ErrorCode, string>> = {
  'identifier.invalid': 'identifier',
  'session.invalid_credentials': 'password',
  'password.rejected': 'newPassword',
  'verification_code.code_mismatch': 'code',
  'session.mfa.invalid_totp_code': 'code',
  'session.mfa.invalid_backup_code': 'code',
  'user.username_already_in_use': 'username',
  'user.phone_already_in_use': 'phone',
  'user.email_already_in_use': 'email',
  'user.factor_already_bound': 'identifier',
  'connector.recipient_rejected': 'identifier',
  'connector.destination_blocked': 'identifier',
}

const problems = z.object({ problems: z.array(z.object({ path: z.string() })).min(1) })

/**
 * A refusal in the words of the error catalogue; a form that lacks something says what.
 * @param names fields on the page; an error about another one is drawn above the form alone
 */
export function noticeView(notice: Notice, t: Words, names: string[], identifierLabel: string): NoticeView {
  const missing = notice.code === 'request.invalid' ? problems.safeParse(notice.data).data?.problems[0]?.path : undefined
  const wanted = missing ?? fields[notice.code]
  const field =
    wanted === 'identifier'
      ? names.find((n) => ['identifier', 'phone', 'email', 'username'].includes(n))
      : names.find((n) => n === wanted)
  const retryAfter = typeof notice.data.retryAfter === 'number' ? notice.data.retryAfter : undefined
  return {
    code: notice.code,
    ...split(missing ? missingText(t, missing, identifierLabel) : refusalIn(t.refusals, notice.code, spelled(notice.data, t))),
    reference: t.common.reference(notice.ref),
    ...(retryAfter && { retryAfter }),
    ...(field && { field }),
    tone: 'error',
  }
}

/** A factor named in a refusal is called what it is called on the page. */
function spelled(data: Notice['data'], t: Words): Notice['data'] {
  const type = typeof data.factor === 'string' ? byLogtoName(data.factor) : null
  return type ? { ...data, title: factorWords(type, t.language.tag).title } : data
}

function missingText(t: Words, path: string, identifierLabel: string): string {
  if (path === 'identifier') return t.missing.identifier(identifierLabel)
  const texts: Record<string, unknown> = t.missing
  const text = Object.hasOwn(texts, path) ? texts[path] : undefined
  return typeof text === 'string' ? text : refusalIn(t.refusals, 'request.invalid', {})
}
