import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { mask } from '@/lib/core/mask'
import { type FactorType, factors } from '@/lib/factors'
import { advance } from '@/lib/flows/advance'
import { knownId } from '@/lib/flows/commands/enroll'
import type { Current } from '@/lib/flows/types'
import { type Endpoints, route } from '@/lib/http/route'
import { readyAddress } from '@/lib/interaction/contacts'
import { numberOf } from '../direct/device-number'
import { type Call, callOf } from './call'
import { challengeName, medium, sendState, whereTo } from './challenge'
import { here, onward } from './conclude'
import { body, session } from './fields'
import { factorNamed, rowFor, sendTo } from './methods'
import { beginSetup, type SetupData } from './setup'
import { refuseField } from './wire'

const shared = { tag: 'Signing in', auth: 'gated' as const, limit: { name: 'respond', count: 60, window: 60 } }

/** The open challenge, if a code belongs to it. */
const delivered = ({ step }: Current) => {
  const c = step.step === 'answer' || step.step === 'enroll' ? step.challenge : undefined
  return c?.address ? c : undefined
}

async function resend(call: Call, token: string) {
  const at = await here(call, token)
  if (at.interaction.attempts >= at.policy.code.attempts) throw new AppError('verification_code.exceed_max_try', {})
  const moved = delivered(at) ? await advance(call.ctx, at.token, { do: 'resend' }) : await first(call, at)
  const c = delivered(moved)
  if (!c?.address) return refuseField('session', 'Nothing is sent for this step.')
  const { kind, value } = c.address
  const { codeLength: _, ...state } = sendState(call.ctx.now(), c, { sent: true })
  return { destination: mask(kind, value), deliveryMedium: medium(kind), codeSent: true, ...state }
}

/** One that could not be sent when the challenge began. */
async function first(call: Call, at: Current): Promise<Current> {
  const { at: moved, sent } = await onward(call, at)
  if (sent.refused) throw sent.refused
  return moved
}

/** The address on file may become a factor without a code. */
function autoCompleted({ interaction, subject, policy }: Current, factor: FactorType): SetupData | null {
  if (!readyAddress(interaction, subject, policy, factor)) return null
  return { autoCompleted: true, deviceId: numberOf(knownId(interaction, factor)) }
}

/** A number that was proven is never exchanged here. @throws auth.forbidden */
function expectUnlocked({ subject }: Current, phoneNumber: string | undefined): void {
  const proven = subject.proven.find(({ kind }) => kind === 'phone')?.value
  if (proven && phoneNumber !== undefined && phoneNumber.replace(/[^\d+]/g, '') !== proven)
    throw new AppError('auth.forbidden', { reason: 'phone_locked' })
}

const wish = z.object({ phoneNumber: z.string().max(40).optional(), deviceName: z.string().max(255).optional() }).optional()

export const challenges = {
  'POST /challenge/resend': route({
    ...shared,
    summary: 'A new code for the current challenge; the one before is void',
    body: body({ session }),
    response: z.looseObject({ destination: z.string(), deliveryMedium: z.string(), codeSent: z.boolean() }),
    errors: ['connector.rate_limit_exceeded', 'connector.general', 'verification_code.exceed_max_try'],
    handler: async ({ ctx, request, body: given }) => resend(await callOf(ctx, request), given.session),
  }),
  'POST /challenge/setup-data': route({
    ...shared,
    summary: 'Begin to set a second step up during a sign-in that demands one',
    body: body({ session, method: z.string().max(20), setupData: wish }),
    response: z.object({ setupData: z.record(z.string(), z.unknown()) }),
    errors: ['interaction.wrong_step', 'user.missing_profile', 'auth.forbidden', 'connector.rate_limit_exceeded'],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const at = await here(call, given.session)
      const expected = challengeName(at)
      if (at.step.step !== 'enroll') throw new AppError('interaction.wrong_step', { expected, received: 'MFA_SETUP_REQUIRED' })
      const factor = factorNamed(given.method)
      const allowed = at.step.allowed.map((o) => o.factor)
      if (!factor || !allowed.includes(factor))
        return refuseField(
          'method',
          'This method is not open here.',
          allowed.map((type) => factors[type].wire.nauth),
        )
      const phone = given.setupData?.phoneNumber
      if (factors[factor].address === 'phone') expectUnlocked(at, phone)
      const ready = phone === undefined || factors[factor].address !== 'phone' ? autoCompleted(at, factor) : null
      return { setupData: ready ?? (await beginSetup(call, at.token, at, factor, given.setupData ?? {})) }
    },
  }),
  'POST /challenge/challenge-data': route({
    ...shared,
    summary: 'Ask by another method: sends its code, or gives the options for a passkey',
    body: body({ session, method: z.string().max(20), deviceId: z.union([z.number(), z.string().max(16)]).optional() }),
    response: z.looseObject({ challengeData: z.unknown() }),
    errors: ['interaction.wrong_step', 'connector.rate_limit_exceeded', 'connector.general'],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const at = await here(call, given.session)
      const expected = challengeName(at)
      if (expected !== 'MFA_REQUIRED') throw new AppError('interaction.wrong_step', { expected, received: 'MFA_REQUIRED' })
      const row = rowFor(at, given.method, given.deviceId)
      const { address: kind, rowOf } = factors[row.type]
      if (!kind && !rowOf) return refuseField('method', 'This method needs no data.')
      const { at: asked, sent } = await sendTo(call, at, row)
      const c = asked.step.step === 'answer' ? asked.step.challenge : undefined
      if (kind) return { challengeData: row.masked, ...whereTo(row.masked, kind, c), ...sendState(call.ctx.now(), c, { sent }) }
      const options = c?.prompt.shape === 'passkey' ? (c.prompt.options as object) : {}
      return { challengeData: { ...options, options } }
    },
  }),
} satisfies Endpoints
