import type { AddressKind, PhoneChannel } from '@/lib/core/mask'
import type { FactorType } from '@/lib/factors'
import type { Factor, Prompt } from '@/lib/factors/types'

export type Purpose = 'sign-in' | 'register' | 'recover' | 'account' | 'consent'
export type Identifier = { kind: AddressKind | 'username'; value: string }
export type Address = { kind: AddressKind; value: string }

/** A proof. Given here, unless `kept`. */
export type Evidence = {
  factor: FactorType
  authenticatorId?: string
  address?: Address
  /** a password: id of the row it was compared with, so that a password changed meanwhile proves nothing */
  credential?: string
  at: number
  /** given while setting the authenticator up */
  bound?: true
  /** where the row says more than its factor */
  amr?: string[]
  /** given at the sign-in of the session that asks for more; it says who it is and how, and is never a fresh proof */
  kept?: true
}

/** A question that waits for its answer. Codes are in `state` as keyed hashes only. */
export type Challenge = {
  id: string
  factor: FactorType
  /** `prove`: an address, before any account is known to own it */
  mode: 'verify' | 'enroll' | 'prove'
  authenticatorId?: string
  address?: Address
  usageType: string
  state: unknown
  prompt: Prompt
  sends: number
  sentAt: number
  resendAt: number
  expiresAt: number
  /** the person asked for it this way */
  delivery?: PhoneChannel
  /** hash of a secret in a link that went to the address: whoever brings it back was there */
  link?: string
  /** nothing was sent and nothing will match: the address is nobody's, or somebody else's */
  silent?: true
  /** its guesses are used up or were given to another code: only its clock counts still */
  spent?: true
}

/** An authenticator set up here; its row is written when the interaction ends. */
export type Bound = {
  id: string
  type: FactorType
  data: unknown
  createdVia: CreatedVia
  at: number
  address?: Address
  label: string
}
export type CreatedVia = 'SignUpAutoEnroll' | 'SignInAutoEnroll' | 'Interaction' | 'AccountCenter' | 'Admin' | 'Import' | 'StepUp'

/** What the asking application wanted, kept for restarting and for the words on the page. */
export type AuthRequest = {
  scopes?: string[]
  acr?: 'mfa' | 'phr'
  loginHint?: string
  screen?: 'sign-in' | 'register' | 'forgot-password'
  locales?: string[]
  /** asked in an application's own words: nothing is offered, nothing is enrolled that was not asked for */
  api?: true
  /** path and query that started it, to start it again */
  startedAt?: string
}

/** What is told of a person and proves nothing. `email`, `phone`: theirs as they say, until proven. */
export type Details = {
  givenName?: string
  familyName?: string
  zoneinfo?: string
  locale?: string
  username?: string
  phone?: string
  customData?: Record<string, unknown>
}

/** Facts, never a step name. */
export type Facts = {
  identifier?: Identifier
  /** sign-up: every identifier given so far */
  profile: { email?: string; phone?: string; username?: string; name?: string }
  evidence: Evidence[]
  challenges: Challenge[]
  /** id of the challenge on screen */
  current?: string
  /** the factor the person picked to set up */
  choice?: FactorType
  /** the person asked to see the other ways */
  listing?: true
  /** "turn on" was pressed where setting up is optional */
  optedIn?: true
  skipped: ('mfa' | 'suggestion' | 'passkey')[]
  bound: Bound[]
  /** argon2 hash of a password chosen here */
  newPassword?: string
  trustDevice?: true
  consent?: 'approved' | 'denied'
  outcome?: 'cancelled'
  /** sign-up: what else was told of the person, written down as it is */
  details?: Details
  /** account: what the person came for */
  goal?:
    | { kind: 'prove' }
    | { kind: 'enroll'; factor: FactorType }
    | { kind: 'password' }
    | { kind: 'contact'; contact: AddressKind }
  /** account, step-up, consent: the session that asked, and when it last gave a strong proof */
  session?: { id: string; provenAt: number | null }
  request: AuthRequest
}

export type Interaction = {
  id: string
  version: number
  purpose: Purpose
  applicationId: string
  userId: string | null
  attempts: number
  oidcUid: string | null
  returnTo: string | null
  expiresAt: number
  finishedAt: number | null
  facts: Facts
}

export type RowStatus = 'pending' | 'active' | 'paused' | 'locked'

/** An authenticator as the rules see it: no secret, no full address but the one the distinct-channel rule compares. */
export type Row = {
  id: string
  type: FactorType
  label: string | null
  masked: string
  address?: Address
  status: RowStatus
  preferred: boolean
  createdVia: CreatedVia
  createdAt: number
  verifiedAt: number | null
  lastUsedAt: number | null
  lockedUntil: number | null
  /** answers left, of a row that gets used up */
  left?: number
  /** how a code for it usually comes */
  delivery?: PhoneChannel
  /** set up in this interaction */
  bound?: true
}

/** The person, as far as the server knows them; for a stranger's identifier everything is empty. */
export type Subject = {
  /** milliseconds: the moment the rules look at */
  now: number
  userId: string | null
  suspended: boolean
  profile: { email?: string; phone?: string; username?: string; name?: string }
  /** profile addresses that were proven by code in this product */
  proven: Address[]
  rows: Row[]
  hasPassword: boolean
  /** the password was given by an administrator: whoever signs in by it chooses another */
  passwordDue: boolean
  role: string | null
  locale: string | null
  createdAt: number | null
  mfaSkip: { skippedAt: string; underPolicy: string } | null
  suggestionSkipped: boolean
  passkeySkipped: boolean
  resetProof: { address: Address; at: number } | null
  /** this browser holds a valid trusted-device secret of this person */
  trusted: boolean
  /** an administrator's word on this person's second step; times in milliseconds */
  override: MfaOverride | null
  /** the person's own wish, heard while the policy lets them choose */
  skipsOnSignIn: boolean
  /** risk rules that fired, where the policy depends on them; absent = not looked at, which counts as risk */
  risks?: string[]
}

/** One line of "choose how to verify". */
export type Option = {
  factor: FactorType
  authenticatorId: string
  label: string | null
  masked: string
  lastUsed: boolean
  lockedUntil: number | null
}
export type EnrollOption = { factor: FactorType; bound: boolean; masked?: string; known?: { masked: string; proven: boolean } }

/** What anybody can be asked; every dialect and every page switches over this and nothing else. */
export type Step =
  | { step: 'identify' }
  | { step: 'authenticate'; methods: FirstMethod[] }
  | { step: 'choose-factor'; options: Option[] }
  | { step: 'answer'; challenge: Challenge; options: Option[] }
  | {
      step: 'enroll'
      reason: 'required' | 'suggested' | 'another' | 'wanted' | 'spare' | 'offer'
      allowed: EnrollOption[]
      /** the page of one factor, when chosen or the only one */
      factor?: FactorType
      skippable: boolean
      graceEndsAt?: number
      challenge?: Challenge
    }
  | { step: 'new-password'; distinctChannel?: { lockedUntil: number } }
  | { step: 'profile'; missing: (IdentifierNeed | 'password')[] }
  | { step: 'consent'; scopes: string[] }
  | { step: 'done'; userId: string; evidence: Evidence[] }
  | {
      step: 'blocked'
      reason: 'user.suspended' | 'session.mfa.distinct_channel_required' | 'session.mfa.factor_locked'
      until?: number
    }
  | { step: 'cancelled' }

export type FirstMethod = 'password' | 'code' | 'passkey'
export type IdentifierNeed = 'email' | 'phone' | 'username' | 'emailOrPhone'

export type MfaOverride =
  | { policy: 'Mandatory'; at: number }
  | { policy: 'Exempt'; at: number; until: number; reason: string; by: string }

export type MfaPolicyName =
  | 'NoPrompt'
  | 'PromptOnlyAtSignIn'
  | 'PromptAtSignInAndSignUp'
  | 'PromptOnlyAtSignInMandatory'
  | 'PromptAtSignInAndSignUpMandatory'
  | 'Mandatory'

/** What the rules need to know of a factor; they never name one. */
export type Traits = Pick<Factor, 'role' | 'strength' | 'rank' | 'address' | 'perUser' | 'spare'> & {
  amr: string[]
  /** one question is put to all rows at once, so a list shows one line */
  together?: true
}

/** What holds for one person at one application, after every override; made by `lib/policy/resolve.ts`. */
export type Policy = {
  factors: Record<FactorType, Traits>
  signUp: {
    enabled: boolean
    identifiers: IdentifierNeed[]
    password: boolean
    verify: boolean
    secondary: { need: IdentifierNeed; verify: boolean }[]
  }
  signIn: { enabled: boolean; methods: { kind: Identifier['kind']; password: boolean; code: boolean; passkey: boolean }[] }
  /** signing in with a passkey alone, without saying who one is first */
  passkey: { enabled: boolean; button: boolean; autofill: boolean }
  /** kinds of address that may reset a password */
  forgot: AddressKind[]
  mfa: {
    /** factors that are switched on and can be delivered, in the admin's order */
    factors: FactorType[]
    /** switched on, deliverable or not: rows of other types count as absent */
    enabled: FactorType[]
    /** switched on, but not taken by this application: they still guard the way in, and satisfy nothing it asks for */
    elsewhere: { factors: FactorType[]; enabled: FactorType[] }
    policy: MfaPolicyName
    /** the second step is asked for at risk only */
    adaptive: boolean
    /** an administrator let this person off */
    exempt?: true
    /** when setting up stopped to be optional (milliseconds), for the grace period */
    graceFrom: number | null
    autoEnroll: Record<AddressKind, 'on' | 'ask' | 'off'>
    graceDays: number
    promptAgainAfterDays: number | null
    distinctChannel: 'enforce' | 'warn'
    emailSatisfiesAcr: boolean
  }
  trustedDevice: { enabled: boolean; always: boolean; days: number }
  /** the acr this application or this request insists on */
  requiredAcr: 'mfa' | 'phr' | null
  code: { length: number; ttl: number; attempts: number }
  defaultCountry: string
  /** ways to a phone that a person may choose from; fewer than two: the house decides */
  deliveries: PhoneChannel[]
}
