import { z } from 'zod'
import { AppError, isCode } from '@/lib/core/errors'
import { parseIdentifier } from '@/lib/core/identifiers'
import { mask } from '@/lib/core/mask'
import { advance } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { hasPassword, ownProfile } from '@/lib/flows/own-profile'
import { askReset, finishReset } from '@/lib/flows/reset-over-api'
import { start } from '@/lib/flows/start'
import { type Endpoints, route } from '@/lib/http/route'
import type { Identifier } from '@/lib/interaction/types'
import { callOf } from './call'
import { body, code, identifier, newPassword, password } from './fields'
import { expectProof } from './proof'
import { signedIn } from './signed-in'

const shared = { tag: 'Passwords', auth: 'gated' as const, limit: { name: 'respond', count: 60, window: 60 } }

/** As far as the text itself says; null for what can belong to nobody. */
function identifierIn(text: string): Identifier | null {
  try {
    return parseIdentifier(text, ['email', 'phone', 'username'], 'US')
  } catch {
    return null
  }
}

/** Kinds that no reset goes by look like everybody who is unknown. */
const unlessClosed = (error: unknown) => {
  if (!isCode(error, 'identifier.invalid') && !isCode(error, 'session.not_supported_for_forgot_password')) throw error
}

const confirmation = body({ identifier, code, newPassword })
/** Codes that an administrator had sent, and no others. */
const confirmReset = route({
  ...shared,
  summary: 'Take the code that an administrator had sent, and the new password',
  body: confirmation,
  response: z.object({ success: z.literal(true) }),
  errors: ['verification_code.code_mismatch', 'verification_code.expired', 'password.rejected'],
  async handler({ ctx, request, body: given }) {
    const call = await callOf(ctx, request)
    const who = identifierIn(given.identifier)
    if (!who) throw new AppError('verification_code.not_found', {})
    await finishReset(call.ctx, call.application.id, who, given.code, given.newPassword, 'admin-reset')
    return { success: true as const }
  },
})

export const passwords = {
  'POST /reset-password/confirm': confirmReset,
  'POST /admin/reset-password/confirm': confirmReset,
  'POST /forgot-password': route({
    ...shared,
    summary: 'Send a code for a new password; the answer is the same for everybody',
    body: body({ identifier, baseUrl: z.string().max(2000).optional() }),
    response: z.object({
      success: z.literal(true),
      destination: z.string().optional(),
      deliveryMedium: z.string().optional(),
      expiresIn: z.number(),
    }),
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const who = identifierIn(given.identifier)
      if (who && who.kind !== 'username') await askReset(call.ctx, call.application.id, who).catch(unlessClosed)
      const address = who && who.kind !== 'username' ? { kind: who.kind, value: who.value } : null
      return {
        success: true as const,
        ...(address && {
          destination: mask(address.kind, address.value),
          deliveryMedium: address.kind === 'email' ? 'email' : 'sms',
        }),
        expiresIn: 600,
      }
    },
  }),
  'POST /forgot-password/confirm': route({
    ...shared,
    summary: 'Take the code and the new password',
    body: confirmation,
    response: z.object({ success: z.literal(true), mustChangePassword: z.literal(false) }),
    errors: [
      'verification_code.code_mismatch',
      'verification_code.expired',
      'verification_code.exceed_max_try',
      'password.rejected',
    ],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const who = identifierIn(given.identifier)
      if (!who) throw new AppError('verification_code.not_found', {})
      await finishReset(call.ctx, call.application.id, who, given.code, given.newPassword)
      return { success: true as const, mustChangePassword: false as const }
    },
  }),
  'POST /change-password': route({
    ...shared,
    protected: true,
    summary: 'Change the password; every other session ends',
    body: body({ oldPassword: password, newPassword }),
    response: z.object({ success: z.literal(true) }),
    errors: ['password.rejected', 'session.mfa.fresh_proof_required'],
    async handler({ ctx, request, body: given }) {
      const call = await callOf(ctx, request)
      const session = await signedIn(call, given)
      if (!hasPassword(await ownProfile(session.userId))) throw new AppError('session.not_supported_for_forgot_password')
      const { token } = await start(call.ctx, {
        purpose: 'account',
        applicationId: session.applicationId,
        userId: session.userId,
        goal: { kind: 'password' },
        session: { id: session.id, provenAt: session.provenAt },
        request: { api: true },
      })
      const { step } = await advance(call.ctx, token, { do: 'password', password: given.oldPassword })
      if (step.step !== 'new-password') await expectProof(call, { ...session, provenAt: null })
      await advance(call.ctx, token, { do: 'new-password', password: given.newPassword })
      await finishLogin(call.ctx, token)
      return { success: true as const }
    },
  }),
} satisfies Endpoints
