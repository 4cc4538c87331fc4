import { z } from 'zod'
import { hasPassword, hasSecondStep, type Person } from '@/lib/flows/own-profile'
import { namesOf } from '@/lib/flows/person-profile'
import type { Session } from '@/lib/flows/session'

const text = z.string().nullable()
/** The person as a sign-in tells of them: contracts/nauth.md §5. */
export const signedInUser = z.object({
  sub: z.string(),
  email: text,
  firstName: text,
  lastName: text,
  phone: text,
  isEmailVerified: z.boolean(),
  isPhoneVerified: z.boolean(),
  socialProviders: z.array(z.string()),
  hasPasswordHash: z.boolean(),
  timezone: text,
  locale: text,
})

/** The person as they see themselves: §11. */
export const authUser = signedInUser.extend({
  username: text,
  isActive: z.boolean(),
  isLocked: z.boolean(),
  mfaEnabled: z.boolean(),
  mfaExempt: z.boolean(),
  sessionAuthMethod: text.optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  pendingEmail: text.optional(),
  pendingPhone: text.optional(),
})

export function signedInUserOf(person: Person): z.input<typeof signedInUser> {
  const { user } = person
  const { firstName, lastName, timezone } = namesOf(user)
  return {
    sub: user.id,
    email: user.email,
    firstName,
    lastName,
    phone: user.phone,
    isEmailVerified: !!user.emailVerifiedAt,
    isPhoneVerified: !!user.phoneVerifiedAt,
    socialProviders: [],
    hasPasswordHash: hasPassword(person),
    timezone,
    locale: user.locale,
  }
}

/** How a session began, in one word. */
export const authMethodOf = ({ amr }: Pick<Session, 'amr'>): string =>
  amr.includes('pwd') ? 'password' : amr.includes('pop') ? 'passkey' : 'passwordless'

export type Override = { policy: string; until?: number; at?: number; reason?: string } | null
/** A running exemption from the second step. */
export function exemptionOf({ user }: Person, now: number): { reason: string; grantedAt: string; until: string } | null {
  const override = user.mfaOverride as Override
  if (override?.policy !== 'Exempt' || !override.until || override.until <= now) return null
  const iso = (at: number) => new Date(at).toISOString()
  return { reason: override.reason ?? '', grantedAt: iso(override.at ?? 0), until: iso(override.until) }
}

/** @param session of whoever asks, where it is about themselves */
export function authUserOf(person: Person, now: number, session?: Session): z.input<typeof authUser> {
  const { user } = person
  const told = user.profile as { phone?: string; email?: string }
  return {
    ...signedInUserOf(person),
    username: user.username,
    isActive: !user.suspendedAt,
    isLocked: !!user.suspendedAt,
    mfaEnabled: hasSecondStep(person),
    mfaExempt: exemptionOf(person, now) !== null,
    ...(session && { sessionAuthMethod: authMethodOf(session) }),
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    ...(told.email && { pendingEmail: told.email }),
    ...(told.phone && { pendingPhone: told.phone }),
  }
}
