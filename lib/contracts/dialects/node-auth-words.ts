import { catalogue, type ErrorCode } from '@/lib/core/errors'
import type { Named } from '@/lib/http/openapi'
import { nodeAuthTables } from '../node-auth'
import { type CodeName, codes, spelled } from '../node-auth/codes'
import { names } from '../node-auth/names'
import type { Names } from '../node-auth/wire'

/** Refusals of node-auth for its document: contracts/node-auth.md §§3–7. */

/** What an endpoint calls otherwise, by the end of its path. */
const elsewhere: Record<string, Names> = Object.fromEntries(
  nodeAuthTables.flatMap((table) =>
    Object.entries(table).map(([key, { spec }]) => [key.slice(key.indexOf('/')), 'names' in spec ? (spec.names as Names) : {}]),
  ),
)

const unfinished: CodeName[] = ['2FA_SETUP_REQUIRED', 'EMAIL_NOT_VERIFIED', 'INTERACTION_REQUIRED']
const settingUp: CodeName[] = ['METHOD_NOT_AVAILABLE', 'WRONG_TEMP_TOKEN', 'NO_ACCESS_TOKEN', 'STEP_UP_REQUIRED']
const underTempToken: CodeName[] = ['TEMP_TOKEN_REQUIRED', 'INVALID_TEMP_TOKEN']
/** Refusals that are in no catalogue, by the end of the path. */
const own: Record<string, CodeName[]> = {
  '/sms/send': [
    'INVALID_MODE',
    'IDENTIFIER_REQUIRED',
    'SMS_LOGIN_DISABLED',
    'PHONE_NOT_SET',
    'METHOD_NOT_AVAILABLE',
    ...underTempToken,
    'SMS_NOT_CONFIGURED',
  ],
  '/sms/verify': ['INVALID_MODE', 'USER_ID_REQUIRED', 'CODE_REQUIRED', ...underTempToken, ...unfinished],
  '/login': unfinished,
  '/2fa/verify': ['TEMP_TOKEN_REQUIRED', 'WRONG_TEMP_TOKEN', 'CODE_REQUIRED', 'TOTP_NOT_SET', ...unfinished],
  '/2fa/setup': settingUp,
  '/2fa/verify-setup': [...settingUp, 'SECRET_MISMATCH'],
  '/2fa/disable': ['TOTP_NOT_SET', 'STEP_UP_REQUIRED'],
  '/add-phone': ['STEP_UP_REQUIRED', 'INVALID_PHONE'],
  '/account': ['STEP_UP_REQUIRED', 'ACCOUNT_DELETION_DISABLED'],
  '/magic-link/send': [
    'EMAIL_REQUIRED',
    'MAGIC_LINK_DISABLED',
    'METHOD_NOT_AVAILABLE',
    ...underTempToken,
    'EMAIL_NOT_CONFIGURED',
  ],
  '/magic-link/verify': ['TOKEN_REQUIRED', 'TOKEN_MISMATCH', ...underTempToken, ...unfinished],
  '/send-verification-email': ['ALREADY_VERIFIED'],
  '/verify-email': ['TOKEN_REQUIRED'],
  '/change-email/request': ['INVALID_EMAIL', 'PASSWORD_REQUIRED', 'STEP_UP_REQUIRED'],
  '/change-email/confirm': ['TOKEN_REQUIRED'],
  '/reset-password': ['TOKEN_REQUIRED'],
  '/oauth/:name': ['PROVIDER_NOT_CONFIGURED'],
  '/oauth/:name/callback': ['PROVIDER_NOT_CONFIGURED'],
}

/** A wrong proof is described as others than browsers get it. */
function nameOf(name: CodeName, code: ErrorCode = 'request.invalid'): Named {
  const { status, text } = codes[name]
  return { status: status === 'proof' ? 401 : status === 'same' ? catalogue[code].status : status, code: spelled(name), text }
}

const at = <T>(table: Record<string, T>, path: string): T | undefined =>
  Object.entries(table).find(([end]) => path.endsWith(end))?.[1]

/** A refusal of the catalogue, as an endpoint names it. */
export const nodeAuthName = (code: ErrorCode, path: string): Named => nameOf(at(elsewhere, path)?.[code] ?? names[code], code)

/** What else an endpoint refuses. */
export const nodeAuthOwn = (path: string): Named[] => (at(own, path) ?? []).map((name) => nameOf(name))

/** Endpoints whose handlers ask for a session and take nothing else. */
export const nodeAuthProtects = (key: string): boolean =>
  /^\w+ \/(me|profile|add-phone|sessions.*|account|2fa\/disable|change-password|send-verification-email|change-email\/request|linked-accounts.*|link-request)$/.test(
    key,
  )

/** Ends of paths that this file speaks of: all of them exist. */
export const nodeAuthEnds = Object.keys(own)
