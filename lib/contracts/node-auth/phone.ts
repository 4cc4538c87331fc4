import { AppError } from '@/lib/core/errors'
import { mask } from '@/lib/core/mask'
import { removeNumber } from '@/lib/flows/account-number'
import { advance, current } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { keyFor, runningUnder, startUnder } from '@/lib/flows/keyed'
import type { Session } from '@/lib/flows/session'
import type { Current } from '@/lib/flows/types'
import type { Call } from './call'
import { type Sent, sentState } from './sent'
import { expectProof } from './step-up'
import { badField } from './wire'

/** A number of one's own: pending until its code was answered (contracts/node-auth.md §4, §5). */

const keyOf = (session: Session) => keyFor('setup', session.id, 'phone')

function sentTo({ step }: Current): Sent {
  const c = step.step === 'answer' ? step.challenge : undefined
  if (!c?.address) throw new AppError('interaction.wrong_step')
  return { ...sentState(c), destination: mask('phone', c.address.value) }
}

async function going({ ctx }: Call, session: Session) {
  const ref = await runningUnder(ctx, keyOf(session))
  const at = ref && (await current(ctx, ref))
  return ref && at && !('gone' in at) && at.step.step === 'answer' ? ref : null
}

/** Begins: a code goes to the new number, and the old one stays until it is answered. */
async function add(call: Call, session: Session, phone: string): Promise<Sent> {
  await expectProof(call, session)
  const { id } = await startUnder(call.ctx, keyOf(session), {
    purpose: 'account',
    applicationId: session.applicationId,
    userId: session.userId,
    goal: { kind: 'contact', contact: 'phone' },
    session: { id: session.id, provenAt: session.provenAt },
    request: { api: true },
  })
  return sentTo(await advance(call.ctx, { id }, { do: 'profile', phone }))
}

async function send(call: Call, session: Session): Promise<Sent> {
  const ref = await going(call, session)
  if (!ref) throw badField('phoneNumber', 'There is no number to prove. Give one first.')
  return sentTo(await advance(call.ctx, ref, { do: 'resend' }))
}

async function answer(call: Call, session: Session, code: string): Promise<{ success: true }> {
  const ref = await going(call, session)
  if (!ref) throw new AppError('verification_code.not_found', {})
  await advance(call.ctx, ref, { do: 'answer', answer: { code } })
  await finishLogin(call.ctx, ref)
  return { success: true }
}

/** Takes the number away, and with it the second step that goes to it. @throws session.mfa.last_factor_required */
async function remove(call: Call, session: Session): Promise<void> {
  await expectProof(call, session)
  await removeNumber(call.ctx, session)
}

export const verifyPhone = { add, send, answer, remove }
