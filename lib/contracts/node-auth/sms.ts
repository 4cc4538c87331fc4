import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { factors, forAddress } from '@/lib/factors'
import { advance } from '@/lib/flows/advance'
import { answerLoginCode, phoneCodes, sendLoginCode } from '@/lib/flows/code-login'
import type { Command, Current } from '@/lib/flows/types'
import { type Endpoints, type Reply, reply, route } from '@/lib/http/route'
import { type Call, callOf, signedIn, text } from './call'
import { verifyPhone } from './phone'
import { codeOf, type Sent, sendAnswer, sentState } from './sent'
import { onward, optionNamed, type SignInAnswer, signInAnswer, underTempToken } from './steps'
import { inOurWords, refused } from './wire'

/** One-time passwords by text message: contracts/node-auth.md §4. The table stands under `/auth` as well. */

const modes = ['login', '2fa', 'verify-phone'] as const
type Mode = (typeof modes)[number]

/** Looked at one by one, in the printed order; what is no text is refused by name. */
const given = z.object({
  mode: z.unknown().optional(),
  userId: z.unknown().optional(),
  email: z.unknown().optional(),
  tempToken: z.unknown().optional(),
  code: z.unknown().optional(),
})
type Given = z.output<typeof given>

function modeOf({ mode }: Given): Mode {
  if (mode === undefined || mode === null || mode === '') return 'login'
  const known = modes.find((name) => name === mode)
  if (!known) throw refused('INVALID_MODE')
  return known
}

const identifierOf = ({ email, userId }: Given) => text(email, 'email', 320) ?? text(userId, 'userId', 128)

async function sendSecond(call: Call, body: Given): Promise<Sent> {
  const at = await underTempToken(call, body.tempToken)
  const option = optionNamed(at, 'sms')
  if (!option) throw refused(hasNumber(at) ? 'METHOD_NOT_AVAILABLE' : 'PHONE_NOT_SET')
  const { step } = await advance(call.ctx, at.token, { do: 'begin', authenticatorId: option.authenticatorId, anew: true })
  if (step.step !== 'answer') throw new AppError('interaction.wrong_step')
  const { prompt } = step.challenge
  return { ...sentState(step.challenge), ...(prompt.shape === 'code' && prompt.sentTo && { destination: prompt.sentTo }) }
}

const hasNumber = ({ subject }: Current) =>
  !!subject.profile.phone || subject.rows.some(({ type }) => factors[type].address === 'phone')

async function send(call: Call, body: Given): Promise<Sent> {
  const { sent, signIn } = await phoneCodes()
  if (!sent) throw refused('SMS_NOT_CONFIGURED')
  const mode = modeOf(body)
  if (mode === '2fa') return sendSecond(call, body)
  if (mode === 'verify-phone') return verifyPhone.send(call, await signedIn(call))
  if (!signIn) throw refused('SMS_LOGIN_DISABLED')
  const who = identifierOf(body)
  if (!who) throw refused('IDENTIFIER_REQUIRED')
  return sentState(await sendLoginCode(call.ctx, call.application.id, who))
}

async function verify(call: Call, body: Given): Promise<Reply<SignInAnswer>> {
  const mode = modeOf(body)
  if (mode === 'verify-phone') {
    const session = await signedIn(call)
    return reply(await verifyPhone.answer(call, session, codeOf(body.code)))
  }
  if (mode === '2fa') {
    const at = await underTempToken(call, body.tempToken)
    const code = codeOf(body.code)
    return onward(call, await advance(call.ctx, at.token, ...asked(at), { do: 'answer', answer: { code } }))
  }
  const who = identifierOf(body)
  if (!who) throw refused('USER_ID_REQUIRED')
  const code = codeOf(body.code)
  return onward(call, await answerLoginCode(call.ctx, call.application.id, who, code))
}

/** Back to the code that was sent, where something else was asked for since. A code of another factor never answers for this one. */
function asked({ step, interaction, policy, subject }: Current): Command[] {
  const { attempts, facts } = interaction
  if (attempts >= policy.code.attempts) throw new AppError('verification_code.exceed_max_try', {})
  const phone = forAddress('phone')
  if (step.step === 'answer' && step.challenge.factor === phone) return []
  const sent = facts.challenges.find((c) => c.factor === phone && c.mode === 'verify' && c.expiresAt > subject.now)
  if (!sent?.authenticatorId) throw new AppError('verification_code.not_found', {})
  return [{ do: 'begin', authenticatorId: sent.authenticatorId }]
}

/** All that is wrong with a code is one thing to say. */
const wrong = { 'interaction.stale': 'INVALID_SMS_CODE', 'interaction.wrong_step': 'INVALID_SMS_CODE' } as const

const shared = { tag: 'SMS', auth: 'gated' as const, body: given }
export const nodeAuthSms = {
  'POST /sms/send': inOurWords(
    route({
      ...shared,
      summary: 'Send a code: to sign in, as second step, or to prove a number',
      response: sendAnswer,
      errors: ['connector.rate_limit_exceeded', 'connector.general'],
      handler: async ({ ctx, request, body }) => send(await callOf(ctx, request), body),
    }),
  ),
  'POST /sms/verify': inOurWords(
    route({
      ...shared,
      summary: 'Answer with the code',
      limit: { name: 'respond', count: 60, window: 60 },
      response: signInAnswer,
      errors: ['verification_code.code_mismatch', 'verification_code.exceed_max_try'],
      handler: async ({ ctx, request, body }) => verify(await callOf(ctx, request), body),
    }),
    wrong,
  ),
} satisfies Endpoints
