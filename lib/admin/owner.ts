import { z } from 'zod'
import { newId } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { normalizeEmail } from '@/lib/core/identifiers'
import { countOwners } from '@/lib/db/admin-users'
import { audit } from '@/lib/db/audit'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, transaction, uniqueViolation } from '@/lib/db/client'
import { lockConfiguration } from '@/lib/db/connectors'
import { consumeOneTime, createOneTime, oneTimeWorks } from '@/lib/db/one-time'
import { createUser } from '@/lib/db/users'
import { knowledge } from '@/lib/factors'
import { limits } from '@/lib/policy/limits'
import { passwordData } from './passwords'
import { parse } from './verb'

const purpose = 'owner-setup'
const input = z.strictObject({ email: z.string().max(300), password: z.string().max(4096) })

/** @returns the token of a one-time set-up page, or null when somebody owns this instance already */
export async function offerSetup(ctx: Ctx): Promise<string | null> {
  return transaction(async (tx) => {
    if (await countOwners(tx)) return null
    return createOneTime(tx, ctx.now(), { purpose, subject: 'console', ttl: limits.setupLink })
  })
}

/** Whether the set-up page may be shown. Looking uses nothing up. */
export async function setupWorks(ctx: Ctx, token: string): Promise<boolean> {
  return oneTimeWorks(db(), ctx.now(), purpose, token)
}

/**
 * Makes the first owner. The link is used up in the same transaction, by one caller.
 * @throws entity.not_found for a link that does not work (any more), identifier.invalid, password.rejected,
 *   user.email_already_in_use
 */
export async function setUpOwner(ctx: Ctx, token: string, given: z.input<typeof input>): Promise<void> {
  // before hashing: a stranger without the link costs no work
  if (!(await setupWorks(ctx, token))) throw new AppError('entity.not_found')
  const { email: typed, password } = parse(input, given)
  const email = normalizeEmail(typed)
  if (!email) throw new AppError('identifier.invalid', { kind: 'email' })
  const data = await passwordData(ctx, password, [email])
  const id = newId(ctx.now())
  try {
    await transaction(async (tx) => {
      await lockConfiguration(tx)
      const won = await consumeOneTime(tx, ctx.now(), purpose, token)
      if (!won || (await countOwners(tx))) throw new AppError('entity.not_found')
      await createUser(tx, ctx.now(), { id, email, role: 'owner' })
      await createAuthenticator(tx, ctx.now(), {
        id: newId(ctx.now()),
        userId: id,
        type: knowledge,
        data,
        createdVia: 'Admin',
        verified: true,
      })
      await audit(tx, ctx, { event: 'User.Created', actor: { type: 'system' }, userId: id, details: { role: 'owner' } })
    })
  } catch (cause) {
    if (uniqueViolation(cause)) throw new AppError('user.email_already_in_use', {}, { cause })
    throw cause
  }
}
