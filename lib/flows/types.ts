import type { PhoneChannel } from '@/lib/core/mask'
import type { FactorType } from '@/lib/factors'
import type { Prompt } from '@/lib/factors/types'
import type { AuthRequest, Facts, Interaction, Policy, Purpose, Step, Subject } from '@/lib/interaction/types'

/** What a dialect may ask of the door. Each fits certain steps only; anything else is `interaction.wrong_step`. */
export type Command =
  /** identifier as typed; sign-in, sign-up and recovery alike */
  | { do: 'identify'; identifier: string }
  /** sign-up: what is still missing */
  | { do: 'profile'; email?: string; phone?: string; username?: string; name?: string; link?: MailedLink }
  /** the password of the first step, or of fresh proof */
  | { do: 'password'; password: string }
  /** a passkey, which also tells who it is */
  | { do: 'passkey'; answer: Record<string, unknown> }
  /** a code to the identifier itself: sign-in by code, sign-up proof, recovery */
  | { do: 'send-code'; link?: MailedLink }
  /** the secret of a link that was mailed: as good as the code of the same question */
  | { do: 'follow'; secret: string; mode: 'prove' | 'verify' }
  /** the same to the phone of whoever this is, by an id or a mailbox of theirs; again: a new code */
  | { do: 'reach'; who: string }
  /** pick a second factor and, where it delivers, send its code (unless an earlier one is still good; `anew`: as soon as the clock allows) */
  | { do: 'begin'; authenticatorId: string; delivery?: PhoneChannel; link?: MailedLink; anew?: true }
  | { do: 'answer'; answer: Record<string, unknown>; trustDevice?: boolean; challengeId?: string }
  /** ask for no second step in this browser for a while; only right after passing one */
  | { do: 'trust' }
  /** the same question with a new code, the other way if asked for */
  | { do: 'resend'; delivery?: PhoneChannel }
  /** show the other ways / go back one page */
  | { do: 'list' }
  | { do: 'back' }
  /** set up: choose the factor, then begin with its input (an address); `known` takes the proven one on file without a code */
  | { do: 'choose'; factor: FactorType }
  | { do: 'enroll'; factor: FactorType; input: Record<string, unknown> }
  | { do: 'use-known'; factor: FactorType; id?: string }
  | { do: 'opt-in' }
  | { do: 'skip' }
  | { do: 'new-password'; password: string }
  | { do: 'consent'; approve: boolean }
  | { do: 'cancel' }

/** A link that goes out instead of a code, or beside it. */
export type MailedLink = { secret: string; url: string; besideCode?: true }

export type StartInput = {
  purpose: Purpose
  applicationId: string
  oidcUid?: string
  /** own path to go to when done; absent for OIDC, where the provider says */
  returnTo?: string
  request?: AuthRequest
  /** account, consent and step-up: who it is about */
  userId?: string
  /** proofs the session already holds (step-up asks only for what is missing) */
  evidence?: Facts['evidence']
  goal?: Facts['goal']
  session?: Facts['session']
  /** a token of the wire's own making instead of ours: as good as unguessable as ours, in another spelling */
  token?: string
  /** what it is found by, where the wire hands out no token */
  key?: string
  /** what ran under the key before is over */
  alone?: true
  details?: Facts['details']
  /** how long it may be answered, where a link in a mail is its answer; seconds */
  life?: number
}

/** Where an interaction is: everything a page or dialect may read. `passkey`: the question one may answer at this step. */
export type Current = {
  token: string
  interaction: Interaction
  subject: Subject
  policy: Policy
  step: Step
  passkey?: Prompt
  /** a number that somebody gave of themselves and never proved */
  toldPhone?: string
}

/** What an ended interaction yields. Nothing else creates a session. */
export type Finished = {
  purpose: Purpose
  userId: string
  applicationId: string
  oidcUid: string | null
  returnTo: string | null
  request: AuthRequest
  /** null where the purpose signs nobody in (recovery, account, consent) */
  session: { id: string; token: string; amr: string[]; acr: string | null; authTime: number; expiresAt: number } | null
  /** the session that asked for a proof, where one did */
  sessionId: string | null
  /** ids of the authenticators set up here */
  bound: string[]
  trustedDevice: { secret: string; maxAge: number } | null
  /** marks this browser as one the person signed in with; null where nobody was signed in */
  browser: string | null
  consent: { scopes: string[] } | null
}
