import type { Ctx } from '@/lib/core/ctx'
import type { AddressKind } from '@/lib/core/mask'
import { transaction } from '@/lib/db/client'
import { personById, updateUser } from '@/lib/db/users'
import { expectFresh } from './account-fresh'
import { advance } from './advance'
import type { Session } from './session'
import { start } from './start'
import type { Current } from './types'

/**
 * A new address of somebody who is signed in: a code goes to it, and it takes the old one's place once that is answered. Until then it is
 * on file as theirs by their word. @param token of the wire's own spelling
 * @throws session.mfa.fresh_proof_required, account_center.field_not_editable, identifier.invalid, connector.*
 */
export async function askContact(
  ctx: Ctx,
  session: Session,
  contact: AddressKind,
  value: string,
  token: string,
): Promise<Current> {
  expectFresh(ctx, session)
  await start(ctx, {
    purpose: 'account',
    applicationId: session.applicationId,
    userId: session.userId,
    goal: { kind: 'contact', contact },
    session: { id: session.id, provenAt: session.provenAt },
    request: { api: true },
    token,
  })
  const at = await advance(ctx, token, { do: 'profile', [contact]: value })
  await told(ctx, session.userId, contact, at.interaction.facts.profile[contact] ?? value)
  return at
}

/** Kept beside what is proven. */
async function told(ctx: Ctx, userId: string, contact: AddressKind, value: string): Promise<void> {
  await transaction(async (tx) => {
    const user = (await personById(tx, userId))?.user
    if (user) await updateUser(tx, ctx.now(), userId, { profile: { ...(user.profile as object), [contact]: value } })
  })
}
