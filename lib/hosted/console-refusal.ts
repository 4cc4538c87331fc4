import type { Ctx } from '@/lib/core/ctx'
import type { ErrorCode } from '@/lib/core/errors'
import { asRefusal } from '@/lib/http/problem'
import type { FormState } from './console-state'

type Where = (data: Record<string, unknown>) => string

const factorControl: Where = ({ factor, channel }) =>
  typeof factor === 'string' ? `factor.${factor}` : channel === 'email' ? 'method.email.verificationCode' : 'signUp.identifier'

/** Which control a refused setting concerns (contracts/logto.md §1 wants the row beside it). */
const controls: Partial<Record<ErrorCode, string | Where>> = {
  'sign_in_experiences.duplicated_sign_up_identifiers': 'signUp.secondary',
  'sign_in_experiences.missing_sign_up_identifiers': 'signUp.identifier',
  'sign_in_experiences.username_requires_password': 'signUp.password',
  'sign_in_experiences.passwordless_requires_verify': 'signUp.verify',
  'sign_in_experiences.at_least_one_authentication_factor': 'methods',
  'sign_in_experiences.code_sign_in_must_be_enabled': 'methods',
  'sign_in_experiences.miss_sign_up_identifier_in_sign_in': 'methods',
  'sign_in_experiences.enabled_connector_not_found': factorControl,
  'sign_in_experiences.forgot_password_method_requires_connector': ({ method }) =>
    method === 'email' ? 'forgot.EmailVerificationCode' : 'forgot.PhoneVerificationCode',
  'sign_in_experiences.email_verification_code_cannot_be_used_for_sign_in': 'method.email.verificationCode',
  'sign_in_experiences.phone_verification_code_cannot_be_used_for_sign_in': 'method.phone.verificationCode',
  'sign_in_experiences.email_verification_code_cannot_be_used_for_mfa': 'factor.EmailVerificationCode',
  'sign_in_experiences.phone_verification_code_cannot_be_used_for_mfa': 'factor.PhoneVerificationCode',
  'sign_in_experiences.duplicated_mfa_factors': 'factors',
  'sign_in_experiences.backup_code_cannot_be_enabled_alone': 'factors',
  'sign_in_experiences.mandatory_mfa_requires_factor': 'policy',
  'sign_in_experiences.adaptive_mfa_requires_mfa': 'factors',
  'sign_in_experiences.adaptive_mfa_requires_non_skippable_policy': 'policy',
  'sign_in_experiences.non_adaptive_mfa_requires_skippable_policy': 'policy',
  'sign_in_experiences.would_drop_enrolled_users': 'factors',
  'application.mfa_override_weaker': 'policy',
  'password.rejected': 'password',
  'identifier.invalid': ({ kind }) => String(kind),
  'user.email_already_in_use': 'email',
  'user.phone_already_in_use': 'phone',
  'user.username_already_in_use': 'username',
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const plainer: [RegExp, string][] = [
  [/^Too small: expected string to have >=1 char.*/, 'Fill this in.'],
  [/^Too (?:big|small): expected \w+ to (?:be|have) <=\s?(\d+).*/, 'At most $1.'],
  [/^Too (?:big|small): expected \w+ to (?:be|have) >=\s?(\d+).*/, 'At least $1.'],
  [/^Invalid input: expected \w+, received (?:undefined|null)$/, 'Fill this in.'],
  [/^Invalid option: expected one of .*/, 'Choose one of these.'],
  [/^Invalid URL$/, 'Enter an address like https://example.com.'],
]

/** The schema library's words about a value, as one would say them to a person. */
export function plain(message: string): string {
  const [pattern, words] = plainer.find(([known]) => known.test(message)) ?? []
  return pattern && words ? message.replace(pattern, words) : message
}

/** `problems` of request.invalid, template.invalid and their like, by the path each names. */
function problemsOf(data: Record<string, unknown>): [string, string][] {
  const list = Array.isArray(data.problems) ? data.problems : []
  return list.filter(isRecord).flatMap((problem): [string, string][] => {
    const path = problem.path ?? problem.at
    const message = problem.message ?? problem.rule
    return typeof path === 'string' && typeof message === 'string' ? [[path, plain(message)]] : []
  })
}

/** Names of secrets that are wanted again after a destination changed. */
function wanted({ fields }: Record<string, unknown>, message: string): [string, string][] {
  return Array.isArray(fields) ? fields.map((name): [string, string] => [String(name), message]) : []
}

/**
 * A refusal as a form draws it: an alert, and the sentence beside the control it concerns.
 * @param rename from the path of a problem to the name of the control that shows it
 */
export function refusalState(error: unknown, ctx: Ctx, rename: (path: string) => string = (path) => path): FormState {
  const { code, message, data } = asRefusal(error, ctx)
  const where = controls[code]
  const control = typeof where === 'function' ? where(data) : where
  const named = [...problemsOf(data).map(([path, text]): [string, string] => [rename(path), text]), ...wanted(data, message)]
  // the first problem of a control is the one to solve first
  const fields = Object.fromEntries([...(control ? [[control, message]] : []), ...named].reverse())
  const users = code === 'sign_in_experiences.would_drop_enrolled_users' ? Number(data.users) : 0
  return {
    ok: false,
    code,
    message: code === 'connector.in_use' ? inUse(message, data) : message,
    reference: ctx.requestId,
    fields,
    ...(users > 0 && {
      confirm: {
        name: 'acknowledge',
        value: 'would_drop_enrolled_users',
        label: `Save anyway. ${users} ${users === 1 ? 'person' : 'people'} will set up a new second step after their password alone.`,
      },
    }),
  }
}

function inUse(message: string, { usedBy, activeFactors }: Record<string, unknown>): string {
  const uses = Array.isArray(usedBy) ? usedBy.map(String) : []
  const people = Number(activeFactors) || 0
  const parts = [...uses, ...(people ? [`${people} active ${people === 1 ? 'factor' : 'factors'}`] : [])]
  return parts.length ? `${message} Used by: ${parts.join(', ')}.` : message
}
