import { factors, isFactorType } from '@/lib/factors'
import type { AuthenticatorRow, StepUpSettings, StepUpUser } from '@/lib/flows/step-up/callers'
import { addressOf, defaultMethod, firstOf, isEnrolled, methodOf, usableMethods, verified } from '@/lib/flows/step-up/methods'

/** What leaves over this wire: absent values are left out, never null (contracts/authsignal.md §10). */

const iso = (date: Date | null) => date?.toISOString()
/** The last four digits. */
export const maskedPhone = (value: string) => '*'.repeat(Math.max(1, value.replace('+', '').length - 4)) + value.slice(-4)
/** The first letter and the domain. */
export const maskedEmail = (value: string) => value.replace(/^(.)[^@]*/, '$1***')

type Shown = { userId?: string; masked: boolean; isDefault: boolean }

export function authenticator(row: AuthenticatorRow, { userId, masked, isDefault }: Shown) {
  const kind = isFactorType(row.type) ? factors[row.type].address : undefined
  const address = addressOf(row)
  return {
    ...(userId !== undefined && { userId }),
    userAuthenticatorId: row.id,
    verificationMethod: methodOf(row),
    createdAt: iso(row.createdAt),
    ...(row.verifiedAt && { verifiedAt: iso(row.verifiedAt) }),
    ...(row.lastUsedAt && { lastVerifiedAt: iso(row.lastUsedAt) }),
    isDefault,
    ...(kind === 'phone' && address && { phoneNumber: masked ? maskedPhone(address) : address }),
    ...(kind === 'email' && address && { email: masked ? maskedEmail(address) : address }),
    ...(row.disabledAt && { disabledAt: iso(row.disabledAt) }),
  }
}

/** Verified ones. @param masked unless a server asked */
export const authenticators = (user: StepUpUser, masked = false) => {
  const rows = verified(user)
  const first = firstOf(rows)
  return rows.map((row) => authenticator(row, { userId: user.externalId, masked, isDefault: row === first }))
}

export const nobody = { isEnrolled: false, enrolledVerificationMethods: [], emailVerified: false, phoneNumberVerified: false }

export function attributes(user: StepUpUser) {
  return {
    ...(user.email !== null && { email: user.email }),
    emailVerified: user.emailVerified,
    ...(user.phone !== null && { phoneNumber: user.phone }),
    phoneNumberVerified: user.phoneVerified,
    ...(user.username !== null && { username: user.username }),
    ...(user.displayName !== null && { displayName: user.displayName }),
    ...(Object.keys(user.custom).length && { custom: user.custom }),
    ...(user.locale !== null && { locale: user.locale }),
  }
}

export function profile(user: StepUpUser, settings: StepUpSettings) {
  const first = defaultMethod(user, usableMethods(user, settings), null)
  return {
    isEnrolled: isEnrolled(user),
    ...attributes(user),
    enrolledVerificationMethods: usableMethods(user, settings),
    allowedVerificationMethods: settings.methods,
    ...(first && { defaultVerificationMethod: first }),
  }
}
