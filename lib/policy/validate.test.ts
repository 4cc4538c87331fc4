import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { type SignInExperience, signInExperience } from './schema'
import { type Facts, type Section, validateExperience, validateOverride } from './validate'

const facts: Facts = { channels: { sms: 2, email: 2 }, carriers: { sms: 2, email: 2 }, languages: ['en'] }
const nothing: Facts = { ...facts, channels: { sms: 0, email: 0 } }
const base = {
  signUp: { identifiers: ['email'], password: true },
  signIn: { methods: [{ identifier: 'email' }, { identifier: 'phone' }, { identifier: 'username' }] },
  allowedCountries: ['US'],
}
type Input = Record<string, unknown>
const document = (over: Input = {}): SignInExperience => signInExperience.parse({ ...base, ...over })
const every = new Set(Object.keys(document()) as Section[])

function judge(over: Input, { touched = every as ReadonlySet<Section>, given = facts } = {}) {
  try {
    return { warnings: validateExperience(document(over), touched, given).map((w) => w.code) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, status, data } = error
    return { code: code.replace('sign_in_experiences.', ''), status, data }
  }
}
const touching = (...sections: Section[]) => ({ touched: new Set(sections) })
const methods = (...rows: Input[]) => ({ signIn: { methods: rows } })
const email = 'EmailVerificationCode'
const phone = 'PhoneVerificationCode'
const backup = 'BackupCode'
const codeMethods = methods({ identifier: 'email', verificationCode: true }, { identifier: 'phone', verificationCode: true })

describe('the table of refused settings', () => {
  it.each<[string, Input, string, number]>([
    ['V1 twice', { signUp: { identifiers: ['email', 'email'] } }, 'duplicated_sign_up_identifiers', 400],
    [
      'V1 emailOrPhone beside email',
      { signUp: { identifiers: ['emailOrPhone'], secondaryIdentifiers: [{ identifier: 'email' }] } },
      'duplicated_sign_up_identifiers',
      400,
    ],
    ['V2', { signUp: { identifiers: [], secondaryIdentifiers: [{ identifier: 'email' }] } }, 'missing_sign_up_identifiers', 400],
    ['V3', { signUp: { identifiers: ['username'], password: false } }, 'username_requires_password', 400],
    ['V4', { signUp: { identifiers: ['email'], verify: false } }, 'passwordless_requires_verify', 400],
    [
      'V4 secondary',
      { signUp: { identifiers: ['username'], secondaryIdentifiers: [{ identifier: 'emailOrPhone', verify: false }] } },
      'passwordless_requires_verify',
      400,
    ],
    ['V5', methods({ identifier: 'email', password: false }), 'at_least_one_authentication_factor', 400],
    [
      'V6',
      { signUp: { identifiers: ['email'], password: false }, ...methods({ identifier: 'email' }) },
      'code_sign_in_must_be_enabled',
      400,
    ],
    ['V7', methods({ identifier: 'username' }), 'miss_sign_up_identifier_in_sign_in', 400],
    [
      'V7 half of emailOrPhone',
      { signUp: { identifiers: ['email', 'phone'] }, ...methods({ identifier: 'email' }) },
      'miss_sign_up_identifier_in_sign_in',
      400,
    ],
    ['V14', { mfa: { factors: [phone, phone] } }, 'duplicated_mfa_factors', 400],
    ['V15', { mfa: { factors: [backup] } }, 'backup_code_cannot_be_enabled_alone', 400],
    ['V17', { mfa: { factors: [], policy: 'Mandatory' } }, 'mandatory_mfa_requires_factor', 400],
    ['V18', { adaptiveMfa: { enabled: true } }, 'adaptive_mfa_requires_mfa', 422],
    [
      'V19',
      { adaptiveMfa: { enabled: true }, mfa: { factors: [phone], policy: 'Mandatory' } },
      'adaptive_mfa_requires_non_skippable_policy',
      422,
    ],
    [
      'V20',
      { mfa: { factors: [phone], policy: 'PromptAtSignInAndSignUpMandatory' } },
      'non_adaptive_mfa_requires_skippable_policy',
      422,
    ],
  ])('%s', (_name, over, code, status) => {
    expect(judge(over)).toMatchObject({ code, status })
  })

  it('V8 names the channel that nothing serves, for sign-up and for sign-in by code', () => {
    expect(judge({}, { given: nothing })).toMatchObject({ code: 'enabled_connector_not_found', data: { channel: 'email' } })
    const signInOnly = { signUp: { identifiers: [] }, ...methods({ identifier: 'phone', verificationCode: true }) }
    expect(judge(signInOnly, { given: nothing })).toMatchObject({ code: 'enabled_connector_not_found', data: { channel: 'sms' } })
  })

  it('V8 does not keep an admin without connectors from changing a color', () => {
    expect(judge({}, { ...touching('branding'), given: nothing })).toHaveProperty('warnings')
  })

  it('V9 names the method', () => {
    const answer = judge({ forgotPasswordMethods: [phone] }, { ...touching('forgotPasswordMethods'), given: nothing })
    expect(answer).toMatchObject({ code: 'forgot_password_method_requires_connector', data: { method: 'sms' } })
  })

  it('V16 names channel and factor', () => {
    const answer = judge({ mfa: { factors: [email] } }, { ...touching('mfa'), given: nothing })
    expect(answer).toMatchObject({ code: 'enabled_connector_not_found', data: { channel: 'email', factor: email } })
  })
})

describe('a code to an address is a first or a second step, never both (V10 to V13)', () => {
  it.each([
    ['V10', 'signIn', email, 'email_verification_code_cannot_be_used_for_sign_in'],
    ['V11', 'signIn', phone, 'phone_verification_code_cannot_be_used_for_sign_in'],
    ['V12', 'mfa', email, 'email_verification_code_cannot_be_used_for_mfa'],
    ['V13', 'mfa', phone, 'phone_verification_code_cannot_be_used_for_mfa'],
  ] as const)('%s', (_name, section, factor, code) => {
    expect(judge({ ...codeMethods, mfa: { factors: [factor] } }, touching(section))).toMatchObject({ code, status: 400 })
  })

  it('answers with the sign-in code when a change touches both', () => {
    const answer = judge({ ...codeMethods, mfa: { factors: [phone] } }, touching('signIn', 'mfa'))
    expect(answer).toMatchObject({ code: 'phone_verification_code_cannot_be_used_for_sign_in' })
  })

  it('lets sign-up by code and MFA by code share a channel', () => {
    expect(judge({ mfa: { factors: [email] } })).toHaveProperty('warnings')
  })
})

describe('order', () => {
  it('names the earlier row when several are broken', () => {
    const both = { signUp: { identifiers: ['email'], verify: false }, mfa: { factors: [phone, phone] } }
    expect(judge(both)).toMatchObject({ code: 'passwordless_requires_verify' })
    expect(judge({ mfa: { factors: [backup, backup] } })).toMatchObject({ code: 'duplicated_mfa_factors' })
  })
})

describe('what this version does not have', () => {
  it.each(['CarrierPigeon', 'Password'])('refuses %s as a factor and names it', (name) => {
    const answer = judge({ mfa: { factors: [phone, name] } })
    expect(answer).toMatchObject({ code: 'request.invalid', status: 400 })
    expect(JSON.stringify(answer.data)).toContain(name)
  })

  it('refuses two first identifiers that are not email and phone', () => {
    expect(judge({ signUp: { identifiers: ['email', 'username'] } })).toMatchObject({ code: 'request.invalid' })
  })
})

describe('warnings never block', () => {
  it.each<[string, Input, Partial<Facts>]>([
    ['forgot_password_shares_channel_with_mfa', { forgotPasswordMethods: [email], mfa: { factors: [email] } }, {}],
    ['sms_is_only_primary_factor', { mfa: { factors: [phone] } }, {}],
    ['email_factor_below_aal2', { mfa: { factors: [email] } }, {}],
    ['single_connector_no_failover', {}, { channels: { sms: 1, email: 1 } }],
    ['no_country_allowed', { mfa: { factors: [phone] }, allowedCountries: [] }, {}],
    ['template_missing_language', { languageInfo: { fallbackLanguage: 'tlh' } }, {}],
  ])('%s', (code, over, given) => {
    expect(judge(over, { given: { ...facts, ...given } }).warnings).toContain(code)
  })

  it('says nothing about a sound document, nor about countries when only the inbox sends', () => {
    expect(judge({})).toEqual({ warnings: [] })
    const inboxOnly = { ...facts, carriers: { sms: 0, email: 0 } }
    const quiet = judge({ mfa: { factors: [phone, email] }, allowedCountries: [] }, { given: inboxOnly })
    expect(quiet.warnings).not.toContain('no_country_allowed')
  })
})

describe('V22: an application may only tighten', () => {
  const tenant = document({ mfa: { factors: [phone], policy: 'PromptAtSignInAndSignUp' } })
  const refusal = (own: Parameters<typeof validateOverride>[1]) => {
    try {
      validateOverride(tenant, own)
      return null
    } catch (error) {
      return error instanceof AppError ? error.code : error
    }
  }

  it('refuses a weaker policy, a foreign factor and trust the tenant does not give', () => {
    expect(refusal({ policy: 'NoPrompt' })).toBe('application.mfa_override_weaker')
    expect(refusal({ allowedFactors: [phone, email] })).toBe('application.mfa_override_weaker')
    expect(refusal({ trustedDevice: true })).toBe('application.mfa_override_weaker')
  })

  it('accepts a stricter one, unless no factor is left to satisfy it', () => {
    expect(refusal({ policy: 'Mandatory', trustedDevice: false, allowedFactors: [phone] })).toBeNull()
    expect(refusal({ policy: 'Mandatory', allowedFactors: [] })).toBe('sign_in_experiences.mandatory_mfa_requires_factor')
  })
})
