import { z } from 'zod'
import { AppError, isCode } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { advance } from '@/lib/flows/advance'
import { keyFor, pendingSignUp } from '@/lib/flows/keyed'
import { linkTo } from '@/lib/flows/mailed-links'
import { start } from '@/lib/flows/start'
import { type Endpoints, reply, route } from '@/lib/http/route'
import { type Call, callOf, text } from './call'
import { onward, signInAnswer, signInPage } from './steps'
import { badField, inOurWords, refused } from './wire'

/** Signing in and up by mailbox and password: contracts/node-auth.md §5. */

const need = (value: string | undefined, name: string): string => {
  if (value === undefined) throw badField(name, `${name} is required`)
  return value
}

const signUpKey = ({ application }: Call, email: string) => keyFor('sign-up', application.id, email)

async function login(call: Call, email: string, password: string) {
  const { ctx, application } = call
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: application.id, request: { api: true } })
  try {
    const at = await advance(ctx, token, { do: 'identify', identifier: email }, { do: 'password', password })
    return await onward(call, at)
  } catch (error) {
    if (isCode(error, 'identifier.invalid')) throw badField('email', 'email is not valid')
    if (isCode(error, 'interaction.wrong_step')) throw refused('INTERACTION_REQUIRED', { continueUrl: signInPage() })
    // whoever waits to prove a sign-up, or only thinks so, is told to do that first
    const address = isCode(error, 'session.invalid_credentials') && normalize('email', email, '')
    if (address && (await pendingSignUp(ctx, signUpKey(call, address), password))) throw refused('EMAIL_NOT_VERIFIED')
    throw error
  }
}

type SignUp = { email: string; password: string; firstName?: string | undefined; lastName?: string | undefined }

/** @returns the id the account will have; of a taken address, one that nothing will have */
async function register(call: Call, { email, password, firstName, lastName }: SignUp): Promise<string> {
  const { ctx, application } = call
  const address = normalize('email', email, '')
  if (!address) throw badField('email', 'email is not valid')
  const told = { ...(firstName && { givenName: firstName }), ...(lastName && { familyName: lastName }) }
  const { token, id } = await start(ctx, {
    purpose: 'register',
    applicationId: application.id,
    key: signUpKey(call, address),
    request: { api: true },
    details: told,
    life: 24 * 3600,
  })
  const { step } = await advance(
    ctx,
    token,
    { do: 'identify', identifier: address },
    { do: 'new-password', password },
    { do: 'send-code', link: { ...linkTo(id, 'verify-email'), besideCode: true } },
  )
  if (step.step !== 'answer') throw new AppError('session.sign_up_disabled')
  return id
}

const shared = { tag: 'Signing in', auth: 'gated' as const }
const credentials = { email: z.unknown().optional(), password: z.unknown().optional() }

export const signIns = {
  'POST /login': inOurWords(
    route({
      ...shared,
      summary: 'Sign in: tokens, or which second step is asked for',
      body: z.object(credentials),
      response: signInAnswer,
      errors: ['session.invalid_credentials', 'user.suspended'],
      async handler({ ctx, request, body }) {
        const email = need(text(body.email, 'email', 320), 'email')
        return login(await callOf(ctx, request), email, need(text(body.password, 'password'), 'password'))
      },
    }),
    { 'session.verification_blocked_too_many_attempts': 'RATE_LIMITED', 'session.mfa.factor_locked': 'ACCOUNT_LOCKED' },
  ),
  'POST /register': inOurWords(
    route({
      ...shared,
      summary: 'Sign up; the mailbox is proven before there is an account',
      body: z.object({ ...credentials, firstName: z.unknown().optional(), lastName: z.unknown().optional() }),
      response: z.object({ success: z.literal(true), userId: z.string() }),
      status: 201,
      errors: ['password.rejected', 'session.sign_up_disabled', 'user.email_already_in_use'],
      async handler({ ctx, request, body }) {
        const userId = await register(await callOf(ctx, request), {
          email: need(text(body.email, 'email', 320), 'email'),
          password: need(text(body.password, 'password'), 'password'),
          firstName: text(body.firstName, 'firstName', 100),
          lastName: text(body.lastName, 'lastName', 100),
        })
        return reply({ success: true as const, userId })
      },
    }),
  ),
} satisfies Endpoints
