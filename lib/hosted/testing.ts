import type { AppError } from '@/lib/core/errors'
import type { Current } from '@/lib/flows/types'
import { words } from '@/lib/i18n'
import { next } from '@/lib/interaction/next'
import { anInteraction, aPerson, aPolicy, now } from '@/lib/interaction/testing'
import type { Challenge, Interaction, Policy, Step, Subject } from '@/lib/interaction/types'
import { signInExperience } from '@/lib/policy/schema'
import type { Desk } from './desk'
import type { Notice } from './notice'

/** Builders for tests of the pages: the step is computed by the rules, as in life, unless a test gives its own. */
export type Scene = {
  facts?: Partial<Interaction['facts']>
  rest?: Partial<Interaction>
  subject?: Partial<Subject>
  policy?: Policy
  step?: Step
}

export function aCurrent({ facts, rest, subject, policy = aPolicy(), step }: Scene = {}): Current {
  const interaction = anInteraction(facts, rest)
  const person = aPerson(subject)
  return { token: 'token', interaction, subject: person, policy, step: step ?? next(interaction, person, policy) }
}

export function aDesk(over: Partial<Desk> = {}): Desk {
  const t = words([])
  const branding = { ...signInExperience.parse({}).branding, productName: 'Acme', supportUrl: 'https://acme.example/help' }
  return {
    t,
    settings: { branding, applicationName: 'Orders App', countries: [], autoDetect: true, fallbackLanguage: 'en' },
    notice: null,
    now,
    languages: ['en'],
    reference: '7K2-4QD',
    ...over,
  }
}

export function aChallenge(over: Partial<Challenge> = {}): Challenge {
  return {
    id: 'c1',
    factor: 'sms',
    mode: 'verify',
    authenticatorId: 'sms-1',
    usageType: 'MfaVerification',
    state: {},
    prompt: { shape: 'code', length: 6, alphabet: 'digits', sentTo: '+1***0101' },
    sends: 1,
    sentAt: now,
    resendAt: now + 30_000,
    expiresAt: now + 300_000,
    ...over,
  }
}

/** A refusal as the page finds it. */
export const aNotice = (error: AppError, values: Record<string, string> = {}): Notice => ({
  code: error.code,
  data: error.data,
  values,
  ref: '7K2-4QD',
  at: 'i1/x',
})
