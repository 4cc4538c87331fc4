import { z } from 'zod'
import { limits } from './limits'

/** The factor names of contracts/logto.md §2 that settings are written in; which of them exist is the registry's to say. */
export const mfaPolicies = [
  'NoPrompt',
  'PromptOnlyAtSignIn',
  'PromptAtSignInAndSignUp',
  'PromptOnlyAtSignInMandatory',
  'PromptAtSignInAndSignUpMandatory',
  'Mandatory',
] as const
export type MfaPolicy = (typeof mfaPolicies)[number]
/** Those under which the second step is asked for when a sign-in looks unusual. */
export const adaptivePolicies: MfaPolicy[] = ['PromptAtSignInAndSignUpMandatory', 'PromptOnlyAtSignInMandatory']

const access = z.enum(['Off', 'ReadOnly', 'Edit']).default('Edit')

export const identifierKinds = ['email', 'phone', 'username'] as const
export type IdentifierKind = (typeof identifierKinds)[number]

const policy = z.preprocess((v) => (v === 'UserControlled' ? 'PromptAtSignInAndSignUp' : v), z.enum(mfaPolicies))
const identifier = z.enum(['email', 'phone', 'username', 'emailOrPhone'])
const identifiers = z
  .array(identifier)
  .max(3)
  .transform((list) => (list.length === 2 && list.includes('email') && list.includes('phone') ? ['emailOrPhone' as const] : list))
const enrollment = z.enum(['on', 'ask', 'off'])
const link = z.union([z.literal(''), z.url({ protocol: /^https?$/ })])
const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Use a color like #1a5fb4.')
const words = (max: number) => z.string().trim().max(max)

export const signInMethod = z.strictObject({
  identifier: z.enum(identifierKinds),
  password: z.boolean().default(true),
  verificationCode: z.boolean().default(false),
  passkey: z.boolean().default(false),
  isPasswordPrimary: z.boolean().default(true),
})

/**
 * The one settings document of contracts/logto.md §1, with our branding beside it. Unknown members are refused;
 * what the document means as a whole is checked by `validate.ts`.
 */
export const signInExperience = z.strictObject({
  signInMode: z.enum(['SignIn', 'Register', 'SignInAndRegister']).default('SignInAndRegister'),
  signUp: z
    .strictObject({
      identifiers: identifiers.default(['email']),
      password: z.boolean().default(true),
      verify: z.boolean().default(true),
      secondaryIdentifiers: z
        .array(z.strictObject({ identifier, verify: z.boolean().default(true) }))
        .max(3)
        .default([]),
    })
    .prefault({}),
  signIn: z
    .strictObject({ methods: z.array(signInMethod).max(3) })
    .prefault({ methods: [{ identifier: 'email' }, { identifier: 'phone' }, { identifier: 'username' }] }),
  passkeySignIn: z
    .strictObject({
      enabled: z.boolean().default(false),
      showPasskeyButton: z.boolean().default(true),
      allowAutofill: z.boolean().default(true),
    })
    .prefault({}),
  forgotPasswordMethods: z
    .array(z.enum(['EmailVerificationCode', 'PhoneVerificationCode']))
    .max(2)
    .default([]),
  mfa: z
    .strictObject({
      factors: z.array(z.string()).max(10).default([]),
      policy: policy.default('PromptAtSignInAndSignUp'),
      factorOrder: z.array(z.string()).max(10).default([]),
      autoEnroll: z.strictObject({ phone: enrollment.default('on'), email: enrollment.default('on') }).prefault({}),
      /** the server's own note: since when setting up is not optional; what is sent is ignored */
      requiredSince: z.iso.datetime().nullable().default(null),
      gracePeriodDays: z.number().int().min(0).max(30).default(0),
      promptAgainAfterDays: z.number().int().min(1).max(365).nullable().default(null),
      distinctChannel: z.enum(['enforce', 'warn']).default('enforce'),
      emailSatisfiesAcr: z.boolean().default(false),
    })
    .prefault({}),
  /** says at sign-up that an address has an account; off: its owner is told instead */
  discloseExistence: z.boolean().default(false),
  adaptiveMfa: z.strictObject({ enabled: z.boolean().default(false) }).prefault({}),
  trustedDevice: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** every completed second step over the API trusts its device, unasked */
      always: z.boolean().default(false),
      durationDays: z.number().int().min(1).max(limits.trustedDevice.days).default(30),
    })
    .prefault({}),
  verificationCodePolicy: z
    .strictObject({
      length: z.union([z.literal(6), z.literal(8)]).default(6),
      expirationDuration: z.number().int().min(limits.code.minTtl).max(limits.code.maxTtl).default(limits.code.ttl),
      maxRetryAttempts: z.number().int().min(1).max(limits.code.attempts).default(limits.code.attempts),
    })
    .prefault({}),
  languageInfo: z
    .strictObject({ autoDetect: z.boolean().default(true), fallbackLanguage: z.string().max(20).default('en') })
    .prefault({}),
  /** what people see and change of themselves on their account pages */
  accountCenter: z
    .strictObject({
      fields: z
        .strictObject({
          name: access,
          avatar: access,
          email: access,
          phone: access,
          password: access,
          mfa: access,
          session: access,
          /** deleting it */
          account: access,
        })
        .prefault({}),
    })
    .prefault({}),
  /** ISO 3166 alpha-2 countries that text messages may go to; empty refuses all (the inbox is exempt) */
  allowedCountries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .max(260)
    .default([]),
  branding: z
    .strictObject({
      productName: words(60).min(1).default('Sallyport'),
      logoUrl: link.default(''),
      primaryColor: color.default('#1f5fd0'),
      darkPrimaryColor: color.default('#8ab4ff'),
      defaultCountry: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .default('US'),
      termsUrl: link.default(''),
      privacyUrl: link.default(''),
      supportUrl: link.default(''),
      supportEmail: z.union([z.literal(''), z.email()]).default(''),
    })
    .prefault({}),
})

export type SignInExperience = z.output<typeof signInExperience>

/** A partial document: named members replace, one level deep; lists are replaced whole. */
export type SettingsPatch = { [K in keyof SignInExperience]?: unknown }
