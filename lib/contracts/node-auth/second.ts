import { z } from 'zod'
import { equal } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { byLogtoName, factors } from '@/lib/factors'
import { accountAt, removeFactor } from '@/lib/flows/account'
import { advance, current } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { keyFor, runningUnder, startUnder } from '@/lib/flows/keyed'
import type { Command, Current } from '@/lib/flows/types'
import { type Endpoints, type Reply, reply, route } from '@/lib/http/route'
import { qrPng } from '../direct/qr-png'
import { type Call, callOf, signedIn, text } from './call'
import { codeOf } from './sent'
import { expectProof, orProof } from './step-up'
import { onward, optionNamed, type SignInAnswer, signInAnswer, underTempToken } from './steps'
import { badField, inOurWords, refused } from './wire'

/** The second step and its setting up: contracts/node-auth.md §6. Only an authenticator app is set up on this wire. */

const app = byLogtoName('Totp')!

type Given = { tempToken?: unknown; totpCode?: unknown; method?: unknown; password?: unknown }

const passwordOf = (body: Given): string => {
  const password = text(body.password, 'password')
  if (!password) throw badField('password', 'password is required')
  return password
}

/** What answers, by its name. The password is an answer in a session only, where the door asks for it. */
function answers(at: Current, method: string, body: Given): Command[] {
  const { interaction, step } = at
  const inSession = interaction.purpose === 'account'
  if (method === 'password') {
    if (!inSession || step.step !== 'authenticate') throw refused('METHOD_NOT_AVAILABLE')
    return [{ do: 'password', password: passwordOf(body) }]
  }
  const option = ['totp', 'backup'].includes(method) ? optionNamed(at, method) : undefined
  if (!option) throw refused('TOTP_NOT_SET')
  const code = codeOf(body.totpCode)
  const { authenticatorId, factor } = option
  const given: Command[] = [
    { do: 'begin', authenticatorId },
    { do: 'answer', answer: { code } },
  ]
  return inSession && factors[factor].spare ? [...given, { do: 'password', password: passwordOf(body) }] : given
}

async function verify(call: Call, body: Given): Promise<Reply<SignInAnswer>> {
  const at = await underTempToken(call, body.tempToken)
  const method = text(body.method, 'method', 20) ?? 'totp'
  if (at.interaction.attempts >= at.policy.code.attempts) throw new AppError('verification_code.exceed_max_try', {})
  return onward(call, await advance(call.ctx, at.token, ...answers(at, method, body)))
}

/** What is being set up: in a sign-in that demands it, or in a session. */
type SettingUp = { ref: string | { id: string }; at: Current; inSignIn: boolean }

async function settingUp(call: Call, tempToken: unknown, begin: boolean): Promise<SettingUp | null> {
  if (text(tempToken, 'tempToken', 4096)) {
    const at = await underTempToken(call, tempToken)
    if (at.step.step !== 'enroll') throw new AppError('session.interaction_not_found')
    return { ref: at.token, at, inSignIn: true }
  }
  const session = await signedIn(call)
  await expectProof(call, session)
  const key = keyFor('setup', session.id, app)
  const running = begin ? null : await runningUnder(call.ctx, key)
  const ref =
    running ??
    (begin &&
      (await startUnder(call.ctx, key, {
        purpose: 'account',
        applicationId: session.applicationId,
        userId: session.userId,
        goal: { kind: 'enroll', factor: app },
        session: { id: session.id, provenAt: session.provenAt },
        request: { api: true },
      })))
  const at = ref && (await current(call.ctx, { id: ref.id }))
  return ref && at && !('gone' in at) && at.step.step === 'enroll' ? { ref: { id: ref.id }, at, inSignIn: false } : null
}

async function setUp(call: Call, tempToken: unknown) {
  const going = await settingUp(call, tempToken, true)
  if (!going) throw refused('METHOD_NOT_AVAILABLE')
  const { step } = await advance(call.ctx, going.ref, { do: 'enroll', factor: app, input: {} })
  const prompt = step.step === 'enroll' ? step.challenge?.prompt : undefined
  if (prompt?.shape !== 'qr-code') throw refused('METHOD_NOT_AVAILABLE')
  return { secret: prompt.secret, otpauthUrl: prompt.uri, qrCode: qrPng(prompt.uri) }
}

async function verifySetup(call: Call, body: { token?: unknown; secret?: unknown; tempToken?: unknown }) {
  const going = await settingUp(call, body.tempToken, false)
  const step = going?.at.step
  const prompt = step?.step === 'enroll' ? step.challenge?.prompt : undefined
  if (!going || prompt?.shape !== 'qr-code') throw refused('NO_PENDING_SETUP')
  const secret = text(body.secret, 'secret', 256)
  if (secret && !equal(secret, prompt.secret)) throw refused('SECRET_MISMATCH')
  const code = text(body.token, 'token')
  if (!code) throw badField('token', 'token is required')
  const at = await advance(call.ctx, going.ref, { do: 'answer', answer: { code: code.slice(0, 64) } })
  if (going.inSignIn) return onward(call, at)
  await finishLogin(call.ctx, going.ref)
  return reply({ success: true as const })
}

async function disable(call: Call): Promise<void> {
  const session = await signedIn(call)
  await expectProof(call, session)
  const { subject } = await accountAt(call.ctx, session)
  const rows = subject.rows.filter(({ type, status }) => type === app && status !== 'pending')
  if (!rows.length) throw refused('TOTP_NOT_SET')
  await orProof(call, session, () => removeFactor(call.ctx, session, ...rows.map(({ id }) => id)))
}

const shared = { tag: 'Second step', auth: 'gated' as const }
const limit = { name: 'respond', count: 60, window: 60 }
const unknown = z.unknown().optional()
const unknownToken = {
  'session.interaction_not_found': 'WRONG_TEMP_TOKEN',
  'session.not_found': 'WRONG_TEMP_TOKEN',
  'interaction.stale': 'WRONG_TEMP_TOKEN',
  'interaction.over': 'WRONG_TEMP_TOKEN',
} as const

export const seconds = {
  'POST /2fa/verify': inOurWords(
    route({
      ...shared,
      limit,
      summary: 'Answer the second step: tokens, or the proof a session was asked for',
      body: z.object({ tempToken: unknown, totpCode: unknown, method: unknown, password: unknown }),
      response: signInAnswer,
      errors: ['session.mfa.invalid_totp_code', 'verification_code.exceed_max_try'],
      handler: async ({ ctx, request, body }) => verify(await callOf(ctx, request), body),
    }),
    { ...unknownToken, 'session.invalid_credentials': 'INVALID_CURRENT_PASSWORD' },
  ),
  'POST /2fa/setup': inOurWords(
    route({
      ...shared,
      summary: 'Begin to set an authenticator app up',
      body: z.object({ tempToken: unknown }),
      response: z.object({ secret: z.string(), otpauthUrl: z.string(), qrCode: z.string() }),
      handler: async ({ ctx, request, body }) => setUp(await callOf(ctx, request), body.tempToken),
    }),
    unknownToken,
  ),
  'POST /2fa/verify-setup': inOurWords(
    route({
      ...shared,
      limit,
      summary: 'Answer with its first code',
      body: z.object({ token: unknown, secret: unknown, tempToken: unknown }),
      response: signInAnswer,
      errors: ['session.mfa.invalid_totp_code', 'session.mfa.pending_info_not_found'],
      handler: async ({ ctx, request, body }) => verifySetup(await callOf(ctx, request), body),
    }),
    { ...unknownToken, 'session.mfa.invalid_totp_code': 'INVALID_TOTP_CODE' },
  ),
  'POST /2fa/disable': inOurWords(
    route({
      ...shared,
      summary: 'Remove the authenticator app; needs a fresh proof',
      response: z.object({ success: z.literal(true) }),
      errors: ['session.mfa.last_factor_required'],
      async handler({ ctx, request }) {
        await disable(await callOf(ctx, request))
        return { success: true as const }
      },
    }),
  ),
} satisfies Endpoints
