import { isCode } from '@/lib/core/errors'
import { freshUntil } from '@/lib/flows/account-fresh'
import { current } from '@/lib/flows/advance'
import { startProof } from '@/lib/flows/keyed'
import type { Session } from '@/lib/flows/session'
import type { Call } from './call'
import { methodsOf } from './steps'
import { refused } from './wire'

/** @throws wire.refused STEP_UP_REQUIRED, with the tempToken to prove it under; nothing is sent yet (contracts/node-auth.md §6) */
async function askProof({ ctx }: Call, session: Session): Promise<never> {
  const { token } = await startProof(ctx, session)
  const at = await current(ctx, token)
  const methods = 'gone' in at ? [] : methodsOf(at)
  throw refused('STEP_UP_REQUIRED', { tempToken: token, available2faMethods: methods.length ? methods : ['password'] })
}

/** Goes on only where the strongest factor was proven in this session within ten minutes. */
export async function expectProof(call: Call, session: Session): Promise<void> {
  if (freshUntil(session, call.ctx.now()) === null) await askProof(call, session)
}

/** The same for flows that ask themselves. */
export async function orProof<T>(call: Call, session: Session, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isCode(error, 'session.mfa.fresh_proof_required')) return askProof(call, session)
    throw error
  }
}
