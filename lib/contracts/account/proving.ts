import { cookieNames, readCookie, setCookie } from '@/lib/core/cookies'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { factors } from '@/lib/factors'
import { advance, current } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { readSession, type Session } from '@/lib/flows/session'
import { start } from '@/lib/flows/start'
import type { Command, Current, StartInput } from '@/lib/flows/types'
import { here } from '../experience/here'

/** As long as the pages' own (seconds). */
const cookieLife = 3600

/** The person behind the session cookie. @throws auth.unauthorized */
export async function signedIn(ctx: Ctx, request: Request): Promise<Session> {
  const session = await readSession(ctx, readCookie(request.headers.get('cookie'), cookieNames.session()))
  if (!session) throw new AppError('auth.unauthorized')
  return session
}

/** Opens an interaction about the person who is signed in. @returns where it is, and the cookie that names it */
export async function opening(ctx: Ctx, session: Session, goal: NonNullable<StartInput['goal']>) {
  const { token } = await start(ctx, {
    purpose: 'account',
    applicationId: 'account',
    userId: session.userId,
    goal,
    session: { id: session.id, provenAt: session.provenAt },
  })
  const at = await current(ctx, token)
  if ('gone' in at) throw new AppError('session.not_found')
  return { at, headers: { 'set-cookie': setCookie(cookieNames.interaction(), token, cookieLife) } }
}

/** Goes on only where nothing has to be proven first. @throws session.mfa.fresh_proof_required with the factors that would do */
export function expectProven({ step }: Current): void {
  const options = step.step === 'choose-factor' ? step.options : step.step === 'answer' ? step.options : null
  if (!options && step.step !== 'authenticate') return
  const names = [...new Set((options ?? []).map((o) => factors[o.factor].wire.logto))]
  throw new AppError('session.mfa.fresh_proof_required', { factors: names.length ? names : ['Password'] })
}

/** Moves what this person began here, and finishes it when nothing is left. @throws session.verification_session_not_found */
export async function moved(ctx: Ctx, request: Request, ...commands: Command[]): Promise<Current> {
  const { userId } = await signedIn(ctx, request)
  const { token, interaction } = await here(ctx, request)
  if (interaction.purpose !== 'account' || interaction.userId !== userId)
    throw new AppError('session.verification_session_not_found')
  const at = await advance(ctx, token, ...commands)
  if (at.step.step === 'done') await finishLogin(ctx, token)
  return at
}
