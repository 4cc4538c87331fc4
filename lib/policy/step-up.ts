import { z } from 'zod'

/** Step-up actions, their states and what an application says about them: contracts/authsignal.md §7, §19. */

/** What a user of that API can be asked by, in the order of preference; names as on the wire. */
export const stepUpMethods = ['AUTHENTICATOR_APP', 'SMS', 'WHATSAPP', 'EMAIL_OTP'] as const
export type StepUpMethod = (typeof stepUpMethods)[number]
export const isStepUpMethod = (name: string): name is StepUpMethod => (stepUpMethods as readonly string[]).includes(name)

export const outcomes = ['ALLOW', 'CHALLENGE', 'REVIEW', 'BLOCK'] as const
export type Outcome = (typeof outcomes)[number]

export const actionStates = [
  'ALLOW',
  'BLOCK',
  'CHALLENGE_REQUIRED',
  'CHALLENGE_SUCCEEDED',
  'CHALLENGE_FAILED',
  'REVIEW_REQUIRED',
  'REVIEW_SUCCEEDED',
  'REVIEW_FAILED',
] as const
export type ActionState = (typeof actionStates)[number]

/** Who moves an action: what was verified, or somebody who answers for the application. */
export type Mover = 'verification' | 'application'
type Moves = Partial<Record<ActionState, Mover[]>>
const by = (...movers: Mover[]) => movers
const both = by('verification', 'application')
const closing: Moves = { REVIEW_REQUIRED: by('application'), BLOCK: by('application') }

/** Every legal move; anything else is refused (§7.2). Nobody can set CHALLENGE_SUCCEEDED. */
const moves: Record<ActionState, Moves> = {
  ALLOW: { CHALLENGE_SUCCEEDED: by('verification'), ...closing },
  CHALLENGE_REQUIRED: {
    CHALLENGE_SUCCEEDED: by('verification'),
    CHALLENGE_FAILED: both,
    ALLOW: by('application'),
    ...closing,
  },
  CHALLENGE_SUCCEEDED: closing,
  CHALLENGE_FAILED: closing,
  REVIEW_REQUIRED: {
    REVIEW_SUCCEEDED: by('application'),
    REVIEW_FAILED: by('application'),
    CHALLENGE_REQUIRED: by('application'),
    BLOCK: by('application'),
  },
  REVIEW_SUCCEEDED: { REVIEW_REQUIRED: by('application') },
  REVIEW_FAILED: { REVIEW_REQUIRED: by('application') },
  BLOCK: { REVIEW_REQUIRED: by('application') },
}

export const mayMove = (from: ActionState, to: ActionState, mover: Mover): boolean => !!moves[from][to]?.includes(mover)
/** States that an action can be in when it goes to `to`. */
export const movesTo = (to: ActionState, mover: Mover): ActionState[] => actionStates.filter((from) => mayMove(from, to, mover))

/** In these nothing is asked any more. */
export const closedStates: ActionState[] = ['BLOCK', 'REVIEW_REQUIRED', 'REVIEW_SUCCEEDED', 'REVIEW_FAILED', 'CHALLENGE_FAILED']

/** The state a decision begins with: §7.3. `reachable`: an unenrolled user has a contact to ask by, or must set one up. */
export function firstState(outcome: Outcome, user: { enrolled: boolean; reachable: boolean }): ActionState {
  if (outcome === 'REVIEW') return 'REVIEW_REQUIRED'
  if (outcome !== 'CHALLENGE') return outcome
  return user.enrolled || user.reachable ? 'CHALLENGE_REQUIRED' : 'ALLOW'
}

/** How codes to a phone go: by text message alone, as the user says, or by WhatsApp where the other way fails (§15.2). */
export const smsChannels = ['OFF', 'USER_CHOICE', 'AUTO_ON_FAILURE', 'PREFER_WHATSAPP'] as const
export type SmsChannel = (typeof smsChannels)[number]

export const stepUpFields = {
  methods: z.array(z.enum(stepUpMethods)).max(stepUpMethods.length),
  smsChannel: z.enum(smsChannels),
  defaultActionOutcome: z.enum(['ALLOW', 'CHALLENGE']),
  tokenDurationMinutes: z.number().int().min(1).max(60),
  otpLength: z.number().int().min(4).max(10),
  otpTtlMinutes: z.number().int().min(1).max(10),
  trustTrackScope: z.boolean(),
  validateReuseSeconds: z.number().int().min(0).max(600),
}
export const stepUp = z
  .strictObject({
    methods: stepUpFields.methods.default(['SMS']),
    smsChannel: stepUpFields.smsChannel.default('OFF'),
    defaultActionOutcome: stepUpFields.defaultActionOutcome.default('ALLOW'),
    tokenDurationMinutes: stepUpFields.tokenDurationMinutes.default(10),
    otpLength: stepUpFields.otpLength.default(6),
    otpTtlMinutes: stepUpFields.otpTtlMinutes.default(5),
    trustTrackScope: stepUpFields.trustTrackScope.default(false),
    validateReuseSeconds: stepUpFields.validateReuseSeconds.default(60),
  })
  .prefault({})
export type StepUpSettings = z.output<typeof stepUp>

/** https, or a page of this machine; no fragment, nobody's name. */
export function plainPage(value: string): boolean {
  if (/[\s\\#]/.test(value) || !URL.canParse(value)) return false
  const { protocol, hostname, username, password } = new URL(value)
  const local = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && local)) && !username && !password
}

/** Whether a browser may be sent there: scheme, host, port and path as listed, the query is free (§15.6). */
export function redirectListed(list: string[], given: string): boolean {
  if (!plainPage(given)) return false
  const bare = (value: string) => {
    const { protocol, host, pathname } = new URL(value)
    return `${protocol}//${host}${pathname}`
  }
  return list.some((listed) => bare(listed) === bare(given))
}
