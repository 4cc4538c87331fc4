import { backupCodes } from './backup-codes'
import { email } from './email'
import { passkey } from './passkey'
import { password } from './password'
import { sms } from './sms'
import { totp } from './totp'
import type { Factor } from './types'

/** The registry: the one place that names a factor. */
const registry = { password, passkey, totp, sms, email, 'backup-codes': backupCodes } satisfies Record<string, Factor>

export type FactorType = keyof typeof registry
export const factors: Record<FactorType, Factor> = registry
export const factorTypes = Object.keys(registry) as FactorType[]

/** The factor a person signs in with by knowing something. */
export const knowledge: FactorType = factorTypes.find((type) => factors[type].role === 'first')!
/** Factors that may be a second step. */
export const secondFactors = factorTypes
  .filter((type) => factors[type].role !== 'first')
  .sort((a, b) => factors[a].rank - factors[b].rank)

/** The factor that also tells who somebody is. */
export const discoverable: FactorType = factorTypes.find((type) => factors[type].discover)!
/** The factor for when no other is at hand. */
export const spare: FactorType = factorTypes.find((type) => factors[type].spare)!

export const isFactorType = (value: string): value is FactorType => Object.hasOwn(registry, value)

/** What a factor is called in a language; in English where it has no word there. */
export function factorWords(type: FactorType, tag: string): { title: string; hint: string } {
  const { words, title, hint } = factors[type]
  return words?.[tag] ?? { title, hint }
}

/** By its name in settings and step ids (`PhoneVerificationCode`); null when this build has no such factor. */
export function byLogtoName(name: string): FactorType | null {
  return factorTypes.find((type) => factors[type].wire.logto === name) ?? null
}

/** The factor that proves an address of this kind. */
export function forAddress(kind: 'email' | 'phone'): FactorType {
  return factorTypes.find((type) => factors[type].address === kind)!
}
