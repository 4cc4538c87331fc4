import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { type FactorType, factors, spare } from '@/lib/factors'
import { accountAt, preferFactor, removeFactor } from '@/lib/flows/account'
import { advance, current } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { keyFor, runningUnder, startUnder } from '@/lib/flows/keyed'
import type { Session } from '@/lib/flows/session'
import type { Current } from '@/lib/flows/types'
import { type Endpoints, route } from '@/lib/http/route'
import { named, numberOf } from '../direct/device-number'
import { type Call, callOf } from './call'
import { body, deviceParams } from './fields'
import { factorNamed } from './methods'
import { devicesOf, methodsAllowed, statusOf } from './mfa-view'
import { expectProof, orProof } from './proof'
import { answerFor, beginSetup, type SetupAnswer } from './setup'
import { signedIn } from './signed-in'
import { refuseField } from './wire'

const shared = { tag: 'Second step', auth: 'gated' as const, protected: true as const }
const methodName = z.string().max(20)
const wish = z.object({ phoneNumber: z.string().max(40).optional(), deviceName: z.string().max(255).optional() }).optional()

/** A method that may be set up here. @throws request.invalid with those that may */
async function expectAllowed(call: Call, session: Session, name: string): Promise<FactorType> {
  const at = await accountAt(call.ctx, session)
  const factor = factorNamed(name)
  if (factor && !factors[factor].spare && at.policy.mfa.factors.includes(factor)) return factor
  return refuseField('methodName', 'This method cannot be set up here.', methodsAllowed(at))
}

type Pending = { ref: { id: string }; at: Current }
/** What was begun in this session for this method, while its proof holds. */
async function pending({ ctx }: Call, session: Session, factor: FactorType): Promise<Pending | null> {
  const ref = await runningUnder(ctx, keyFor('setup', session.id, factor))
  const at = ref && (await current(ctx, ref))
  return ref && at && !('gone' in at) && at.step.step === 'enroll' ? { ref, at } : null
}

async function open(call: Call, session: Session, factor: FactorType): Promise<Pending> {
  const going = await pending(call, session, factor)
  if (going) return going
  const { id } = await startUnder(call.ctx, keyFor('setup', session.id, factor), {
    purpose: 'account',
    applicationId: session.applicationId,
    userId: session.userId,
    goal: { kind: 'enroll', factor },
    session: { id: session.id, provenAt: session.provenAt },
    request: { api: true },
  })
  const at = await current(call.ctx, { id })
  if ('gone' in at) throw new AppError('token.session_ended')
  return { ref: { id }, at }
}

/** A name of one's own for what was set up, where one was given. */
async function verified(call: Call, session: Session, factor: FactorType, given: SetupAnswer) {
  const going = await pending(call, session, factor)
  if (!going) throw new AppError('session.mfa.pending_info_not_found')
  const { ref, at } = going
  if (at.interaction.attempts >= at.policy.code.attempts) throw new AppError('verification_code.exceed_max_try', {})
  await advance(call.ctx, ref, { do: 'answer', answer: answerFor(at, factor, given) })
  const { bound } = await finishLogin(call.ctx, ref)
  const id = bound[0]
  if (!id) throw new AppError('session.mfa.pending_info_not_found')
  return { deviceId: numberOf(id), uid: id }
}

async function expectDevice(call: Call, session: Session, given: string) {
  const { subject } = await accountAt(call.ctx, session)
  const row = named(
    subject.rows.filter(({ type }) => factors[type].role !== 'first' && !factors[type].spare),
    given,
  )
  if (!row) throw new AppError('entity.not_found')
  return row
}

async function removed(call: Call, session: Session, given: string) {
  const row = await expectDevice(call, session, given)
  await expectProof(call, session)
  await orProof(call, session, () => removeFactor(call.ctx, session, row.id))
  const { subject } = await accountAt(call.ctx, session)
  const left = subject.rows.some(
    ({ type, status }) => factors[type].role !== 'first' && !factors[type].spare && status !== 'pending',
  )
  return {
    removedDeviceId: numberOf(row.id),
    removedMethod: factors[row.type].wire.nauth,
    mfaDisabled: !left,
    success: true as const,
  }
}

/** Ten codes that count at once: this wire has no step for saying that they were saved. */
async function freshCodes(call: Call, session: Session): Promise<string[]> {
  const { policy, subject } = await accountAt(call.ctx, session)
  if (!policy.mfa.factors.includes(spare)) refuseField('methodName', 'Backup codes are switched off.')
  if (!subject.rows.some(({ type, status }) => factors[type].role !== 'first' && !factors[type].spare && status !== 'pending'))
    throw new AppError('session.mfa.backup_code_can_not_be_alone')
  const { ref } = await open(call, session, spare)
  const { step } = await advance(call.ctx, ref, { do: 'enroll', factor: spare, input: {} })
  const prompt = step.step === 'enroll' ? step.challenge?.prompt : undefined
  if (prompt?.shape !== 'codes-list') throw new AppError('interaction.wrong_step')
  await advance(call.ctx, ref, { do: 'answer', answer: { acknowledge: 'true' } })
  await finishLogin(call.ctx, ref)
  return prompt.codes.map((code) => code.replace(/-/g, ''))
}

export const mfa = {
  'GET /mfa/status': route({
    ...shared,
    summary: 'What stands for a second step, and what is asked for',
    response: z.looseObject({ enabled: z.boolean(), required: z.boolean() }),
    async handler({ ctx, request }) {
      const call = await callOf(ctx, request)
      return statusOf(call.ctx, await accountAt(call.ctx, await signedIn(call)))
    },
  }),
  'GET /mfa/available-methods': route({
    ...shared,
    summary: 'Methods that the policy allows',
    response: z.object({ availableMethods: z.array(z.string()) }),
    async handler({ ctx, request }) {
      const call = await callOf(ctx, request)
      return { availableMethods: methodsAllowed(await accountAt(call.ctx, await signedIn(call))) }
    },
  }),
  'POST /mfa/setup-data': route({
    ...shared,
    summary: 'Begin to set a method up; needs a fresh proof',
    body: body({ methodName, setupData: wish }),
    response: z.object({ setupData: z.record(z.string(), z.unknown()) }),
    errors: ['session.mfa.fresh_proof_required', 'user.missing_profile', 'connector.rate_limit_exceeded'],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call, given)
      const factor = await expectAllowed(call, session, given.methodName)
      await expectProof(call, session)
      const { ref, at } = await open(call, session, factor)
      return { setupData: await beginSetup(call, ref, at, factor, given.setupData ?? {}) }
    },
  }),
  'POST /mfa/verify-setup': route({
    ...shared,
    summary: 'Answer what setting it up asked',
    limit: { name: 'respond', count: 60, window: 60 },
    body: body({ methodName, setupData: z.looseObject({}), deviceName: z.string().max(255).optional() }),
    response: z.object({ deviceId: z.number(), uid: z.string() }),
    errors: ['verification_code.code_mismatch', 'verification_code.expired', 'user.phone_already_in_use'],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call, given)
      const factor = await expectAllowed(call, session, given.methodName)
      await expectProof(call, session)
      return verified(call, session, factor, expectAnswer(given.setupData))
    },
  }),
  'GET /mfa/devices': route({
    ...shared,
    summary: 'What is set up, newest first',
    response: z.object({ devices: z.array(z.looseObject({ id: z.number(), uid: z.string() })) }),
    async handler({ ctx, request }) {
      const call = await callOf(ctx, request)
      return { devices: devicesOf(await accountAt(call.ctx, await signedIn(call))) }
    },
  }),
  'POST /mfa/devices/:id/preferred': route({
    ...shared,
    summary: 'Ask by this one first',
    params: deviceParams,
    body: body({}),
    response: z.object({ message: z.string(), success: z.literal(true) }),
    errors: ['entity.not_found'],
    async handler({ ctx, request, params, body: given }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call, given)
      await preferFactor(call.ctx, session, (await expectDevice(call, session, params.id)).id)
      return { message: 'Preferred MFA device updated', success: true as const }
    },
  }),
  'DELETE /mfa/devices/:id': route({
    ...shared,
    summary: 'Remove one; needs a fresh proof',
    params: deviceParams,
    response: z.object({
      removedDeviceId: z.number(),
      removedMethod: z.string(),
      mfaDisabled: z.boolean(),
      success: z.literal(true),
    }),
    errors: ['entity.not_found', 'session.mfa.last_factor_required', 'session.mfa.fresh_proof_required'],
    async handler({ ctx, request, params }) {
      const call = await callOf(ctx, request)
      return removed(call, await signedIn(call), params.id)
    },
  }),
  'POST /mfa/backup-codes/generate': route({
    ...shared,
    summary: 'Ten new backup codes, shown once; older ones are void',
    body: body({}),
    response: z.object({ codes: z.array(z.string()) }),
    errors: ['session.mfa.fresh_proof_required', 'session.mfa.backup_code_can_not_be_alone'],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call, given)
      await expectProof(call, session)
      return { codes: await freshCodes(call, session) }
    },
  }),
} satisfies Endpoints

/** Words and numbers of an answer are what they say they are. @throws request.invalid */
function expectAnswer(given: Record<string, unknown>): SetupAnswer {
  for (const name of ['code', 'secret', 'phoneNumber', 'expectedChallenge'])
    if (given[name] !== undefined && typeof given[name] !== 'string') refuseField(`setupData.${name}`, 'Send it as text.')
  return given as SetupAnswer
}
