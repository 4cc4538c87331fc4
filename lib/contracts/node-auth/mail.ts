import { z } from 'zod'
import { AppError, isCode } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { advance } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import {
  answerByLink,
  followLink,
  linkedInteraction,
  linkTo,
  mailConnected,
  mailContactLink,
  mailSignInLink,
  mailVerification,
  takeSignInLink,
  takeVerification,
} from '@/lib/flows/mailed-links'
import { hasPassword, ownProfile } from '@/lib/flows/own-profile'
import { revokeSession } from '@/lib/flows/session'
import { type Endpoints, type Reply, route } from '@/lib/http/route'
import { type Call, callOf, signedIn, text } from './call'
import { languagesOf, orUnknown, pageWith, tokenOf } from './link-words'
import { expectProof } from './step-up'
import { onward, optionNamed, type SignInAnswer, signInAnswer, underTempToken } from './steps'
import { inOurWords, refused } from './wire'

/** Links that sign in, prove a mailbox, or change it: contracts/node-auth.md §7. */

const done = z.object({ success: z.literal(true) })
const ok = { success: true as const }
const maybe = z.unknown().optional()
type Link = { email?: unknown; mode?: unknown; tempToken?: unknown; emailLang?: unknown }

async function sendLink(call: Call, body: Link): Promise<void> {
  if (!(await mailConnected())) throw refused('EMAIL_NOT_CONFIGURED')
  if (text(body.mode, 'mode', 20) === '2fa') return sendSecond(call, body.tempToken)
  const given = text(body.email, 'email', 320)
  if (!given) throw refused('EMAIL_REQUIRED')
  const email = normalize('email', given, '')
  if (!email) throw new AppError('identifier.invalid', { kind: 'email' })
  await mailSignInLink(call.ctx, call.application.id, email, languagesOf(body.emailLang)).catch((error: unknown) => {
    throw isCode(error, 'interaction.wrong_step') ? refused('MAGIC_LINK_DISABLED') : error
  })
}

/** The mail of the second step. */
async function sendSecond(call: Call, tempToken: unknown): Promise<void> {
  const at = await underTempToken(call, tempToken)
  const option = optionNamed(at, 'magic-link')
  if (!option) throw refused('METHOD_NOT_AVAILABLE')
  const link = linkTo(at.interaction.id, 'magic-link')
  await advance(call.ctx, at.token, { do: 'begin', authenticatorId: option.authenticatorId, link, anew: true })
}

async function verifyLink(
  call: Call,
  body: { token?: unknown; mode?: unknown; tempToken?: unknown },
): Promise<Reply<SignInAnswer>> {
  const token = tokenOf(body.token)
  if (text(body.mode, 'mode', 20) !== '2fa') return onward(call, await takeSignInLink(call.ctx, call.application.id, token))
  const at = await underTempToken(call, body.tempToken)
  if (linkedInteraction(token) !== at.interaction.id) throw refused('TOKEN_MISMATCH')
  return onward(call, await answerByLink(call.ctx, at.token, token))
}

/** A sign-up's link ends it; another proves the mailbox of an account. */
async function verifyEmail(call: Call, token: string): Promise<void> {
  if (!token.includes('.')) return takeVerification(call.ctx, token)
  const { interaction, step } = await followLink(call.ctx, token, 'register')
  if (step.step !== 'done') throw refused('INTERACTION_REQUIRED')
  const { session, userId } = await finishLogin(call.ctx, { id: interaction.id })
  // a sign-up is proven here, nobody is signed in by it
  if (session) await revokeSession(call.ctx, { id: session.id, userId })
}

async function requestChange(call: Call, body: { newEmail?: unknown; emailLang?: unknown }): Promise<void> {
  const session = await signedIn(call)
  await expectProof(call, session)
  if (!hasPassword(await ownProfile(session.userId))) throw refused('PASSWORD_REQUIRED')
  const email = normalize('email', text(body.newEmail, 'newEmail', 320) ?? '', '')
  if (!email) throw new AppError('identifier.invalid', { kind: 'email' })
  await mailContactLink(call.ctx, session, email, languagesOf(body.emailLang))
}

const shared = { tag: 'Mail', auth: 'gated' as const }
const limit = { name: 'respond', count: 60, window: 60 }
const verifyNames = orUnknown('INVALID_VERIFICATION_TOKEN', 'VERIFICATION_TOKEN_EXPIRED')
const needed = (token: string | undefined) => {
  if (!token) throw refused('TOKEN_REQUIRED')
  return token
}

export const mail = {
  'POST /magic-link/send': inOurWords(
    route({
      ...shared,
      summary: 'Mail a link that signs in, or answers the second step',
      body: z.object({ email: maybe, mode: maybe, tempToken: maybe, emailLang: maybe }),
      response: done,
      errors: ['connector.rate_limit_exceeded'],
      async handler({ ctx, request, body }) {
        await sendLink(await callOf(ctx, request), body)
        return ok
      },
    }),
    { 'connector.not_found': 'EMAIL_NOT_CONFIGURED', 'connector.general': 'SERVICE_UNAVAILABLE' },
  ),
  'POST /magic-link/verify': inOurWords(
    route({
      ...shared,
      limit,
      summary: 'Take that link',
      body: z.object({ token: maybe, mode: maybe, tempToken: maybe }),
      response: signInAnswer,
      errors: ['token.invalid', 'token.expired'],
      handler: async ({ ctx, request, body }) => verifyLink(await callOf(ctx, request), body),
    }),
    { ...orUnknown('INVALID_MAGIC_LINK', 'MAGIC_LINK_EXPIRED') },
  ),
  'POST /send-verification-email': inOurWords(
    route({
      ...shared,
      summary: 'Mail a link that proves the mailbox of the account',
      body: z.object({ emailLang: maybe }),
      response: done,
      async handler({ ctx, request, body }) {
        const call = await callOf(ctx, request)
        const sent = await mailVerification(call.ctx, await signedIn(call), languagesOf(body.emailLang))
        if (!sent) throw refused('ALREADY_VERIFIED')
        return ok
      },
    }),
  ),
  'POST /verify-email': inOurWords(
    route({
      ...shared,
      limit,
      summary: 'Take the link of a sign-up, or of a mailbox that was not proven yet',
      body: z.object({ token: maybe }),
      response: done,
      errors: ['token.invalid', 'token.expired'],
      async handler({ ctx, request, body }) {
        await verifyEmail(await callOf(ctx, request), needed(text(body.token, 'token', 4096)))
        return ok
      },
    }),
    verifyNames,
  ),
  'GET /verify-email': inOurWords(
    route({
      ...shared,
      limit,
      summary: 'The same by a script of a page; a visitor is led to a page with a button, and changes nothing',
      query: z.object({ token: z.string().max(4096).optional() }),
      response: done,
      async handler({ ctx, request, query }) {
        if (request.method === 'HEAD' || request.headers.get('sec-fetch-mode') === 'navigate')
          return new Response(null, { status: 303, headers: { Location: pageWith('verify-email', query.token) } })
        await verifyEmail(await callOf(ctx, request), needed(query.token))
        return ok
      },
    }),
    verifyNames,
  ),
  'POST /change-email/request': inOurWords(
    route({
      ...shared,
      summary: 'Mail a link to a new mailbox; needs a fresh proof',
      body: z.object({ newEmail: maybe, emailLang: maybe }),
      response: done,
      async handler({ ctx, request, body }) {
        await requestChange(await callOf(ctx, request), body)
        return ok
      },
    }),
    { 'identifier.invalid': 'INVALID_EMAIL' },
  ),
  'POST /change-email/confirm': inOurWords(
    route({
      ...shared,
      limit,
      summary: 'Take that link: the new mailbox takes the place of the old one',
      body: z.object({ token: maybe }),
      response: done,
      async handler({ ctx, request, body }) {
        const call = await callOf(ctx, request)
        const { interaction } = await followLink(call.ctx, tokenOf(body.token), 'account')
        await finishLogin(call.ctx, { id: interaction.id })
        return ok
      },
    }),
    orUnknown('INVALID_EMAIL_CHANGE_TOKEN', 'EMAIL_CHANGE_TOKEN_EXPIRED'),
  ),
} satisfies Endpoints
