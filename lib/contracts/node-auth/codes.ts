/** Status of a code, and its words where the contract prints them. `proof`: 401, or 400 towards pages; `same`: the catalogue's own. */
type Code = { status: number | 'proof' | 'same'; text?: string }
const is = (status: Code['status'], text?: string): Code => ({ status, ...(text !== undefined && { text }) })

/** Every code of contracts/node-auth.md. */
const table = {
  VALIDATION_FAILED: is('same'),
  NOT_FOUND: is(404),
  FORBIDDEN: is(403),
  RATE_LIMITED: is(429),
  TOO_MANY_ATTEMPTS: is(429),
  SERVER_ERROR: is(500),
  SERVICE_UNAVAILABLE: is(503),
  // §2
  NO_ACCESS_TOKEN: is(403, 'No access token provided'),
  INVALID_ACCESS_TOKEN: is(403, 'Invalid or expired access token'),
  /** the same name for a tempToken at `/2fa/*`, where it is a proof */
  WRONG_TEMP_TOKEN: is('proof', 'Invalid or expired temporary token'),
  SESSION_REVOKED: is(401, 'The session has ended'),
  CSRF_INVALID: is(403, 'Invalid CSRF token'),
  NO_REFRESH_TOKEN: is(401, 'No refresh token provided'),
  INVALID_REFRESH_TOKEN: is(401, 'Invalid or expired refresh token'),
  // §4
  SMS_NOT_CONFIGURED: is(500, 'SMS is not configured'),
  INVALID_MODE: is(400, 'Unknown mode'),
  TEMP_TOKEN_REQUIRED: is(400, 'tempToken is required'),
  INVALID_TEMP_TOKEN: is('proof', 'Invalid or expired temporary token'),
  PHONE_NOT_SET: is(400, 'No phone number is set for this account'),
  METHOD_NOT_AVAILABLE: is(400, 'This method is not available here'),
  SMS_LOGIN_DISABLED: is(400, 'Sign-in by SMS is not enabled'),
  IDENTIFIER_REQUIRED: is(400, 'userId or email is required'),
  SMS_SEND_FAILED: is(503, 'The SMS could not be sent'),
  USER_ID_REQUIRED: is(400, 'userId is required'),
  CODE_REQUIRED: is(400, 'code is required'),
  INVALID_SMS_CODE: is('proof', 'Invalid or expired SMS code'),
  // §5
  INVALID_CREDENTIALS: is(401, 'Invalid email or password'),
  '2FA_SETUP_REQUIRED': is(403, 'Set up a second step to continue'),
  EMAIL_NOT_VERIFIED: is(403, 'Verify your email address first'),
  EMAIL_VERIFICATION_REQUIRED: is(403, 'Verify your email address first'),
  INTERACTION_REQUIRED: is(403, 'Continue on the sign-in page'),
  ACCOUNT_LOCKED: is(403),
  ACCOUNT_DISABLED: is(403),
  SIGNIN_BLOCKED: is(403),
  WEAK_PASSWORD: is(400),
  REGISTRATION_DISABLED: is(403),
  EMAIL_EXISTS: is(409),
  INVALID_PHONE: is(400),
  PHONE_EXISTS: is(409),
  SESSION_NOT_FOUND: is(404, 'There is no such session'),
  ACCOUNT_DELETION_DISABLED: is(403, 'Accounts are not deleted here'),
  // §6
  STEP_UP_REQUIRED: is(403, 'Confirm that it is you first'),
  SECRET_MISMATCH: is(400, 'The secret is not the one that was handed out'),
  INVALID_TOTP_CODE: is(400, 'Invalid code'),
  /** the same name where it proves who somebody is */
  WRONG_TOTP_CODE: is('proof', 'Invalid code'),
  NO_PENDING_SETUP: is(400, 'Begin to set it up first'),
  TOTP_NOT_SET: is(400, 'This method is not set up'),
  '2FA_REQUIRED': is(403, 'A second step is required, and this is the last one'),
  // §7
  EMAIL_NOT_CONFIGURED: is(500, 'Email is not configured'),
  EMAIL_REQUIRED: is(400, 'email is required'),
  MAGIC_LINK_DISABLED: is(400, 'Sign-in by magic link is not enabled'),
  INVALID_MAGIC_LINK: is('proof', 'Invalid magic link'),
  MAGIC_LINK_EXPIRED: is('proof', 'The magic link has expired'),
  TOKEN_MISMATCH: is('proof', 'This link belongs to another sign-in'),
  INVALID_RESET_TOKEN: is(400, 'Invalid reset link'),
  RESET_TOKEN_EXPIRED: is(400, 'The reset link has expired'),
  INVALID_CURRENT_PASSWORD: is('proof', 'The current password is not right'),
  ALREADY_VERIFIED: is(400, 'This email address is verified already'),
  TOKEN_REQUIRED: is(400, 'token is required'),
  INVALID_VERIFICATION_TOKEN: is(400, 'Invalid verification link'),
  VERIFICATION_TOKEN_EXPIRED: is(400, 'The verification link has expired'),
  PASSWORD_REQUIRED: is(403, 'Set a password first'),
  INVALID_EMAIL: is(400),
  INVALID_EMAIL_CHANGE_TOKEN: is(400, 'Invalid link'),
  EMAIL_CHANGE_TOKEN_EXPIRED: is(400, 'The link has expired'),
  // §9
  PROVIDER_NOT_CONFIGURED: is(404, 'This provider is not configured'),
  UNAUTHORIZED: is(401, 'Sign in first'),
  INVALID_LINK_TOKEN: is(400, 'Invalid link'),
  LINK_TOKEN_EXPIRED: is(400, 'The link has expired'),
} satisfies Record<string, Code>

export type CodeName = keyof typeof table
export const codes: Record<CodeName, Code> = table

const aliases: Partial<Record<CodeName, CodeName>> = {
  WRONG_TEMP_TOKEN: 'INVALID_ACCESS_TOKEN',
  WRONG_TOTP_CODE: 'INVALID_TOTP_CODE',
}
/** As it stands on the wire. */
export const spelled = (name: CodeName): CodeName => aliases[name] ?? name
