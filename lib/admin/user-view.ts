import type { PhoneChannel } from '@/lib/core/mask'
import type { UserRow } from '@/lib/db/users'
import { factors, isFactorType } from '@/lib/factors'
import type { MfaOverride, Row } from '@/lib/interaction/types'

/** A person as management sees them (contracts/logto.md §8; times in ms): no password, no hash. */
export type UserView = {
  id: string
  username: string | null
  primaryEmail: string | null
  primaryPhone: string | null
  primaryEmailVerified: boolean
  primaryPhoneVerified: boolean
  name: string | null
  avatar: string | null
  locale: string | null
  role: string | null
  customData: Record<string, unknown>
  isSuspended: boolean
  /** an administrator's word on the second step; times ISO 8601 */
  mfaOverride: { policy: 'Mandatory' } | { policy: 'Exempt'; reason: string; until: string; by: string } | null
  lastSignInAt: string | null
  createdAt: string
  updatedAt: string
}

function overrideView(override: MfaOverride | null): UserView['mfaOverride'] {
  if (override?.policy !== 'Exempt') return override && { policy: override.policy }
  const { policy, reason, until, by } = override
  return { policy, reason, until: new Date(until).toISOString(), by }
}

export const userView = (user: UserRow): UserView => ({
  id: user.id,
  username: user.username,
  primaryEmail: user.email,
  primaryPhone: user.phone,
  primaryEmailVerified: !!user.emailVerifiedAt,
  primaryPhoneVerified: !!user.phoneVerifiedAt,
  name: user.name,
  avatar: user.avatar,
  locale: user.locale,
  role: user.role,
  customData: user.customData as Record<string, unknown>,
  isSuspended: !!user.suspendedAt,
  mfaOverride: overrideView(user.mfaOverride as MfaOverride | null),
  lastSignInAt: user.lastSignInAt?.toISOString() ?? null,
  createdAt: user.createdAt.toISOString(),
  updatedAt: user.updatedAt.toISOString(),
})

/** A factor row of contracts/logto.md §2: masked, never an address or secret. */
export type FactorView = {
  id: string
  type: string
  status: 'pending' | 'active' | 'locked'
  label: string | null
  masked: string
  delivery?: PhoneChannel
  linkedToProfile: boolean
  isDefault: boolean
  createdAt: string
  verifiedAt: string | null
  lastUsedAt: string | null
  lockedUntil: string | null
  createdVia: string
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export function factorView(row: Row, user: UserRow): FactorView {
  const address = row.address
  return {
    id: row.id,
    type: factors[row.type].wire.logto,
    // a pause ends by itself: to the outside the row is active
    status: row.status === 'paused' ? 'active' : row.status,
    label: row.label,
    masked: row.masked,
    ...(row.delivery && { delivery: row.delivery }),
    linkedToProfile: address !== undefined && address.value === (address.kind === 'phone' ? user.phone : user.email),
    isDefault: row.preferred,
    createdAt: new Date(row.createdAt).toISOString(),
    verifiedAt: iso(row.verifiedAt),
    lastUsedAt: iso(row.lastUsedAt),
    lockedUntil: iso(row.lockedUntil),
    createdVia: row.createdVia,
  }
}

export const isSecond = (type: string): boolean => isFactorType(type) && factors[type].role !== 'first'
