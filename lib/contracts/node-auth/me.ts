import { z } from 'zod'
import { factors, isFactorType } from '@/lib/factors'
import { hasPassword, ownProfile, type Person } from '@/lib/flows/own-profile'
import { namesOf } from '@/lib/flows/person-profile'
import type { Session } from '@/lib/flows/session'

const maybe = z.string().nullable()
/** Who is signed in: contracts/node-auth.md §5, `GET /me`. */
export const me = z.object({
  sub: z.string(),
  id: z.string(),
  email: maybe,
  role: maybe,
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  loginProvider: z.string(),
  isEmailVerified: z.boolean(),
  isTotpEnabled: z.boolean(),
  firstName: maybe,
  lastName: maybe,
  name: maybe,
  phoneNumber: maybe,
  hasPassword: z.boolean(),
  isAdmin: z.boolean(),
  lastLogin: maybe,
  metadata: z.record(z.string(), z.unknown()),
  sid: z.string(),
})

const holdsApp = ({ authenticators }: Person): boolean =>
  authenticators.some(
    ({ type, verifiedAt, disabledAt }) => isFactorType(type) && factors[type].wire.nauth === 'totp' && verifiedAt && !disabledAt,
  )

export async function meOf(session: Session): Promise<z.input<typeof me>> {
  const person = await ownProfile(session.userId)
  const { user } = person
  const roles = user.role ? [user.role] : []
  const { firstName, lastName } = namesOf(user)
  return {
    sub: user.id,
    id: user.id,
    email: user.email,
    role: roles[0] ?? null,
    roles,
    permissions: [],
    loginProvider: 'local',
    isEmailVerified: !!user.emailVerifiedAt,
    isTotpEnabled: holdsApp(person),
    firstName,
    lastName,
    name: user.name,
    phoneNumber: user.phone,
    hasPassword: hasPassword(person),
    isAdmin: roles.length > 0,
    lastLogin: user.lastSignInAt?.toISOString() ?? null,
    metadata: (user.customData ?? {}) as Record<string, unknown>,
    sid: session.id,
  }
}
