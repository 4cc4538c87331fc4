import { keyedHash } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { db, transaction } from '@/lib/db/client'
import { expireInteractions } from '@/lib/db/interactions'
import { longestWait, take } from '@/lib/db/limits'
import type { Identifier } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import { advance, current } from './advance'
import { finishLogin } from './finish'
import { keyFor, runningUnder } from './keyed'
import { start } from './start'

/** Whose wish it is: codes of one are none of the other. */
export type ResetKind = 'reset' | 'admin-reset'

const keyOf = (reset: ResetKind, applicationId: string, { kind, value }: Identifier) =>
  keyFor(reset, applicationId, `${kind}:${value}`)

/**
 * Sends a code for a new password, to whoever the identifier belongs to: what happens does not depend on whether that is anybody.
 * Soon after another one nothing is sent. @throws connector.rate_limit_exceeded
 */
export async function askReset(
  ctx: Ctx,
  applicationId: string,
  identifier: Identifier,
  kind: ResetKind = 'reset',
): Promise<void> {
  const key = keyOf(kind, applicationId, identifier)
  const ref = await runningUnder(ctx, key)
  const at = ref && (await current(ctx, ref))
  const sent = at && !('gone' in at) ? at.interaction.facts.challenges[0] : undefined
  if (sent && sent.resendAt > ctx.now()) return
  const counter = `reset:${keyedHash('reset', `${identifier.kind}:${identifier.value}`)}`
  const wait = longestWait(await take(db(), ctx.now(), [{ key: counter, ...limits.resetMessages }]))
  if (wait) throw new AppError('connector.rate_limit_exceeded', { retryAfter: wait, scope: 'recipient' })
  const { token, id } = await start(ctx, { purpose: 'recover', applicationId, request: { api: true }, key })
  try {
    await advance(ctx, token, { do: 'identify', identifier: identifier.value }, { do: 'send-code' })
  } catch (error) {
    // nothing was sent: the code that is out stays good
    await transaction((tx) => expireInteractions(tx, ctx.now(), { id }))
    throw error
  }
  if (ref) await transaction((tx) => expireInteractions(tx, ctx.now(), ref))
}

/**
 * Takes a code and the new password in one: the sessions end, the factors stay, nobody is signed in.
 * @throws verification_code.*, password.rejected
 */
export async function finishReset(
  ctx: Ctx,
  applicationId: string,
  identifier: Identifier,
  code: string,
  password: string,
  kind: ResetKind = 'reset',
): Promise<void> {
  const ref = await runningUnder(ctx, keyOf(kind, applicationId, identifier))
  if (!ref) throw new AppError('verification_code.not_found', {})
  await advance(ctx, ref, { do: 'answer', answer: { code } }, { do: 'new-password', password })
  await finishLogin(ctx, ref)
}
