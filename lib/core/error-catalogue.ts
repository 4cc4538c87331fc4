import { z } from 'zod'
import { type Definition, def } from './error-definition'
import { stepUpErrors } from './error-step-up'

export type { Definition } from './error-definition'

const wait = z.object({ retryAfter: z.number().int().min(1), retryAt: z.string().optional() })
const attempts = z.object({ attemptsLeft: z.number().int(), resendAvailableAt: z.string().optional() })
const resend = z.object({ resendAvailableAt: z.string().optional() })
const problems = z.object({ problems: z.array(z.object({ path: z.string(), message: z.string() })) })
const limit = z.object({ limit: z.number() })
const channel = z.object({ channel: z.string(), factor: z.string().optional() })

/** "2 min 14 s": a wait in words. @param seconds whole seconds */
export function spoken(seconds: number): string {
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`, (seconds % 60 || seconds === 0) && `${seconds % 60} s`]
  return parts.filter(Boolean).slice(0, 2).join(' ')
}

const tries = (n: number) => (n === 1 ? '1 try left.' : `${n} tries left.`)

/**
 * Every refusal there is. Codes follow contracts/logto.md §1 and §6; dialects rename them, pages draw them.
 * A line here is the only place where a status or a text stands.
 */
export const catalogue = {
  'request.invalid': def(400, "That request isn't complete.", problems.extend({ allowed: z.array(z.string()).optional() })),
  'request.malformed': def(400, "The request body couldn't be read."),
  'request.too_large': def(413, 'The request is too large.'),
  'request.unsupported_media_type': def(415, 'Send JSON.'),
  'request.method_not_allowed': def(405, "This address doesn't answer that method."),
  'request.rate_limited': def(429, (d) => `Too many requests. Try again in ${spoken(d.retryAfter)}.`, wait),
  'entity.not_found': def(404, "There's nothing here."),
  'entity.conflict': def(409, 'That already exists.', z.object({ field: z.string().optional() })),
  'auth.unauthorized': def(401, 'Sign in first.'),
  'auth.forbidden': def(403, "You can't do that.", z.object({ reason: z.string().optional() })),
  'auth.origin_rejected': def(403, 'This request came from another site. Open the page again and retry.'),
  'token.missing': def(401, 'No token was sent.'),
  'token.invalid': def(401, "That token isn't valid."),
  'token.expired': def(401, 'That token has expired.'),
  'token.reused': def(401, 'That refresh token was used before. The session has ended.'),
  'token.session_ended': def(401, 'The session has ended.'),
  'token.session_expired': def(401, 'The session has expired.'),
  'token.cookie_refused': def(401, 'Send the token in the Authorization header.'),
  'token.bearer_refused': def(401, 'Send the token in its cookie.'),
  'token.csrf_missing': def(403, 'The CSRF token is missing.'),
  'token.csrf_invalid': def(403, "The CSRF token isn't valid."),
  ...stepUpErrors,
  'wire.refused': def(400, 'That is not possible here.', z.looseObject({ name: z.string() })),

  'server.unexpected': def(500, 'Something went wrong on our side. Try again.'),
  'server.unavailable': def(503, 'We are busy right now. Try again in a moment.', wait),

  'session.interaction_not_found': def(404, 'Your sign-in timed out. Start again.'),
  'session.not_found': def(400, "Your sign-in timed out. Nothing was lost. Start again and we'll keep your details."),
  'interaction.wrong_step': def(409, 'That step is already behind you.', z.looseObject({})),
  'interaction.over': def(409, 'That step is over.'),
  'interaction.stale': def(409, 'This moved on in another tab.'),
  'session.identifier_not_found': def(404, 'Sign in first.'),
  'session.invalid_credentials': def(422, 'Wrong email or password.'),
  'session.verification_blocked_too_many_attempts': def(
    429,
    (d) => `Too many attempts. Try again in ${spoken(d.retryAfter)}, or reset your password.`,
    wait,
  ),
  'session.verification_session_not_found': def(404, "There's nothing to confirm right now. Send a code first."),
  'session.not_supported_for_forgot_password': def(400, "This isn't available while resetting a password."),
  'session.sign_up_disabled': def(422, "New accounts can't be created here."),

  'session.mfa.require_mfa_verification': def(403, "One more step. Confirm it's you.", z.looseObject({})),
  'session.mfa.mfa_factor_not_enabled': def(
    400,
    (d) => notEnabled(d),
    z.object({
      factor: z.string(),
      title: z.string().optional(),
      reason: z.enum(['not_bound', 'disabled_by_policy', 'locked', 'no_connector']),
      canBind: z.boolean(),
    }),
  ),
  'session.mfa.backup_code_can_not_be_alone': def(422, 'Set up another method before backup codes.'),
  'session.mfa.mfa_policy_not_user_controlled': def(422, "This step can't be skipped."),
  'session.mfa.invalid_totp_code': def(
    400,
    (d) =>
      `That code isn't right. Authenticator codes change every 30 seconds. If it keeps failing, check that your phone sets its time automatically. ${tries(d.attemptsLeft)}`,
    attempts,
  ),
  'session.mfa.invalid_backup_code': def(
    400,
    (d) => `That backup code doesn't match or was already used. ${tries(d.attemptsLeft)}`,
    attempts,
  ),
  'session.mfa.webauthn_verification_failed': def(
    400,
    "We couldn't use that passkey. Try again, or choose another way.",
    attempts.partial(),
  ),
  'session.mfa.webauthn_verification_not_found': def(400, 'The passkey request has ended. Try again.'),
  'session.mfa.suggest_additional_mfa': def(
    422,
    'Two-step verification is on. You can add a second method as a spare.',
    z.looseObject({}),
  ),
  'session.mfa.backup_code_required': def(422, 'Save your backup codes to finish.'),
  'session.mfa.pending_info_not_found': def(400, 'Start setting up this method again.'),
  'session.mfa.distinct_channel_required': def(
    422,
    "Use another way to verify. This phone or mailbox was already used to reset the password, so it can't confirm this sign-in.",
    z.object({ lockedUntil: z.string().optional() }),
  ),
  'session.mfa.last_factor_required': def(422, 'You need at least one way to verify. Add another before removing this one.'),
  'session.mfa.factor_locked': def(
    423,
    (d) =>
      d.retryAfter
        ? `This method is paused after too many tries. Try again in ${spoken(d.retryAfter)}, or choose another way.`
        : 'This method is switched off after too many tries. Choose another way, or ask for help.',
    z.object({ retryAfter: z.number().int().optional() }),
  ),
  'session.mfa.all_factors_disabled': def(423, 'Every method of this account is switched off. Ask for help to get back in.'),
  'session.mfa.fresh_proof_required': def(
    403,
    "Confirm it's you. Then you can change this.",
    z.looseObject({ factors: z.array(z.string()).optional() }),
  ),

  'verification_code.code_mismatch': def(
    400,
    (d) => `That code isn't right. Check the newest message and try again. ${tries(d.attemptsLeft)}`,
    attempts,
  ),
  'verification_code.exceed_max_try': def(400, 'Too many wrong codes. To protect your account we cancelled this code.', resend),
  'verification_code.expired': def(
    400,
    (d) => `That code has expired. Codes work for ${d.minutes === 1 ? '1 minute' : `${d.minutes ?? 5} minutes`}.`,
    z.object({ expiredAt: z.string(), resendAvailableAt: z.string().optional(), minutes: z.number().optional() }),
  ),
  'verification_code.not_found': def(400, "There's no code waiting. Send one to continue.", resend),
  'verification_code.phone_mismatch': def(400, 'That code was sent to a different number.'),
  'verification_code.email_mismatch': def(400, 'That code was sent to a different address.'),
  'verification_code.phone_email_empty': def(400, 'Enter a phone number or an email address.'),

  'connector.rate_limit_exceeded': def(
    429,
    (d) => `You've asked for several codes. You can request another in ${spoken(d.retryAfter)}.`,
    wait.extend({
      scope: z.enum(['recipient', 'challenge', 'user', 'ip', 'prefix', 'country', 'spend', 'provider']),
      kind: z.enum(['email', 'phone']).optional(),
      limit: z.number().optional(),
    }),
  ),
  'connector.not_found': def(501, 'No message service is set up for this.'),
  'connector.general': def(502, "We couldn't send the message. This is on our side. Try again, or choose another way."),
  'connector.destination_blocked': def(422, "We can't send messages to this country. Choose another way to verify."),
  'connector.recipient_rejected': def(422, "This number or address can't receive our messages. Try another one."),
  'connector.in_use': def(
    409,
    'This connector is still needed.',
    z.object({ channel: z.string(), usedBy: z.array(z.string()), activeFactors: z.number() }),
  ),
  'connector.secret_reentry_required': def(
    422,
    'Enter the secret again after changing the destination.',
    z.object({ fields: z.array(z.string()) }),
  ),
  'connector.invalid_config': def(400, "The connector settings aren't usable.", problems),

  'account_center.field_not_editable': def(400, "This can't be changed here.", z.object({ field: z.string() })),
  'user.suspended': def(401, 'This account is suspended. Ask for help to get back in.'),
  'user.missing_profile': def(422, 'A few details are missing.', z.object({ missingProfile: z.array(z.string()) })),
  'user.suggest_mfa': def(422, 'Turn on two-step verification?', z.looseObject({})),
  'user.passkey_preferred': def(422, 'Create a passkey to sign in faster.', z.looseObject({})),
  'user.missing_mfa': def(422, 'Set up two-step verification to continue.', z.looseObject({})),
  'user.phone_already_in_use': def(422, 'That phone number is already used by another account.'),
  'user.email_already_in_use': def(422, 'That email address is already used by another account.'),
  'user.username_already_in_use': def(422, 'That username is taken. Try another.'),
  'user.factor_limit_reached': def(422, "You've reached the limit for this method.", limit),
  'user.totp_already_in_use': def(422, 'You already have the most authenticator apps allowed.', limit.partial()),
  'user.backup_code_already_in_use': def(422, 'You already have backup codes. Replace them instead.', limit.partial()),
  'user.totp_secret_invalid': def(400, "The server's secret must be used."),
  'user.factor_already_bound': def(422, 'That one is already set up.'),
  'user.new_password_required_in_profile': def(422, 'Choose a new password.'),
  'password.rejected': def(
    422,
    (d) => passwordProblem(d.reason),
    z.object({ reason: z.enum(['too_short', 'too_long', 'common', 'personal', 'same']) }),
  ),
  'identifier.invalid': def(
    400,
    (d) =>
      d.kind === 'phone'
        ? 'Enter a full phone number. Include the area code.'
        : `That doesn't look like ${identifierWords[d.kind]}.`,
    z.object({ kind: z.enum(['email', 'phone', 'username', 'any']) }),
  ),

  'template.invalid': def(
    422,
    "This text can't be saved yet.",
    z.object({ problems: z.array(z.object({ rule: z.string(), at: z.string(), message: z.string().optional() })) }),
  ),

  'sign_in_experiences.duplicated_sign_up_identifiers': def(400, 'An identifier is listed twice.'),
  'sign_in_experiences.missing_sign_up_identifiers': def(400, 'Choose a first sign-up identifier before a second one.'),
  'sign_in_experiences.username_requires_password': def(400, 'Sign-up by username needs a password.'),
  'sign_in_experiences.passwordless_requires_verify': def(400, 'Addresses used to sign up must be verified.'),
  'sign_in_experiences.at_least_one_authentication_factor': def(400, 'Each sign-in method needs at least one way in.'),
  'sign_in_experiences.code_sign_in_must_be_enabled': def(400, 'Without a password at sign-up, sign-in by code must be on.'),
  'sign_in_experiences.miss_sign_up_identifier_in_sign_in': def(
    400,
    'People could sign up this way but never sign in again. Add it to the sign-in methods.',
  ),
  'sign_in_experiences.enabled_connector_not_found': def(400, (d) => `Connect a service for ${d.channel} first.`, channel),
  'sign_in_experiences.forgot_password_method_requires_connector': def(
    400,
    (d) => `Password reset needs a connected service for ${d.method}.`,
    z.object({ method: z.string() }),
  ),
  'sign_in_experiences.email_verification_code_cannot_be_used_for_sign_in': def(
    400,
    "An email code is already a second step, so it can't be a first step too.",
  ),
  'sign_in_experiences.phone_verification_code_cannot_be_used_for_sign_in': def(
    400,
    "A phone code is already a second step, so it can't be a first step too.",
  ),
  'sign_in_experiences.email_verification_code_cannot_be_used_for_mfa': def(
    400,
    "An email code already signs people in, so it can't be the second step too.",
  ),
  'sign_in_experiences.phone_verification_code_cannot_be_used_for_mfa': def(
    400,
    "A phone code already signs people in, so it can't be the second step too.",
  ),
  'sign_in_experiences.duplicated_mfa_factors': def(400, 'A factor is listed twice.'),
  'sign_in_experiences.backup_code_cannot_be_enabled_alone': def(400, "Backup codes can't be the only factor."),
  'sign_in_experiences.mandatory_mfa_requires_factor': def(
    400,
    ({ applications: names }) =>
      names?.length
        ? `${names.join(', ')} would have no factor left. Change what ${names.length > 1 ? 'they take' : 'it takes'} first.`
        : 'A required second step needs at least one factor.',
    z.object({ applications: z.array(z.string()).optional() }),
  ),
  'sign_in_experiences.adaptive_mfa_requires_mfa': def(422, 'Risk-based verification needs at least one factor.'),
  'sign_in_experiences.adaptive_mfa_requires_non_skippable_policy': def(
    422,
    'Risk-based verification needs one of the required policies.',
  ),
  'sign_in_experiences.non_adaptive_mfa_requires_skippable_policy': def(
    422,
    'This policy works only with risk-based verification.',
  ),
  'sign_in_experiences.would_drop_enrolled_users': def(
    409,
    (d) => `${d.users} people would be left without a working second step. Confirm to save anyway.`,
    z.object({ users: z.number() }),
  ),
  'application.mfa_override_weaker': def(400, "An application can be stricter than the tenant's policy, not weaker."),
  'application.redirect_uri_invalid': def(400, "A redirect address isn't usable.", problems),
} satisfies Record<string, Definition>

const identifierWords = {
  email: 'an email address',
  phone: 'a phone number',
  username: 'a username',
  any: 'an email or phone number',
}

function notEnabled(d: { title?: string | undefined; reason: string; canBind: boolean }): string {
  if (d.reason === 'disabled_by_policy') return `${d.title ?? 'Such'} codes are switched off here. Choose another way to verify.`
  if (d.reason === 'not_bound' && d.canBind) return "Add a phone number first. We'll text you a code to confirm it."
  return `${d.title ?? 'This method'} isn't set up for this account. Choose another way to verify.`
}

function passwordProblem(reason: 'too_short' | 'too_long' | 'common' | 'personal' | 'same'): string {
  return {
    too_short: 'That password is too short. Use at least 8 characters.',
    too_long: 'That password is too long. Use at most 128 characters.',
    common: 'That password is too easy to guess. It is on a list of common ones.',
    personal: 'That password is too easy to guess. It contains your own details.',
    same: 'That is the password you already have. Choose a new one.',
  }[reason]
}
