import { AppError } from '@/lib/core/errors'
import type { PhoneChannel } from '@/lib/core/mask'
import { openData } from '@/lib/db/authenticators'
import type { StepUpUser } from '@/lib/db/step-up-users'
import type { AuthenticatorRow } from '@/lib/db/users'
import { type FactorType, factors, factorTypes, forAddress, isFactorType } from '@/lib/factors'
import { type StepUpMethod, type StepUpSettings, stepUpMethods } from '@/lib/policy/step-up'

/** Names of contracts/authsignal.md for what a factor does, and the authenticators behind them. */

type Way = { factor: FactorType; channel?: PhoneChannel }

/** A code to a phone has two names, by the way it goes. */
export const wayOf = (method: StepUpMethod): Way =>
  method === 'WHATSAPP'
    ? { factor: forAddress('phone'), channel: 'whatsapp' }
    : { factor: factorTypes.find((type) => factors[type].wire.authsignal === method)! }

export type Plan = { channel: PhoneChannel; only?: true }
/**
 * By which channel a code to a phone goes. Who names one gets that one or a refusal, never another (contracts/authsignal.md §15.2).
 * @throws request.invalid for WhatsApp where it is off
 */
export function planOf(method: StepUpMethod, { smsChannel }: StepUpSettings, named?: PhoneChannel): Plan {
  if (method === 'WHATSAPP') return { channel: 'whatsapp', only: true }
  if (named === 'whatsapp' && smsChannel === 'OFF')
    throw new AppError('request.invalid', { problems: [{ path: 'smsChannel', message: 'WhatsApp is off.' }] })
  if (named || smsChannel === 'OFF' || smsChannel === 'USER_CHOICE') return { channel: named ?? 'sms', only: true }
  return { channel: smsChannel === 'PREFER_WHATSAPP' ? 'whatsapp' : 'sms' }
}

/** What an authenticator is called there. */
export const methodOf = (row: Pick<AuthenticatorRow, 'type' | 'method'>): string =>
  row.method ?? (isFactorType(row.type) ? factors[row.type].wire.authsignal : row.type)

export const verified = (user: StepUpUser): AuthenticatorRow[] => user.authenticators.filter((row) => row.verifiedAt)
/** Has an authenticator at all, also one that is off: from then on nothing else lets anybody in. */
export const isEnrolled = (user: StepUpUser): boolean => verified(user).length > 0

/** Authenticators that answer by a method; without one of its own, WhatsApp reaches the number of text messages. */
export function authenticatorsFor(user: StepUpUser, method: StepUpMethod): AuthenticatorRow[] {
  const named = (name: string) => verified(user).filter((row) => methodOf(row) === name)
  const own = named(method)
  return own.length || method !== 'WHATSAPP' ? own : named('SMS')
}

const usable = (row: AuthenticatorRow) => !row.disabledAt
export const usableMethods = (user: StepUpUser, { methods }: StepUpSettings): StepUpMethod[] =>
  stepUpMethods.filter((method) => methods.includes(method) && verified(user).some((r) => usable(r) && methodOf(r) === method))

/** The one asked first: the preferred, else the one used last. */
export const firstOf = (rows: AuthenticatorRow[]): AuthenticatorRow | undefined =>
  [...rows].sort(
    (a, b) => Number(b.preferred) - Number(a.preferred) || (b.lastUsedAt?.getTime() ?? 0) - (a.lastUsedAt?.getTime() ?? 0),
  )[0]

/** The method that is offered first (§7.3). */
export function defaultMethod(user: StepUpUser, allowed: StepUpMethod[], named: string | null): StepUpMethod | undefined {
  const own = firstOf(verified(user).filter((row) => usable(row) && (allowed as string[]).includes(methodOf(row))))
  const wanted = [named, own && methodOf(own)].find((name) => name && (allowed as string[]).includes(name))
  return (wanted as StepUpMethod | undefined) ?? stepUpMethods.find((method) => allowed.includes(method))
}

export const addressOf = (row: AuthenticatorRow): string | undefined =>
  isFactorType(row.type) ? factors[row.type].addressOf?.(openData(row)) : undefined
