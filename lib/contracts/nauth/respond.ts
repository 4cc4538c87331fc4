import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { factors } from '@/lib/factors'
import { advance } from '@/lib/flows/advance'
import { knownId } from '@/lib/flows/commands/enroll'
import type { Command, Current } from '@/lib/flows/types'
import { type Endpoints, type Handled, route } from '@/lib/http/route'
import { numberOf } from '../direct/device-number'
import { callOf } from './call'
import { blockedError, challengeName } from './challenge'
import { authResponse, conclude, here } from './conclude'
import { body, code, credential, deviceId, newPassword, password, session } from './fields'
import { answerTo, factorNamed, rowFor } from './methods'
import { answerFor, type SetupAnswer } from './setup'
import { refuseField } from './wire'

const names = ['VERIFY_EMAIL', 'VERIFY_PHONE', 'MFA_REQUIRED', 'MFA_SETUP_REQUIRED', 'FORCE_CHANGE_PASSWORD'] as const
const text = z.string().max(1400)
const setupData = z.looseObject({
  code: code.optional(),
  deviceId: deviceId.optional(),
  secret: text.optional(),
  credential: credential.optional(),
  expectedChallenge: text.optional(),
})
const challengeAnswer = body({
  session,
  type: z.enum(names),
  code: code.optional(),
  phone: z.string().max(40).optional(),
  method: z.string().max(20).optional(),
  deviceId: deviceId.optional(),
  credential: credential.optional(),
  password: password.optional(),
  newPassword: newPassword.optional(),
  setupData: setupData.optional(),
})
type Answer = z.output<typeof challengeAnswer>

const required = <T>(value: T | undefined, name: string): T => value ?? refuseField(name, 'This is missing.')

/** What a second step is answered with. A step-up also takes the password, or a spare with it. */
function second(at: Current, given: Answer): Command[] {
  const method = required(given.method, 'method')
  const { step, interaction, policy } = at
  const stepUp = interaction.purpose === 'account'
  const blocked = blockedError(at)
  if (blocked) throw blocked
  if (method === 'password') {
    if (!stepUp || step.step !== 'authenticate') refuseField('method', 'This method is not open here.')
    return [{ do: 'password', password: required(given.password, 'password') }]
  }
  const row = rowFor(at, method, given.deviceId)
  const spare = factors[row.type].spare
  const answer = factors[row.type].rowOf
    ? { credential: required(given.credential, 'credential') }
    : { code: required(given.code, 'code') }
  const commands = answerTo(at, row, answer, policy.trustedDevice.enabled && policy.trustedDevice.always && !stepUp)
  return stepUp && spare ? [...commands, { do: 'password', password: required(given.password, 'password') }] : commands
}

/** Setting up ends with its code, or with a word that the address on file will do. */
function setUp(at: Current, given: Answer): Command[] {
  const { step, interaction } = at
  const factor = factorNamed(required(given.method, 'method'))
  const allowed = step.step === 'enroll' ? step.allowed.map((o) => o.factor) : []
  if (!factor || !allowed.includes(factor)) {
    const open = allowed.map((type) => factors[type].wire.nauth)
    return refuseField('method', 'This method is not open here.', open)
  }
  const data = required(given.setupData, 'setupData')
  if (data.deviceId === undefined) return [{ do: 'answer', answer: answerFor(at, factor, data as SetupAnswer) }]
  const id = knownId(interaction, factor)
  return [{ do: 'use-known', factor, id: String(numberOf(id)) === String(data.deviceId) ? id : 'another' }]
}

function commandsFrom(at: Current, given: Answer): Command[] {
  switch (given.type) {
    case 'VERIFY_EMAIL':
      return [{ do: 'answer', answer: { code: required(given.code, 'code') } }]
    case 'VERIFY_PHONE':
      return given.phone !== undefined
        ? [{ do: 'profile', phone: given.phone.replace(/\s/g, '') }]
        : [{ do: 'answer', answer: { code: required(given.code, 'code') } }]
    case 'MFA_REQUIRED':
      return second(at, given)
    case 'MFA_SETUP_REQUIRED':
      return setUp(at, given)
    case 'FORCE_CHANGE_PASSWORD':
      return [{ do: 'new-password', password: required(given.newPassword, 'newPassword') }]
    default:
      return given.type satisfies never
  }
}

async function respond({ ctx, request, body: given }: Handled<undefined, undefined, typeof challengeAnswer>) {
  const call = await callOf(ctx, request)
  const at = await here(call, given.session)
  if (at.interaction.attempts >= at.policy.code.attempts) throw new AppError('verification_code.exceed_max_try', {})
  const blocked = blockedError(at)
  if (blocked) throw blocked
  const expected = challengeName(at)
  if (expected !== given.type) throw new AppError('interaction.wrong_step', { expected, received: given.type })
  const moved = await advance(call.ctx, at.token, ...commandsFrom(at, given))
  return conclude(call, moved, at)
}

const respondRoute = route({
  tag: 'Signing in',
  auth: 'gated',
  summary: 'Answer the current challenge: tokens, or the next challenge',
  limit: { name: 'respond', count: 60, window: 60 },
  body: challengeAnswer,
  response: authResponse,
  errors: [
    'session.interaction_not_found',
    'session.not_found',
    'interaction.over',
    'interaction.wrong_step',
    'verification_code.code_mismatch',
    'verification_code.exceed_max_try',
    'verification_code.expired',
    'session.mfa.factor_locked',
  ],
  handler: respond,
})

/** An older name, with the older field. */
const alias = body({ challengeType: z.enum(names) }).loose()
export const responding = {
  'POST /respond-challenge': respondRoute,
  'POST /respond-challenge/mobile': respondRoute,
  'POST /challenge': route({
    tag: 'Signing in',
    auth: 'gated',
    summary: 'The same under an older name',
    limit: { name: 'respond', count: 60, window: 60 },
    body: alias,
    response: authResponse,
    async handler({ ctx, request, body: { challengeType, ...rest } }) {
      const given = challengeAnswer.safeParse({ ...rest, type: challengeType })
      if (!given.success) return refuseField(given.error.issues[0]?.path.join('.') ?? '', given.error.issues[0]?.message ?? '')
      return respond({ ctx, request, body: given.data } as Parameters<typeof respond>[0])
    },
  }),
} satisfies Endpoints
