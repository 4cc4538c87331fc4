import { newId, newSecret } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { audit } from '@/lib/db/audit'
import { transaction } from '@/lib/db/client'
import { createInteraction, expireKey } from '@/lib/db/interactions'
import { limits } from '@/lib/policy/limits'
import { expectEditable, fieldOf } from './account-fields'
import { eventOf } from './state'
import type { StartInput } from './types'

/**
 * Opens an interaction. @throws account_center.field_not_editable
 * @returns its id, and its token: 256 bits, given to the browser or caller and kept here only as a hash
 */
export async function start(ctx: Ctx, input: StartInput): Promise<{ token: string; id: string }> {
  if (input.goal) await expectEditable(...fieldOf(input.goal))
  const id = newId(ctx.now())
  const token = input.token ?? newSecret()
  const created = {
    id,
    token,
    key: input.key ?? null,
    purpose: input.purpose,
    applicationId: input.applicationId,
    userId: input.userId ?? null,
    oidcUid: input.oidcUid ?? null,
    returnTo: input.returnTo ?? null,
    createdAt: ctx.now(),
    expiresAt: ctx.now() + (input.life ?? limits.interaction.ttl) * 1000,
    facts: {
      profile: {},
      evidence: input.evidence ?? [],
      challenges: [],
      skipped: [],
      bound: [],
      request: input.request ?? {},
      ...(input.goal && { goal: input.goal }),
      ...(input.session && { session: input.session }),
      ...(input.details && { details: input.details }),
    },
  }
  await transaction(async (tx) => {
    if (input.alone && input.key) await expireKey(tx, ctx.now(), input.key)
    await createInteraction(tx, created)
    await audit(tx, ctx, {
      event: `${eventOf(created)}.Create`,
      userId: created.userId,
      applicationId: created.applicationId,
      details: { interaction: id },
    })
  })
  return { token, id }
}
