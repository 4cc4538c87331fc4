import { randomUUID } from 'node:crypto'
import { AppError } from '@/lib/core/errors'
import { freshUntil } from '@/lib/flows/account-fresh'
import { current } from '@/lib/flows/advance'
import { startProof } from '@/lib/flows/keyed'
import type { Session } from '@/lib/flows/session'
import type { Call } from './call'
import { parametersOf, unsent } from './challenge'

/**
 * Goes on only where the strongest factor was proven in this session within ten minutes (contracts/nauth.md §10).
 * @throws session.mfa.fresh_proof_required with the session to prove it in; nothing is sent yet
 */
export async function expectProof(call: Call, session: Session): Promise<void> {
  if (freshUntil(session, call.ctx.now()) !== null) return
  throw await askProof(call, session)
}

/** The same for flows that ask themselves. */
export async function orProof<T>(call: Call, session: Session, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'session.mfa.fresh_proof_required') throw await askProof(call, session)
    throw error
  }
}

async function askProof({ ctx }: Call, session: Session): Promise<AppError> {
  const { token } = await startProof(ctx, session, randomUUID())
  const at = await current(ctx, token)
  if ('gone' in at) return new AppError('token.session_ended')
  const { availableMethods, preferredMethod } = parametersOf(at, 'MFA_REQUIRED', unsent)
  return new AppError('session.mfa.fresh_proof_required', { session: token, availableMethods, preferredMethod })
}
