import { z } from 'zod'
import { factors } from '@/lib/factors'
import { answer } from '@/lib/flows/step-up/answer'
import { ask } from '@/lib/flows/step-up/ask'
import { type At, actionAt } from '@/lib/flows/step-up/at'
import type { StepUpMethod } from '@/lib/flows/step-up/callers'
import { enrol } from '@/lib/flows/step-up/enrol'
import { wayOf } from '@/lib/flows/step-up/methods'
import { type Endpoints, type Handled, route } from '@/lib/http/route'
import { holderOf } from './callers'
import { authenticator } from './present'
import { body, text } from './words'

/** What pages and apps call with the token of an action: contracts/authsignal.md §9.2, §9.3, §10. */

const challenged = z.object({
  challengeId: z.string(),
  sent: z.boolean(),
  smsChannel: z.string().optional(),
  resendAfterSeconds: z.number(),
})
const verified = z.looseObject({
  isVerified: z.boolean(),
  accessToken: z.string().optional(),
  failureReason: z.enum(['CODE_INVALID_OR_EXPIRED', 'MAX_ATTEMPTS_EXCEEDED']).optional(),
})
const enrolled = z.object({ userAuthenticatorId: z.string(), userId: z.string() })

/** Methods by their name in paths. */
const paths: Record<StepUpMethod, string> = { SMS: 'sms', WHATSAPP: 'whatsapp', EMAIL_OTP: 'email-otp' }
const shared = { tag: 'Client', auth: 'gated' as const }
const asking = ['connector.rate_limit_exceeded', 'authenticator.not_found', 'authenticator.disabled', 'action.closed'] as const

async function verify(
  { ctx, request }: Pick<Handled<undefined, undefined, undefined>, 'ctx' | 'request'>,
  method: StepUpMethod,
  code: unknown,
) {
  const at = holderOf(request)
  const result = await answer(ctx, at, method, code)
  if (!result.isVerified || !result.enrolled) return result
  const { enrolled: id, ...rest } = result
  const row = (await actionAt(ctx, result.accessToken)).user.authenticators.find((one) => one.id === id)
  return { ...rest, ...(row && { userAuthenticator: authenticator(row, { masked: true, isDefault: true }) }) }
}

const challenge = (method: StepUpMethod) =>
  route({
    ...shared,
    summary: `Send a code: ${method}`,
    body: body({ smsChannel: text(20) }),
    response: challenged,
    errors: [...asking],
    async handler({ ctx, request }) {
      const asked = await ask(ctx, holderOf(request), method)
      return { ...asked, ...(method === 'SMS' && { smsChannel: 'DEFAULT' }) }
    },
  })

const verification = (method: StepUpMethod) =>
  route({
    ...shared,
    summary: `Answer with the code: ${method}`,
    body: body({ verificationCode: z.unknown().optional() }),
    response: verified,
    errors: ['action.closed'],
    handler: ({ ctx, request, body: { verificationCode } }) => verify({ ctx, request }, method, verificationCode),
  })

const enrolment = (method: StepUpMethod) => {
  const field = factors[wayOf(method).factor].address === 'email' ? 'email' : 'phoneNumber'
  return route({
    ...shared,
    summary: `Set up: ${method}`,
    body: body({ [field]: z.string().max(254) }),
    response: enrolled,
    errors: [...asking, 'action.scope_missing'],
    async handler({ ctx, request, body: given }) {
      const at: At = holderOf(request)
      const { id } = await enrol(ctx, at, method, given[field]!)
      return { userAuthenticatorId: id, userId: at.user.externalId }
    },
  })
}

/** A path per method, all alike. */
export const clientPaths: Endpoints = Object.fromEntries(
  (Object.keys(paths) as StepUpMethod[]).flatMap((method) => [
    [`POST /client/challenge/${paths[method]}`, challenge(method)],
    [`POST /client/verify/${paths[method]}`, verification(method)],
    ...(method === 'WHATSAPP' ? [] : [[`POST /client/user-authenticators/${paths[method]}`, enrolment(method)] as const]),
  ]),
)
