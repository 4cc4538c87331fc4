import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { Session } from '@/lib/db/sessions'
import { limits } from '@/lib/policy/limits'

/** Until when changes are open to a session without a new proof (milliseconds); null: confirm first. */
export const freshUntil = (session: Session, now: number): number | null => {
  const until = (session.provenAt ?? 0) + limits.session.freshProof * 1000
  return until > now ? until : null
}

/** @throws session.mfa.fresh_proof_required */
export function expectFresh(ctx: Ctx, session: Session): void {
  if (freshUntil(session, ctx.now()) === null) throw new AppError('session.mfa.fresh_proof_required', {})
}
