import { now } from '@/lib/core/clock'
import { AppError, type ErrorCode } from '@/lib/core/errors'
import type { Render } from '@/lib/http/problem'
import { refusalIn, words } from '@/lib/i18n'

/** The words of contracts/nauth.md §2 and §14 for every refusal there is. */
type Data = Record<string, unknown>
type Named = { status: number; code: string; details?: (data: Data) => Data }
const named = (status: number, code: string, details?: Named['details']): Named => ({ status, code, ...(details && { details }) })

const pick =
  (...names: string[]) =>
  (data: Data): Data =>
    Object.fromEntries(names.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])))
const field = (name: string) => () => ({ field: name })
const reason = (text: string) => () => ({ reason: text })
const attempts = ({ attemptsLeft }: Data): Data => (attemptsLeft === undefined ? {} : { attemptsRemaining: attemptsLeft })

type Problem = { path: string; message: string }
/** `field` names the first one; all of them are in `errors`. */
function invalid({ problems, allowed }: Data): Data {
  const list = (problems ?? []) as Problem[]
  const bare = list.map(({ path, message }) => ({ field: path.replace(/^query\./, ''), message }))
  return {
    ...(bare[0] && { field: bare[0].field }),
    ...(allowed !== undefined && { allowed }),
    errors: bare.map(({ field: at, message }) => (at ? `${at}: ${message}` : message)),
  }
}

/** Five are all there are; what is said of them does not depend on settings. */
const spentTries = () => ({ maxAttempts: 5, currentAttempts: 5 })
const locked = ({ retryAfter }: Data): Data => {
  if (typeof retryAfter !== 'number') return { ...spentTries(), factorDisabled: true }
  return { retryAfter, lockedUntil: new Date(now() + retryAfter * 1000).toISOString() }
}
const weak = (data: Data, message: string): Data => ({ errors: [message], ...pick('reason')(data) })

const invalidField = named(400, 'VALIDATION_FAILED', invalid)
const forbidden = (why: string) => named(403, 'FORBIDDEN', reason(why))
const settings = named(400, 'VALIDATION_FAILED', pick('problems', 'channel'))
const notHere = named(404, 'RESOURCE_NOT_FOUND')
const wrongCode = named(400, 'VERIFY_CODE_INVALID', attempts)

const table = {
  'request.invalid': invalidField,
  'request.malformed': named(400, 'VALIDATION_FAILED'),
  'request.too_large': named(413, 'VALIDATION_FAILED'),
  'request.unsupported_media_type': named(415, 'VALIDATION_FAILED'),
  'request.method_not_allowed': named(405, 'VALIDATION_FAILED'),
  'request.rate_limited': named(429, 'RATE_LIMIT_LOGIN', pick('retryAfter')),
  'entity.not_found': notHere,
  'entity.conflict': named(400, 'VALIDATION_FAILED', pick('field')),
  'auth.unauthorized': named(401, 'AUTH_TOKEN_INVALID'),
  'auth.forbidden': named(403, 'FORBIDDEN', pick('reason')),
  'auth.origin_rejected': forbidden('origin_not_allowed'),
  'token.missing': named(401, 'AUTH_TOKEN_INVALID'),
  'token.invalid': named(401, 'AUTH_TOKEN_INVALID'),
  'token.expired': named(401, 'AUTH_TOKEN_EXPIRED'),
  'token.reused': named(401, 'AUTH_TOKEN_REUSE_DETECTED'),
  'token.session_ended': named(401, 'AUTH_SESSION_NOT_FOUND'),
  'token.session_expired': named(401, 'AUTH_SESSION_EXPIRED'),
  'token.cookie_refused': named(401, 'AUTH_COOKIES_NOT_ALLOWED'),
  'token.bearer_refused': named(401, 'AUTH_BEARER_NOT_ALLOWED'),
  'token.csrf_missing': named(403, 'AUTH_CSRF_TOKEN_MISSING'),
  'token.csrf_invalid': named(403, 'AUTH_CSRF_TOKEN_INVALID'),
  'wire.refused': named(400, 'VALIDATION_FAILED'),
  'action.closed': named(403, 'FORBIDDEN'),
  'action.method_not_permitted': named(400, 'VALIDATION_FAILED'),
  'action.not_configured': named(400, 'VALIDATION_FAILED'),
  'action.conflict': named(400, 'VALIDATION_FAILED'),
  'action.illegal_move': named(400, 'VALIDATION_FAILED'),
  'action.scope_missing': named(403, 'FORBIDDEN'),
  'authenticator.not_found': named(400, 'VALIDATION_FAILED'),
  'authenticator.disabled': named(400, 'VALIDATION_FAILED'),
  'authenticator.exists': named(400, 'VALIDATION_FAILED'),
  'server.unexpected': named(500, 'INTERNAL_ERROR'),
  'server.unavailable': named(503, 'SERVICE_UNAVAILABLE', pick('retryAfter')),

  'session.interaction_not_found': named(400, 'CHALLENGE_INVALID'),
  'session.not_found': named(400, 'CHALLENGE_EXPIRED'),
  'interaction.over': named(400, 'CHALLENGE_ALREADY_COMPLETED'),
  'interaction.stale': named(400, 'CHALLENGE_ALREADY_COMPLETED'),
  'interaction.wrong_step': named(400, 'CHALLENGE_TYPE_MISMATCH', pick('expected', 'received')),
  'session.identifier_not_found': named(401, 'AUTH_INVALID_CREDENTIALS'),
  'session.invalid_credentials': named(401, 'AUTH_INVALID_CREDENTIALS'),
  'session.verification_blocked_too_many_attempts': named(400, 'VERIFY_TOO_MANY_ATTEMPTS', locked),
  'session.verification_session_not_found': named(400, 'VERIFY_CODE_EXPIRED'),
  'session.not_supported_for_forgot_password': named(400, 'PASSWORD_CHANGE_NOT_ALLOWED'),
  'session.sign_up_disabled': named(403, 'SIGNUP_DISABLED'),

  'session.mfa.require_mfa_verification': named(400, 'CHALLENGE_TYPE_MISMATCH'),
  'session.mfa.mfa_factor_not_enabled': named(400, 'VALIDATION_FAILED', field('method')),
  'session.mfa.backup_code_can_not_be_alone': named(400, 'VALIDATION_FAILED', field('method')),
  'session.mfa.mfa_policy_not_user_controlled': named(400, 'MFA_SETUP_REQUIRED'),
  'session.mfa.invalid_totp_code': wrongCode,
  'session.mfa.invalid_backup_code': wrongCode,
  'session.mfa.webauthn_verification_failed': wrongCode,
  'session.mfa.webauthn_verification_not_found': named(400, 'VERIFY_CODE_EXPIRED'),
  'session.mfa.suggest_additional_mfa': named(400, 'MFA_SETUP_REQUIRED'),
  'session.mfa.backup_code_required': named(400, 'MFA_SETUP_REQUIRED'),
  'session.mfa.pending_info_not_found': named(400, 'VERIFY_CODE_EXPIRED'),
  'session.mfa.distinct_channel_required': named(403, 'AUTH_ACCOUNT_LOCKED', (d) => ({
    lockReason: 'reset_cooling_off',
    ...pick('lockedUntil')(d),
    isPermanent: false,
  })),
  'session.mfa.all_factors_disabled': named(403, 'AUTH_ACCOUNT_LOCKED', () => ({
    lockReason: 'mfa_disabled',
    isPermanent: true,
  })),
  'session.mfa.last_factor_required': forbidden('last_factor_required'),
  'session.mfa.factor_locked': named(400, 'VERIFY_TOO_MANY_ATTEMPTS', locked),
  'session.mfa.fresh_proof_required': named(403, 'MFA_STEP_UP_REQUIRED', pick('session', 'availableMethods', 'preferredMethod')),

  'verification_code.code_mismatch': wrongCode,
  'verification_code.exceed_max_try': named(400, 'CHALLENGE_MAX_ATTEMPTS', spentTries),
  'verification_code.expired': named(400, 'VERIFY_CODE_EXPIRED'),
  'verification_code.not_found': named(400, 'VERIFY_CODE_EXPIRED'),
  'verification_code.phone_mismatch': named(400, 'VALIDATION_INVALID_PHONE'),
  'verification_code.email_mismatch': named(400, 'VALIDATION_INVALID_EMAIL'),
  'verification_code.phone_email_empty': named(400, 'VALIDATION_FAILED'),

  'connector.rate_limit_exceeded': named(429, 'RATE_LIMIT_RESEND', ({ retryAfter, scope, limit }) => ({
    retryAfter,
    ...(scope === 'challenge' ? { resendDelay: retryAfter } : { currentCount: limit, maxAttempts: limit }),
  })),
  'connector.not_found': named(503, 'SERVICE_UNAVAILABLE'),
  'connector.general': named(503, 'SERVICE_UNAVAILABLE'),
  'connector.destination_blocked': named(400, 'VALIDATION_INVALID_PHONE', reason('country_not_allowed')),
  'connector.recipient_rejected': named(400, 'VALIDATION_INVALID_PHONE', reason('recipient_rejected')),
  'connector.in_use': settings,
  'connector.secret_reentry_required': settings,
  'connector.invalid_config': settings,

  'account_center.field_not_editable': named(403, 'FORBIDDEN', (d) => ({ reason: 'field_not_editable', ...pick('field')(d) })),
  'user.suspended': named(403, 'AUTH_ACCOUNT_INACTIVE'),
  'user.missing_profile': named(400, 'SIGNUP_PHONE_REQUIRED'),
  'user.suggest_mfa': named(400, 'MFA_SETUP_REQUIRED'),
  'user.passkey_preferred': named(400, 'MFA_SETUP_REQUIRED'),
  'user.missing_mfa': named(400, 'MFA_SETUP_REQUIRED'),
  'user.phone_already_in_use': named(409, 'SIGNUP_PHONE_EXISTS'),
  'user.email_already_in_use': named(409, 'SIGNUP_EMAIL_EXISTS'),
  'user.username_already_in_use': named(409, 'SIGNUP_USERNAME_EXISTS'),
  'user.factor_limit_reached': named(409, 'SIGNUP_PHONE_EXISTS'),
  'user.totp_already_in_use': named(400, 'VALIDATION_FAILED', field('methodName')),
  'user.backup_code_already_in_use': named(400, 'VALIDATION_FAILED', field('methodName')),
  'user.totp_secret_invalid': named(400, 'VALIDATION_FAILED', field('secret')),
  'user.factor_already_bound': named(400, 'VALIDATION_FAILED', field('methodName')),
  'user.new_password_required_in_profile': named(400, 'CHALLENGE_TYPE_MISMATCH'),
  'password.rejected': named(400, 'SIGNUP_WEAK_PASSWORD'),
  'identifier.invalid': named(400, 'VALIDATION_FAILED', ({ kind }) => ({ field: kind })),

  'template.invalid': settings,
  'sign_in_experiences.duplicated_sign_up_identifiers': settings,
  'sign_in_experiences.missing_sign_up_identifiers': settings,
  'sign_in_experiences.username_requires_password': settings,
  'sign_in_experiences.passwordless_requires_verify': settings,
  'sign_in_experiences.at_least_one_authentication_factor': settings,
  'sign_in_experiences.code_sign_in_must_be_enabled': settings,
  'sign_in_experiences.miss_sign_up_identifier_in_sign_in': settings,
  'sign_in_experiences.enabled_connector_not_found': settings,
  'sign_in_experiences.forgot_password_method_requires_connector': settings,
  'sign_in_experiences.email_verification_code_cannot_be_used_for_sign_in': settings,
  'sign_in_experiences.phone_verification_code_cannot_be_used_for_sign_in': settings,
  'sign_in_experiences.email_verification_code_cannot_be_used_for_mfa': settings,
  'sign_in_experiences.phone_verification_code_cannot_be_used_for_mfa': settings,
  'sign_in_experiences.duplicated_mfa_factors': settings,
  'sign_in_experiences.backup_code_cannot_be_enabled_alone': settings,
  'sign_in_experiences.mandatory_mfa_requires_factor': settings,
  'sign_in_experiences.adaptive_mfa_requires_mfa': settings,
  'sign_in_experiences.adaptive_mfa_requires_non_skippable_policy': settings,
  'sign_in_experiences.non_adaptive_mfa_requires_skippable_policy': settings,
  'sign_in_experiences.would_drop_enrolled_users': settings,
  'application.mfa_override_weaker': settings,
  'application.redirect_uri_invalid': settings,
} satisfies Record<ErrorCode, Named>

/** The same refusal has another name where passwords are guessed or reset. */
const elsewhere: [RegExp, Partial<Record<ErrorCode, Named>>][] = [
  [/\/login$/, { 'session.verification_blocked_too_many_attempts': named(429, 'RATE_LIMIT_LOGIN', pick('retryAfter')) }],
  [
    /-password(\/confirm)?$/,
    {
      'connector.rate_limit_exceeded': named(429, 'RATE_LIMIT_PASSWORD_RESET', pick('retryAfter')),
      'session.verification_blocked_too_many_attempts': named(429, 'RATE_LIMIT_PASSWORD_RESET', pick('retryAfter')),
      'session.invalid_credentials': named(400, 'PASSWORD_INCORRECT'),
    },
  ],
  [
    /-password\/confirm$/,
    {
      'verification_code.code_mismatch': named(400, 'PASSWORD_RESET_CODE_INVALID', attempts),
      'verification_code.expired': named(400, 'PASSWORD_RESET_CODE_EXPIRED'),
      'verification_code.not_found': named(400, 'PASSWORD_RESET_CODE_EXPIRED'),
      'verification_code.exceed_max_try': named(400, 'PASSWORD_RESET_MAX_ATTEMPTS'),
    },
  ],
  [/\/verify-setup$/, { 'verification_code.exceed_max_try': named(400, 'VERIFY_TOO_MANY_ATTEMPTS', spentTries) }],
]

const localOf = (code: ErrorCode, path: string): Named | undefined =>
  elsewhere.find(([where, names]) => where.test(path) && names[code])?.[1][code]

function nameOf(error: AppError, path: string): Named {
  const { code, data } = error
  if (code === 'password.rejected' && data.reason === 'same') return named(400, 'PASSWORD_REUSED')
  if (code === 'identifier.invalid' && data.kind === 'phone') return named(400, 'VALIDATION_INVALID_PHONE')
  if (code === 'identifier.invalid' && data.kind === 'email') return named(400, 'VALIDATION_INVALID_EMAIL')
  const local = localOf(code, path)
  if (local) return local
  if (code === 'connector.rate_limit_exceeded' && data.scope !== 'challenge')
    return { ...table[code], code: data.kind === 'email' ? 'RATE_LIMIT_EMAIL' : 'RATE_LIMIT_SMS' }
  return table[code]
}

/** The body of every refusal: contracts/nauth.md §2. */
export const nauthRefusal: Render = (error, ctx, request) => {
  const path = new URL(request.url).pathname
  const { status, code, details: shape } = nameOf(error, path)
  const message = refusalIn(words(ctx.languages).refusals, error.code, error.data)
  const details = code === 'SIGNUP_WEAK_PASSWORD' ? weak(error.data, message) : (shape?.(error.data) ?? {})
  const wait = details.retryAfter ?? error.data.retryAfter
  return {
    status,
    body: {
      statusCode: status,
      code,
      error: code,
      message,
      ...(Object.keys(details).length && { details }),
      timestamp: new Date(ctx.now()).toISOString(),
      path,
    },
    ...(typeof wait === 'number' && { headers: { 'Retry-After': String(wait) } }),
  }
}

/** A refusal by its name on this wire, for documents. */
export const onTheWire = (code: ErrorCode, path = ''): Pick<Named, 'status' | 'code'> => localOf(code, path) ?? table[code]

/** What a field is refused with. @throws request.invalid */
export function refuseField(path: string, message: string, allowed?: string[]): never {
  throw new AppError('request.invalid', { problems: [{ path, message }], ...(allowed && { allowed }) })
}
