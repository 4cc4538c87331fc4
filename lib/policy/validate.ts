import { AppError, type ErrorCode } from '@/lib/core/errors'
import type { AddressKind } from '@/lib/core/mask'
import { byLogtoName, factors, forAddress } from '@/lib/factors'
import { stricter } from './resolve'
import { adaptivePolicies, type MfaPolicy, mfaPolicies, type SignInExperience } from './schema'

/** What the document is judged against. Counts are of enabled connectors; `sms` includes WhatsApp. */
export type Facts = {
  channels: Record<'sms' | 'email', number>
  /** connectors that leave this machine: the inbox needs no country list */
  carriers: Record<'sms' | 'email', number>
  /** languages that every message text exists in */
  languages: string[]
}
export type Section = keyof SignInExperience
export type Warning = { code: string; data?: Record<string, unknown> }

/** Factors that only accompany others. */
function neverAlone(name: string): boolean {
  const type = byLogtoName(name)
  return type !== null && !!factors[type].spare
}
export const nonSkippable: MfaPolicy[] = ['Mandatory', 'PromptAtSignInAndSignUpMandatory', 'PromptOnlyAtSignInMandatory']

type Judged = { e: SignInExperience; touched: ReadonlySet<Section>; facts: Facts }
type Rule = (judged: Judged) => void

const refuse = (code: ErrorCode, when: boolean, data?: Record<string, unknown>): void => {
  if (when) throw new AppError(code, data)
}
const channelOf = (kind: AddressKind): 'sms' | 'email' => (kind === 'phone' ? 'sms' : 'email')
const addressOf = (name: string): AddressKind | undefined => {
  const type = byLogtoName(name)
  return type ? factors[type].address : undefined
}
const nameOf = (kind: AddressKind) => factors[forAddress(kind)].wire.logto
const spread = (identifier: string): string[] => (identifier === 'emailOrPhone' ? ['email', 'phone'] : [identifier])
const isAddress = (identifier: string): identifier is AddressKind => identifier === 'email' || identifier === 'phone'
const primary = (e: SignInExperience) => e.mfa.factors.filter((name) => !neverAlone(name))
const codeMethod = (e: SignInExperience, kind: AddressKind) =>
  e.signIn.methods.some((m) => m.identifier === kind && m.verificationCode)
const isFactor = (e: SignInExperience, kind: AddressKind) => e.mfa.factors.includes(nameOf(kind))

const signUp: Rule[] = [
  ({ e }) => {
    const all = [...e.signUp.identifiers, ...e.signUp.secondaryIdentifiers.map((s) => s.identifier)].flatMap(spread)
    refuse('sign_in_experiences.duplicated_sign_up_identifiers', new Set(all).size < all.length) // V1
  },
  ({ e }) => invalid(e.signUp.identifiers.length > 1 ? { 'signUp.identifiers': 'Choose one, or emailOrPhone.' } : {}),
  ({ e: { signUp: s } }) =>
    refuse('sign_in_experiences.missing_sign_up_identifiers', !s.identifiers.length && s.secondaryIdentifiers.length > 0), // V2
  ({ e: { signUp: s, passkeySignIn } }) =>
    refuse(
      'sign_in_experiences.username_requires_password',
      s.identifiers.includes('username') && !s.password && !passkeySignIn.enabled, // V3
    ),
  ({ e: { signUp: s } }) => {
    const asked = [...s.identifiers.map((identifier) => ({ identifier, verify: s.verify })), ...s.secondaryIdentifiers]
    const unproven = asked.some((a) => !a.verify && spread(a.identifier).some(isAddress))
    refuse('sign_in_experiences.passwordless_requires_verify', unproven) // V4
  },
]

const signIn: Rule[] = [
  ({ e }) =>
    refuse(
      'sign_in_experiences.at_least_one_authentication_factor',
      e.signIn.methods.some((m) => !m.password && !m.verificationCode && !m.passkey), // V5
    ),
  ({ e }) =>
    refuse(
      'sign_in_experiences.code_sign_in_must_be_enabled',
      !e.signUp.password && e.signIn.methods.some((m) => m.identifier !== 'username' && !m.verificationCode && !m.passkey), // V6
    ),
  ({ e }) => {
    const rows = e.signIn.methods.map((m) => m.identifier as string)
    const lost = e.signUp.identifiers.flatMap(spread).some((identifier) => !rows.includes(identifier))
    refuse('sign_in_experiences.miss_sign_up_identifier_in_sign_in', lost) // V7
  },
  ({ e, touched, facts }) => {
    if (!touched.has('signUp') && !touched.has('signIn')) return
    const dead = addressesInUse(e).find((kind) => !facts.channels[channelOf(kind)])
    refuse('sign_in_experiences.enabled_connector_not_found', !!dead, { channel: dead && channelOf(dead) }) // V8
  },
]

const forgotPassword: Rule[] = [
  ({ e, touched, facts }) => {
    if (!touched.has('forgotPasswordMethods')) return
    const kinds = e.forgotPasswordMethods.flatMap((name) => addressOf(name) ?? [])
    const dead = kinds.find((kind) => !facts.channels[channelOf(kind)])
    refuse('sign_in_experiences.forgot_password_method_requires_connector', !!dead, { method: dead && channelOf(dead) }) // V9
  },
]

/** V10 to V13: a code to an address is a first step or a second step, never both. */
const oneStepOnly: Rule[] = (['signIn', 'mfa'] as const).flatMap((section) =>
  (['email', 'phone'] as const).map((kind): Rule => {
    const end = section === 'signIn' ? 'sign_in' : 'mfa'
    return ({ e, touched }) =>
      refuse(
        `sign_in_experiences.${kind}_verification_code_cannot_be_used_for_${end}`,
        touched.has(section) && codeMethod(e, kind) && isFactor(e, kind),
      )
  }),
)

const mfa: Rule[] = [
  ...oneStepOnly,
  ({ e }) => refuse('sign_in_experiences.duplicated_mfa_factors', new Set(e.mfa.factors).size < e.mfa.factors.length), // V14
  ({ e }) => refuse('sign_in_experiences.backup_code_cannot_be_enabled_alone', e.mfa.factors.length > 0 && !primary(e).length), // V15
  ({ e, touched, facts }) => {
    if (!touched.has('mfa')) return
    for (const factor of e.mfa.factors) {
      const kind = addressOf(factor)
      const channel = kind && channelOf(kind)
      const dead = channel !== undefined && !facts.channels[channel]
      refuse('sign_in_experiences.enabled_connector_not_found', dead, { channel, factor }) // V16
    }
  },
  ({ e }) =>
    refuse('sign_in_experiences.mandatory_mfa_requires_factor', nonSkippable.includes(e.mfa.policy) && !primary(e).length), // V17
]

const adaptive: Rule[] = [
  ({ e }) => refuse('sign_in_experiences.adaptive_mfa_requires_mfa', e.adaptiveMfa.enabled && !e.mfa.factors.length), // V18
  ({ e }) =>
    refuse(
      'sign_in_experiences.adaptive_mfa_requires_non_skippable_policy',
      e.adaptiveMfa.enabled && !adaptivePolicies.includes(e.mfa.policy), // V19
    ),
  ({ e }) =>
    refuse(
      'sign_in_experiences.non_adaptive_mfa_requires_skippable_policy',
      !e.adaptiveMfa.enabled && adaptivePolicies.includes(e.mfa.policy), // V20
    ),
]

/** After the table, so that a contradiction is named before a missing piece. */
const known: Rule = ({ e }) => {
  const second = (name: string) => {
    const type = byLogtoName(name)
    return type !== null && factors[type].role !== 'first'
  }
  const lists = { 'mfa.factors': e.mfa.factors, 'mfa.factorOrder': e.mfa.factorOrder }
  const missing = Object.entries(lists).flatMap(([list, names]) =>
    names.flatMap((name, i) => (second(name) ? [] : [[`${list}.${i}`, `${name} is not a factor of this version.`]])),
  )
  invalid(Object.fromEntries(missing))
}

function invalid(problems: Record<string, string>): void {
  const list = Object.entries(problems).map(([path, message]) => ({ path, message }))
  if (list.length) throw new AppError('request.invalid', { problems: list })
}

/** Kinds of address that signing up or in sends codes to. */
function addressesInUse(e: SignInExperience): AddressKind[] {
  const asked = [
    ...(e.signUp.verify ? e.signUp.identifiers : []),
    ...e.signUp.secondaryIdentifiers.filter((s) => s.verify).map((s) => s.identifier),
  ]
  const methods = e.signIn.methods.filter((m) => m.verificationCode).map((m) => m.identifier)
  return [...new Set([...asked.flatMap(spread), ...methods])].filter(isAddress)
}

/** What needs a channel, in the words of `connector.in_use`: `signUp.phone`, `mfa.PhoneVerificationCode`. */
export function usesOf(e: SignInExperience, channel: 'sms' | 'email'): string[] {
  const kind: AddressKind = channel === 'sms' ? 'phone' : 'email'
  const name = nameOf(kind)
  const signingUp = addressesInUse({ ...e, signIn: { methods: [] } }).includes(kind)
  return [
    ...(signingUp ? [`signUp.${kind}`] : []),
    ...(codeMethod(e, kind) ? [`signIn.${kind}`] : []),
    ...(e.forgotPasswordMethods.some((method) => addressOf(method) === kind) ? [`forgotPassword.${name}`] : []),
    ...(isFactor(e, kind) ? [`mfa.${name}`] : []),
  ]
}

function warningsOf({ e, facts }: Judged): Warning[] {
  const kinds = ['phone', 'email'] as const
  const forgot = e.forgotPasswordMethods.flatMap((name) => addressOf(name) ?? [])
  const inUse = kinds.map(channelOf).filter((channel) => usesOf(e, channel).length)
  const [only, ...others] = primary(e)
  const when = (condition: boolean, code: string): Warning[] => (condition ? [{ code }] : [])
  return [
    ...kinds
      .filter((kind) => forgot.includes(kind) && isFactor(e, kind))
      .map((kind) => ({ code: 'forgot_password_shares_channel_with_mfa', data: { channel: channelOf(kind) } })),
    ...when(only === nameOf('phone') && !others.length, 'sms_is_only_primary_factor'),
    ...when(isFactor(e, 'email'), 'email_factor_below_aal2'),
    ...inUse
      .filter((channel) => facts.channels[channel] === 1)
      .map((channel) => ({ code: 'single_connector_no_failover', data: { channel } })),
    ...when(inUse.includes('sms') && facts.carriers.sms > 0 && !e.allowedCountries.length, 'no_country_allowed'),
    ...when(!facts.languages.includes(e.languageInfo.fallbackLanguage), 'template_missing_language'),
  ]
}

const table: Rule[] = [...signUp, ...signIn, ...forgotPassword, ...mfa, ...adaptive, known]

/**
 * V1 to V20 of contracts/logto.md §1 on the merged document, in the order of the table; the first failure answers. What only a
 * missing connector can break (V8, V9, V16) is asked of the sections a change touches: a document that was fine when it was
 * saved must not keep an admin from changing a color. (V21 needs a count and is the verb's.)
 * @returns warnings, which never block
 * @throws the row's code; request.invalid for a factor this version does not have
 */
export function validateExperience(e: SignInExperience, touched: ReadonlySet<Section>, facts: Facts): Warning[] {
  const judged = { e, touched, facts }
  for (const rule of table) rule(judged)
  return warningsOf(judged)
}

export type MfaOverride = { policy?: MfaPolicy; allowedFactors?: string[]; trustedDevice?: boolean }

/** V17 at one application: it insists on a second step and takes none of the factors there are. */
export function strands(e: SignInExperience, own: MfaOverride): boolean {
  const left = primary(e).filter((name) => !own.allowedFactors || own.allowedFactors.includes(name))
  const policy = own.policy ? stricter(e.mfa.policy, own.policy) : e.mfa.policy
  return e.mfa.factors.length > 0 && nonSkippable.includes(policy) && !left.length
}

/** V22: an application may only tighten; V17 holds for the factors that are left to it. @throws application.mfa_override_weaker */
export function validateOverride(e: SignInExperience, own: MfaOverride): void {
  const weaker =
    (own.policy !== undefined && mfaPolicies.indexOf(own.policy) < mfaPolicies.indexOf(e.mfa.policy)) ||
    (own.trustedDevice === true && !e.trustedDevice.enabled) ||
    (e.mfa.factors.length > 0 && (own.allowedFactors ?? []).some((name) => !e.mfa.factors.includes(name)))
  refuse('application.mfa_override_weaker', weaker)
  const unknown = (own.allowedFactors ?? []).filter((name) => byLogtoName(name) === null)
  invalid(Object.fromEntries(unknown.map((name) => ['mfa.allowedFactors', `${name} is not a factor of this version.`])))
  refuse('sign_in_experiences.mandatory_mfa_requires_factor', strands(e, own))
}
