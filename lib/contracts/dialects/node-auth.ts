import { z } from 'zod'
import { catalogue, type ErrorCode } from '@/lib/core/errors'
import type { Mounted, Named } from '@/lib/http/openapi'
import { nodeAuthPrefix, nodeAuthSms, nodeAuthTables } from '../node-auth'
import { type CodeName, codes, spelled } from '../node-auth/codes'
import { names } from '../node-auth/names'
import { bearer, clientId, cookie, csrf, header, proof } from './parts'
import type { Dialect } from './types'

/** The body of contracts/node-auth.md §3. */
const refusal = z.looseObject({
  success: z.literal(false),
  code: z.string(),
  error: z.string().meta({ description: 'Safe to show.' }),
  message: z.string().meta({ description: 'The same as error.' }),
})

const description = `The HTTP contract of the node-auth library, with its SMS one-time passwords at /auth/sms as well.
Wrong codes, links and passwords answer 401 where no Origin header came, and 400 to browsers.`

/** A wrong proof is shown as others than browsers get it. */
function nameOf(name: CodeName, code?: ErrorCode): Named {
  const { status, text } = codes[name]
  const own = status === 'same' ? catalogue[code ?? 'request.invalid'].status : status
  return { status: own === 'proof' ? 401 : own, code: spelled(name), text }
}

/** At a refresh it is the refresh token that is missing or wrong. */
const ofRefresh: Partial<Record<ErrorCode, CodeName>> = {
  'token.missing': 'NO_REFRESH_TOKEN',
  'token.invalid': 'INVALID_REFRESH_TOKEN',
  'token.expired': 'INVALID_REFRESH_TOKEN',
}
const named = (code: ErrorCode, path: string): Named =>
  nameOf((path.endsWith('/refresh') && ofRefresh[code]) || names[code], code)

const set2fa: CodeName[] = ['METHOD_NOT_AVAILABLE', 'WRONG_TEMP_TOKEN', 'NO_ACCESS_TOKEN', 'STEP_UP_REQUIRED']
const unfinished: CodeName[] = ['2FA_SETUP_REQUIRED', 'EMAIL_NOT_VERIFIED', 'INTERACTION_REQUIRED']
/** Refusals that only this wire knows, by the end of the path: contracts/node-auth.md §§4–6. */
const own: Record<string, CodeName[]> = {
  '/sms/send': [
    'INVALID_MODE',
    'IDENTIFIER_REQUIRED',
    'SMS_LOGIN_DISABLED',
    'SMS_NOT_CONFIGURED',
    'PHONE_NOT_SET',
    'METHOD_NOT_AVAILABLE',
    'TEMP_TOKEN_REQUIRED',
    'INVALID_TEMP_TOKEN',
  ],
  '/sms/verify': [
    'INVALID_MODE',
    'USER_ID_REQUIRED',
    'CODE_REQUIRED',
    'TEMP_TOKEN_REQUIRED',
    'INVALID_TEMP_TOKEN',
    ...unfinished,
  ],
  '/login': unfinished,
  '/2fa/verify': ['TEMP_TOKEN_REQUIRED', 'WRONG_TEMP_TOKEN', 'CODE_REQUIRED', 'TOTP_NOT_SET', ...unfinished],
  '/2fa/setup': set2fa,
  '/2fa/verify-setup': [...set2fa, 'SECRET_MISMATCH'],
  '/2fa/disable': ['TOTP_NOT_SET', 'STEP_UP_REQUIRED'],
  '/add-phone': ['STEP_UP_REQUIRED', 'INVALID_PHONE'],
  '/account': ['STEP_UP_REQUIRED', 'ACCOUNT_DELETION_DISABLED'],
}
const ownOf = (path: string): Named[] =>
  Object.entries(own).flatMap(([end, list]) => (path.endsWith(end) ? list.map((name) => nameOf(name)) : []))

/** Endpoints whose handlers ask for a session and for nothing else. */
const inSession = /^\w+ \/(me|profile|add-phone|sessions.*|account|2fa\/disable)$/
const tables: Mounted['tables'] = nodeAuthTables.map((table) =>
  Object.fromEntries(
    Object.entries(table).map(([key, { spec }]) => [key, { spec: inSession.test(key) ? { ...spec, protected: true } : spec }]),
  ),
)

/** contracts/node-auth.md as a document. */
export const nodeAuth: Dialect = {
  id: 'node-auth',
  title: 'node-auth API',
  description,
  mounts: [
    { prefix: nodeAuthPrefix, tables },
    { prefix: '/auth', tables: [nodeAuthSms] },
  ],
  wire: {
    refusal: { name: 'Refusal', type: 'application/json', schema: refusal },
    named,
    own: ownOf,
    schemes: {
      bearer,
      cookie: cookie('accessToken', 'Over https with __Host- before it.'),
      csrf: csrf('X-CSRF-Token', 'csrf-token'),
    },
    proof,
    headers: {
      ClientId: clientId,
      AuthStrategy: header('X-Auth-Strategy', '`bearer`: tokens in the body instead of cookies.'),
    },
  },
}
