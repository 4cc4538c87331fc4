import type { Ctx } from '@/lib/core/ctx'
import { type FactorType, factors, spare } from '@/lib/factors'
import type { Account } from '@/lib/flows/account'
import { graceEnd, policySkippable } from '@/lib/interaction/enroll'
import type { Row } from '@/lib/interaction/types'
import { numberOf } from '../direct/device-number'
import { enforcementOf, gracePeriod, methodsOf } from './challenge'
import { exemptionOf } from './user'

/** Second steps as contracts/nauth.md §9 shows them. */
export const secondRows = ({ subject }: Pick<Account, 'subject'>): Row[] =>
  subject.rows.filter(({ type, status }) => factors[type].role !== 'first' && !factors[type].spare && status !== 'pending')
const nameOf = (type: FactorType) => factors[type].wire.nauth
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

/** Everything the policy allows, enrolled or not; the spare at the end. */
export const methodsAllowed = ({ policy }: Account): string[] =>
  [...policy.mfa.factors].sort((a, b) => Number(!!factors[a].spare) - Number(!!factors[b].spare)).map(nameOf)

const preferred = (rows: Row[]): Row | undefined =>
  rows.find((row) => row.preferred) ?? rows.find((row) => row.status === 'active')

export function statusOf(ctx: Ctx, at: Account) {
  const { person, subject, policy } = at
  const rows = secondRows(at)
  const codes = subject.rows.some(({ type, left }) => type === spare && left !== 0)
  const configured = methodsOf(rows, policy.mfa.factors)
  const exemption = exemptionOf(person, ctx.now())
  const enabled = rows.some(({ status, type }) => status !== 'locked' && policy.mfa.enabled.includes(type))
  const due = !policySkippable(policy.mfa.policy) && graceEnd(subject, policy) === null
  const first = preferred(rows)
  return {
    enabled,
    required: !exemption && (enabled || due),
    configuredMethods: configured,
    methods: configured,
    availableMethods: methodsAllowed(at),
    ...(first && { preferredMethod: nameOf(first.type) }),
    hasBackupCodes: codes,
    mfaExempt: exemption !== null,
    mfaExemptReason: exemption?.reason ?? null,
    mfaExemptGrantedAt: exemption?.grantedAt ?? null,
    enforcement: enforcementOf(policy),
    gracePeriod: policy.mfa.graceDays,
    ...gracePeriod(at),
    rememberDevices: policy.trustedDevice.enabled ? (policy.trustedDevice.always ? 'always' : 'user_opt_in') : 'never',
    rememberDeviceDays: policy.trustedDevice.days,
    bypassMFAForTrustedDevices: policy.trustedDevice.enabled,
  }
}

export function devicesOf(at: Account) {
  const rows = secondRows(at)
  const first = preferred(rows)
  return [...rows]
    .sort((a, b) => b.createdAt - a.createdAt)
    .map((row) => ({
      id: numberOf(row.id),
      uid: row.id,
      type: nameOf(row.type),
      name: row.label ?? row.masked,
      isPreferred: row === first,
      isPrimary: row === first,
      isActive: row.status === 'active',
      createdAt: iso(row.createdAt),
      lastUsedAt: iso(row.lastUsedAt),
      lockedUntil: row.status === 'paused' ? iso(row.lockedUntil) : null,
      disabled: row.status === 'locked',
    }))
}
