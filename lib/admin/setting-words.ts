import { byLogtoName, factors, secondFactors } from '@/lib/factors'
import { adaptivePolicies, type MfaPolicy, mfaPolicies, type SignInExperience } from '@/lib/policy/schema'
import type { Warning } from '@/lib/policy/validate'

const channelWords: Record<string, string> = { sms: 'text messages', email: 'email' }
const channelOf = ({ data }: Warning): string => channelWords[String(data?.channel)] ?? String(data?.channel)

const texts: Record<string, (warning: Warning) => string> = {
  forgot_password_shares_channel_with_mfa: (w) =>
    `Password reset and the second step both use ${channelOf(w)}, so one stolen phone or mailbox could replace both.`,
  sms_is_only_primary_factor: () => 'Text messages are the only second step. People who lose their number are locked out.',
  email_factor_below_aal2: () =>
    'An email code as second step is weaker than other factors and does not reach acr mfa by default.',
  single_connector_no_failover: (w) => `One connector carries all ${channelOf(w)}. If it fails, codes do not arrive.`,
  no_country_allowed: () => 'No country is allowed yet, so no text message leaves. Choose countries in the sign-in experience.',
  template_missing_language: () => 'Some texts do not exist in the fallback language. English is used for them.',
}

/** A warning as a sentence. */
export const warningWords = (warning: Warning): string => texts[warning.code]?.(warning) ?? warning.code

const unusual =
  'A new country, impossible speed, a month without a visit, a hidden address, an unknown browser. Without GEOIP_DATABASE every sign-in is unusual.'

export const policyWords: Record<MfaPolicy, { label: string; hint: string }> = {
  Mandatory: { label: 'Required', hint: 'Everybody sets up a second step and uses it at every sign-in.' },
  PromptAtSignInAndSignUp: {
    label: 'Asked at sign-up and sign-in',
    hint: 'People are asked to set it up and may skip. Who has it, uses it at every sign-in.',
  },
  PromptOnlyAtSignIn: { label: 'Asked from the next sign-in', hint: 'Sign-up stays short. Later people are asked and may skip.' },
  NoPrompt: { label: 'Never asked', hint: 'People turn it on by themselves in their account.' },
  PromptAtSignInAndSignUpMandatory: {
    label: 'Set up by everybody, used when a sign-in looks unusual',
    hint: unusual,
  },
  PromptOnlyAtSignInMandatory: {
    label: 'Set up from the next sign-in, used when a sign-in looks unusual',
    hint: unusual,
  },
}
/** Whether a policy rests on the risk rules: they are on with it, and off without (V19, V20). */
export const isAdaptive = (policy: string): boolean => adaptivePolicies.some((name) => name === policy)
export { type MfaPolicy, mfaPolicies }

export type FactorChoice = { name: string; title: string; hint: string; channel: 'sms' | 'email' | null; weak: boolean }

/** Second factors of this version as the console offers them, the strongest first. */
export const factorChoices: FactorChoice[] = secondFactors.map((type) => {
  const { title, hint, address, strength, wire } = factors[type]
  const channel = address === undefined ? null : address === 'phone' ? 'sms' : 'email'
  return { name: wire.logto, title, hint, channel, weak: strength < 2 }
})

/** A factor's title by its name in settings and on users. */
export function factorTitle(name: string): string {
  const type = byLogtoName(name)
  return type ? factors[type].title : name
}

/** The fields of `accountCenter`, as the console names them. */
export const accountFieldWords = [
  { name: 'name', label: 'Name' },
  { name: 'avatar', label: 'Picture' },
  { name: 'email', label: 'Email' },
  { name: 'phone', label: 'Phone number' },
  { name: 'password', label: 'Password' },
  { name: 'mfa', label: 'Two-step verification' },
  { name: 'session', label: 'Sessions and trusted browsers' },
  { name: 'account', label: 'Deleting the account' },
] as const satisfies { name: keyof SignInExperience['accountCenter']['fields']; label: string }[]
