import type { AddressKind, PhoneChannel } from '@/lib/core/mask'
import { byLogtoName, type FactorType, factors, factorTypes } from '@/lib/factors'
import type { Policy, Traits } from '@/lib/interaction/types'
import type { Application } from './application'
import { adaptivePolicies, type MfaPolicy, mfaPolicies, type SignInExperience } from './schema'

const traits = Object.fromEntries(
  factorTypes.map((type) => {
    const { role, strength, rank, address, perUser, wire, spare, rowOf } = factors[type]
    const traits: Traits = {
      ...{ role, strength, rank, perUser, amr: wire.amr },
      ...(address && { address }),
      ...(spare && { spare }),
      ...(rowOf && { together: true }),
    }
    return [type, traits]
  }),
) as Record<FactorType, Traits>

export const stricter = (a: MfaPolicy, b: MfaPolicy): MfaPolicy => (mfaPolicies.indexOf(a) >= mfaPolicies.indexOf(b) ? a : b)

/** Factors in the admin's order: listed order first, then as switched on. */
function ordered(experience: SignInExperience): FactorType[] {
  const on = experience.mfa.factors
  const names = [...experience.mfa.factorOrder.filter((name) => on.includes(name)), ...on]
  return [...new Set(names)].flatMap((name) => byLogtoName(name) ?? [])
}

/**
 * What holds at one application: the tenant's settings, tightened by the application's and the request's own demands.
 * @param reachable kinds of address that an enabled connector can reach
 */
export function resolvePolicy(
  experience: SignInExperience,
  application: Application,
  reachable: Record<AddressKind, boolean> & { choice?: PhoneChannel[] },
  acr?: 'mfa' | 'phr',
): Policy {
  const { mfa, signUp, signIn, passkeySignIn, forgotPasswordMethods, verificationCodePolicy } = experience
  const own = application.metadata.mfa
  const allowed = (type: FactorType) => !own.allowedFactors || own.allowedFactors.includes(factors[type].wire.logto)
  const on = consoleFactors(ordered(experience), own.policy !== undefined)
  const kinds = (enabled: FactorType[]) => ({ enabled, factors: enabled.filter((type) => deliverable(type, reachable)) })
  const policy = own.policy ? stricter(mfa.policy, own.policy) : mfa.policy
  const needs = (list: SignInExperience['signUp']['identifiers']) => [...list]
  return {
    factors: traits,
    signUp: {
      enabled: experience.signInMode !== 'SignIn',
      identifiers: needs(signUp.identifiers),
      password: signUp.password,
      verify: signUp.verify,
      secondary: signUp.secondaryIdentifiers.map(({ identifier, verify }) => ({ need: identifier, verify })),
    },
    signIn: {
      enabled: experience.signInMode !== 'Register',
      methods: signIn.methods.map((m) => ({
        kind: m.identifier,
        password: m.password,
        code: m.verificationCode,
        passkey: m.passkey,
      })),
    },
    passkey: {
      enabled: passkeySignIn.enabled,
      button: passkeySignIn.showPasskeyButton,
      autofill: passkeySignIn.allowAutofill,
    },
    forgot: forgotPasswordMethods.flatMap((name) => {
      const kind = factors[byLogtoName(name)!].address
      return kind && reachable[kind] ? [kind] : []
    }),
    mfa: {
      ...kinds(on.filter(allowed)),
      elsewhere: kinds(on.filter((type) => !allowed(type))),
      policy,
      // without risk rules such a policy asks every time
      adaptive: experience.adaptiveMfa.enabled && adaptivePolicies.includes(policy),
      graceFrom: mfa.requiredSince ? Date.parse(mfa.requiredSince) : null,
      autoEnroll: mfa.autoEnroll,
      graceDays: mfa.gracePeriodDays,
      promptAgainAfterDays: mfa.promptAgainAfterDays,
      distinctChannel: mfa.distinctChannel,
      emailSatisfiesAcr: mfa.emailSatisfiesAcr,
    },
    trustedDevice: {
      enabled: experience.trustedDevice.enabled && own.trustedDevice !== false,
      always: experience.trustedDevice.always,
      days: experience.trustedDevice.durationDays,
    },
    requiredAcr: strongest(own.requiredAcr, acr),
    code: {
      length: verificationCodePolicy.length,
      ttl: verificationCodePolicy.expirationDuration,
      attempts: verificationCodePolicy.maxRetryAttempts,
    },
    deliveries: reachable.choice ?? [],
    defaultCountry: experience.branding.defaultCountry,
  }
}

/** Whether a code of this factor could leave now, if it needs one. */
function deliverable(type: FactorType, reachable: Record<AddressKind, boolean>): boolean {
  const kind = factors[type].address
  return !kind || reachable[kind]
}

/** An application that insists on a second step while the tenant switched none on (a fresh console) may use any there is. */
function consoleFactors(on: FactorType[], insists: boolean): FactorType[] {
  return on.length || !insists ? on : factorTypes.filter((type) => factors[type].role !== 'first')
}

function strongest(a?: 'mfa' | 'phr', b?: 'mfa' | 'phr'): 'mfa' | 'phr' | null {
  if (a === 'phr' || b === 'phr') return 'phr'
  return a ?? b ?? null
}
