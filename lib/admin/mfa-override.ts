import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { audit } from '@/lib/db/audit'
import { transaction } from '@/lib/db/client'
import { jsonNull, updateUser as updateRow } from '@/lib/db/users'
import type { MfaOverride } from '@/lib/interaction/types'
import { auditActor } from './roles'
import { personToChange } from './user-access'
import { type UserView, userView } from './user-view'
import { type As, parse } from './verb'

const day = 86_400_000
const longestExemption = 30 * day

/** `until` ISO 8601, at most 30 days ahead */
export const overrideInput = z.discriminatedUnion('policy', [
  z.strictObject({ policy: z.literal('Mandatory') }),
  z.strictObject({
    policy: z.literal('Exempt'),
    reason: z.string().trim().min(1).max(300),
    until: z.iso.datetime({ offset: true }),
  }),
])

/**
 * An administrator's word on one person's second step (contracts/logto.md §2): it is required of them, or they are let off for a
 * while. People of the console are never let off.
 * @throws request.invalid, entity.not_found, auth.forbidden, entity.conflict for an exemption of staff
 */
export async function setOverride(as: As, userId: string, input: z.input<typeof overrideInput>): Promise<UserView> {
  const wanted = parse(overrideInput, input)
  const now = as.ctx.now()
  const until = wanted.policy === 'Exempt' ? Date.parse(wanted.until) : null
  if (until !== null && (until <= now || until > now + longestExemption))
    throw new AppError('request.invalid', { problems: [{ path: 'until', message: 'Choose a time within the next 30 days.' }] })
  return transaction(async (tx) => {
    const { user } = await personToChange(tx, as, userId)
    if (wanted.policy === 'Exempt' && user.role) throw new AppError('entity.conflict', { field: 'role' })
    const mfaOverride: MfaOverride =
      wanted.policy === 'Exempt'
        ? { policy: 'Exempt', at: now, until: until ?? now, reason: wanted.reason, by: as.actor.id }
        : { policy: 'Mandatory', at: now }
    const after = await updateRow(tx, now, userId, { mfaOverride })
    await audit(tx, as.ctx, { event: 'Mfa.Override.Set', actor: auditActor(as.actor), userId, details: { ...wanted } })
    return userView(after)
  })
}

/** The house's policy holds again. */
export async function clearOverride(as: As, userId: string): Promise<void> {
  await transaction(async (tx) => {
    await personToChange(tx, as, userId)
    await updateRow(tx, as.ctx.now(), userId, { mfaOverride: jsonNull })
    await audit(tx, as.ctx, { event: 'Mfa.Override.Cleared', actor: auditActor(as.actor), userId })
  })
}
