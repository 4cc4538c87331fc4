import { z } from 'zod'
import { AppError, isCode } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { advance } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { followLink, mailResetLink } from '@/lib/flows/mailed-links'
import { hasPassword, ownProfile } from '@/lib/flows/own-profile'
import { start } from '@/lib/flows/start'
import { type Endpoints, route } from '@/lib/http/route'
import { type Call, callOf, signedIn, text } from './call'
import { languagesOf, orUnknown, tokenOf } from './link-words'
import { expectProof } from './step-up'
import { badField, inOurWords, refused } from './wire'

/** Passwords that are forgotten or changed: contracts/node-auth.md §7. */

const done = z.object({ success: z.literal(true) })
const ok = { success: true as const }
const maybe = z.unknown().optional()

/** Nothing is said of limits that count for one mailbox, nor of resets that are switched off. */
const unlessTold = (error: unknown) => {
  if (!isCode(error, 'session.not_supported_for_forgot_password') && !isCode(error, 'connector.rate_limit_exceeded')) throw error
}

/** The old password is compared first, and counted like at sign-in; who has none yet proves themselves another way. */
async function change(call: Call, current: string, password: string): Promise<void> {
  const session = await signedIn(call)
  const had = hasPassword(await ownProfile(session.userId))
  if (!had) await expectProof(call, session)
  const { token } = await start(call.ctx, {
    purpose: 'account',
    applicationId: session.applicationId,
    userId: session.userId,
    goal: { kind: 'password' },
    session: { id: session.id, provenAt: session.provenAt },
    request: { api: true },
  })
  if (had) {
    if (!current) throw refused('INVALID_CURRENT_PASSWORD')
    const { step } = await advance(call.ctx, token, { do: 'password', password: current })
    if (step.step !== 'new-password') await expectProof(call, { ...session, provenAt: null })
  }
  await advance(call.ctx, token, { do: 'new-password', password })
  await finishLogin(call.ctx, token)
}

const passwordIn = (value: unknown, name: string): string => {
  const password = text(value, name, 4096)
  if (!password) throw badField(name, `${name} is required`)
  return password
}

const shared = { tag: 'Passwords', auth: 'gated' as const, limit: { name: 'respond', count: 60, window: 60 } }
export const passwords = {
  'POST /forgot-password': inOurWords(
    route({
      ...shared,
      summary: 'Mail a link to a new password; the answer is the same for everybody',
      body: z.object({ email: maybe, emailLang: maybe }),
      response: done,
      async handler({ ctx, request, body }) {
        const call = await callOf(ctx, request)
        const email = normalize('email', text(body.email, 'email', 320) ?? '', '')
        if (!email) throw new AppError('identifier.invalid', { kind: 'email' })
        const { id, metadata } = call.application
        await mailResetLink(call.ctx, id, email, metadata.directSignIn.resetPageUrl, languagesOf(body.emailLang)).catch(
          unlessTold,
        )
        return ok
      },
    }),
  ),
  'POST /reset-password': inOurWords(
    route({
      ...shared,
      summary: 'Take the link and a new password: every session ends, nobody is signed in',
      body: z.object({ token: maybe, password: maybe }),
      response: done,
      errors: ['token.invalid', 'token.expired', 'password.rejected'],
      async handler({ ctx, request, body }) {
        const call = await callOf(ctx, request)
        const password = passwordIn(body.password, 'password')
        const { interaction } = await followLink(call.ctx, tokenOf(body.token), 'recover', { do: 'new-password', password })
        await finishLogin(call.ctx, { id: interaction.id })
        return ok
      },
    }),
    orUnknown('INVALID_RESET_TOKEN', 'RESET_TOKEN_EXPIRED'),
  ),
  'POST /change-password': inOurWords(
    route({
      ...shared,
      summary: 'Change the password; every other session ends',
      body: z.object({ currentPassword: maybe, newPassword: maybe }),
      response: done,
      errors: ['password.rejected', 'session.invalid_credentials'],
      async handler({ ctx, request, body }) {
        const call = await callOf(ctx, request)
        const current = text(body.currentPassword, 'currentPassword', 4096) ?? ''
        await change(call, current, passwordIn(body.newPassword, 'newPassword'))
        return ok
      },
    }),
    { 'session.invalid_credentials': 'INVALID_CURRENT_PASSWORD' },
  ),
} satisfies Endpoints
