import { AppError } from '@/lib/core/errors'
import { mask } from '@/lib/core/mask'
import { type FactorType, factors } from '@/lib/factors'
import type { Current } from '@/lib/flows/types'
import { graceEnd, policySkippable } from '@/lib/interaction/enroll'
import { addressOf } from '@/lib/interaction/first'
import { standingRows } from '@/lib/interaction/second'
import type { Challenge, Row } from '@/lib/interaction/types'
import { numberOf } from '../direct/device-number'

/** Steps in the words of contracts/nauth.md §5. */
export type ChallengeName = 'VERIFY_EMAIL' | 'VERIFY_PHONE' | 'MFA_REQUIRED' | 'MFA_SETUP_REQUIRED' | 'FORCE_CHANGE_PASSWORD'
type Parameters = Record<string, unknown>

/** Whether a code went out, and if not, why not. */
export type Sent = { sent: boolean; refused?: AppError }
export const unsent: Sent = { sent: false }

const verifyName = (kind: 'email' | 'phone'): ChallengeName => (kind === 'email' ? 'VERIFY_EMAIL' : 'VERIFY_PHONE')
/** Null where the step is none of a chain (done, or nothing this wire has a word for). */
export function challengeName({ step, interaction }: Pick<Current, 'step' | 'interaction'>): ChallengeName | null {
  switch (step.step) {
    case 'answer':
      return step.challenge.mode === 'verify' ? 'MFA_REQUIRED' : verifyName(step.challenge.address?.kind ?? 'email')
    case 'profile':
      return step.missing[0] === 'phone' ? 'VERIFY_PHONE' : 'VERIFY_EMAIL'
    case 'choose-factor':
      return 'MFA_REQUIRED'
    case 'blocked':
      return step.reason === 'session.mfa.factor_locked' && step.until ? 'MFA_REQUIRED' : null
    case 'enroll':
      return 'MFA_SETUP_REQUIRED'
    case 'new-password':
      return 'FORCE_CHANGE_PASSWORD'
    case 'authenticate':
      return interaction.purpose === 'account'
        ? 'MFA_REQUIRED'
        : verifyName(addressOf(interaction.facts.identifier)?.kind ?? 'email')
    default:
      return null
  }
}

const iso = (at: number) => new Date(at).toISOString()
const seconds = (until: number, now: number) => Math.max(0, Math.ceil((until - now) / 1000))

/** @param c what waits to be answered, if anything does */
export function sendState(at: number, c: Challenge | undefined, { sent, refused }: Sent): Parameters {
  // what was just sent is younger than the moment the rules looked at
  const now = Math.max(at, c?.sentAt ?? 0)
  const wait = typeof refused?.data.retryAfter === 'number' ? refused.data.retryAfter : c ? seconds(c.resendAt, now) : 0
  const carrier = refused && refused.code !== 'connector.rate_limit_exceeded'
  return {
    codeSent: sent,
    codeLength: c?.prompt.shape === 'code' ? c.prompt.length : 6,
    expiresIn: c && c.expiresAt > now ? seconds(c.expiresAt, now) : 300,
    resendAt: iso(now + wait * 1000),
    retryAfter: wait,
    ...(carrier && { deliveryError: true }),
  }
}

export const medium = (kind: 'email' | 'phone') => (kind === 'email' ? 'EMAIL' : 'SMS')
/** Where a code goes, twice: clients read either name. */
export const whereTo = (masked: string, kind: 'email' | 'phone', c?: Challenge): Parameters => ({
  destination: masked,
  codeDeliveryDestination: masked,
  deliveryMedium: medium(kind),
  ...(c?.delivery === 'whatsapp' && { channel: 'whatsapp' }),
})

function verifyParameters(at: Current, kind: 'email' | 'phone', sent: Sent): Parameters {
  const { step, interaction } = at
  const c = step.step === 'answer' ? step.challenge : undefined
  const typed = addressOf(interaction.facts.identifier)
  const value = c?.address?.value ?? (step.step === 'authenticate' ? typed?.value : at.subject.profile[kind])
  if (!value) return { requiresPhoneCollection: 'true', instructions: 'Enter a phone number to go on.' }
  const masked = mask(kind, value)
  return {
    [kind]: masked,
    ...whereTo(masked, kind, c),
    ...sendState(at.subject.now, c, sent),
    ...(kind === 'phone' && sent.refused && { smsError: sent.refused.message }),
  }
}

const nauthName = (type: FactorType) => factors[type].wire.nauth

/** Names of what may be answered, in the policy's order; the spare after all others. */
export function methodsOf(rows: Row[], order: FactorType[]): string[] {
  const place = (type: FactorType) => (factors[type].spare ? 99 : order.includes(type) ? order.indexOf(type) : 98)
  return [...new Set([...rows].sort((a, b) => place(a.type) - place(b.type)).map((row) => nauthName(row.type)))]
}

function mfaParameters(at: Current, sent: Sent): Parameters {
  const { interaction, subject, policy, step } = at
  const rows = standingRows(interaction, subject, policy)
  const c = step.step === 'answer' ? step.challenge : undefined
  const preferred = rows.find((row) => row.id === c?.authenticatorId) ?? rows.find((row) => row.status === 'active') ?? rows[0]
  if (!preferred) return { availableMethods: ['password'], preferredMethod: 'password' }
  const reached = (kind: 'email' | 'phone') => rows.find((row) => factors[row.type].address === kind)?.masked
  const [phone, email] = [reached('phone'), reached('email')]
  const { address: kind } = factors[preferred.type]
  const devices = rows.filter((row) => !factors[row.type].address && !factors[row.type].spare)
  const paused = rows.filter((row) => row.status === 'paused' && row.lockedUntil)
  return {
    availableMethods: methodsOf(rows, [...policy.mfa.factors, ...policy.mfa.elsewhere.factors]),
    preferredMethod: nauthName(preferred.type),
    ...(phone && { maskedPhone: phone }),
    ...(email && { maskedEmail: email }),
    ...(kind && { ...whereTo(preferred.masked, kind, c), ...sendState(subject.now, c, sent) }),
    ...(devices.length && {
      devices: devices.map((row) => ({
        id: numberOf(row.id),
        uid: row.id,
        name: row.label ?? row.masked,
        type: nauthName(row.type),
      })),
      preferredDeviceId: numberOf((devices.find((row) => row.id === preferred.id) ?? devices[0]!).id),
    }),
    ...(paused.length && {
      methodLocks: Object.fromEntries(
        paused.map((row) => [nauthName(row.type), { retryAfter: seconds(row.lockedUntil ?? 0, subject.now) }]),
      ),
    }),
  }
}

function setupParameters({ step, subject, policy, toldPhone }: Current): Parameters {
  const allowed = step.step === 'enroll' ? step.allowed.filter((o) => !o.bound) : []
  const toPhone = allowed.some((o) => factors[o.factor].address === 'phone')
  const onFile = subject.profile.phone ?? toldPhone
  return {
    allowedMethods: policy.mfa.factors.filter((type) => allowed.some((o) => o.factor === type)).map(nauthName),
    instructions: 'Set up a second step to go on.',
    ...(toPhone && !onFile && { requiresPhoneCollection: 'true' }),
  }
}

export function parametersOf(at: Current, name: ChallengeName, sent: Sent): Parameters {
  switch (name) {
    case 'VERIFY_EMAIL':
      return verifyParameters(at, 'email', sent)
    case 'VERIFY_PHONE':
      return verifyParameters(at, 'phone', sent)
    case 'MFA_REQUIRED':
      return mfaParameters(at, sent)
    case 'MFA_SETUP_REQUIRED':
      return setupParameters(at)
    case 'FORCE_CHANGE_PASSWORD':
      return { instructions: 'Choose a new password to go on.' }
    default:
      return name satisfies never
  }
}

export type Enforcement = 'OPTIONAL' | 'REQUIRED' | 'ADAPTIVE'
export const enforcementOf = ({ mfa }: Current['policy']): Enforcement =>
  mfa.adaptive ? 'ADAPTIVE' : policySkippable(mfa.policy) ? 'OPTIONAL' : 'REQUIRED'

/** While a second step is due and not demanded yet. */
export function gracePeriod({ subject, policy }: Pick<Current, 'subject' | 'policy'>): Parameters {
  const ends = graceEnd(subject, policy)
  if (ends === null) return {}
  const daysRemaining = Math.ceil((ends - subject.now) / 86_400_000)
  return { mfaGracePeriod: { active: true, endsAt: iso(ends), daysRemaining, enforcement: enforcementOf(policy) } }
}

/** Where an interaction cannot go on at all. */
export function blockedError({ step }: Current): AppError | null {
  if (step.step === 'cancelled') return new AppError('interaction.over')
  if (step.step !== 'blocked') return null
  if (step.reason === 'user.suspended') return new AppError('user.suspended')
  if (step.reason === 'session.mfa.distinct_channel_required')
    return new AppError(step.reason, step.until ? { lockedUntil: iso(step.until) } : {})
  return step.until ? null : new AppError('session.mfa.all_factors_disabled')
}
