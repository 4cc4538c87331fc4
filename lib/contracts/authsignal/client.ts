import { z } from 'zod'
import { factors } from '@/lib/factors'
import { answer } from '@/lib/flows/step-up/answer'
import { ask } from '@/lib/flows/step-up/ask'
import { type At, actionAt } from '@/lib/flows/step-up/at'
import type { StepUpMethod } from '@/lib/flows/step-up/callers'
import { enrolApp, enrolContact } from '@/lib/flows/step-up/enrol'
import { defaultMethod, isEnrolled, usableMethods, wayOf } from '@/lib/flows/step-up/methods'
import { bearerOf } from '@/lib/http/caller'
import { type Endpoints, type Handled, route } from '@/lib/http/route'
import { holderOf } from './callers'
import { authenticator, authenticators, maskedEmail, maskedPhone } from './present'
import { body } from './words'

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
    body: body({ smsChannel: z.preprocess((v) => v ?? undefined, z.enum(['DEFAULT', 'WHATSAPP']).optional()) }),
    response: challenged,
    errors: [...asking],
    async handler({ ctx, request, body: { smsChannel } }) {
      const named = smsChannel && (smsChannel === 'WHATSAPP' ? 'whatsapp' : 'sms')
      const { channel, ...asked } = await ask(ctx, holderOf(request), method, named)
      return { ...asked, ...(method === 'SMS' && { smsChannel: channel === 'whatsapp' ? 'WHATSAPP' : 'DEFAULT' }) }
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
      const { id } = await enrolContact(ctx, at, method, given[field]!)
      return { userAuthenticatorId: id, userId: at.user.externalId }
    },
  })
}

const app: StepUpMethod = 'AUTHENTICATOR_APP'
const appEnrolment = route({
  ...shared,
  summary: 'Set up an authenticator app',
  body: body({}),
  response: enrolled.extend({ uri: z.string(), secret: z.string() }),
  errors: ['action.closed', 'action.scope_missing'],
  async handler({ ctx, request }) {
    const at = holderOf(request)
    const { id, ...told } = await enrolApp(ctx, at, app)
    return { userAuthenticatorId: id, userId: at.user.externalId, ...told }
  },
})

/** Methods that send, by their name in paths: all alike. */
const sending = { SMS: 'sms', WHATSAPP: 'whatsapp', EMAIL_OTP: 'email-otp' } satisfies Partial<Record<StepUpMethod, string>>

const alike: Endpoints = Object.fromEntries(
  (Object.entries(sending) as [keyof typeof sending, string][]).flatMap(([method, path]) => [
    [`POST /client/challenge/${path}`, challenge(method)],
    [`POST /client/verify/${path}`, verification(method)],
    // a number is set up as one for text messages
    ...(method === 'WHATSAPP' ? [] : [[`POST /client/user-authenticators/${path}`, enrolment(method)] as const]),
  ]),
)

export const clientPaths: Endpoints = {
  ...alike,
  'POST /client/user-authenticators/totp': appEnrolment,
  'POST /client/verify/totp': verification(app),
  'GET /client/user-authenticators': route({
    ...shared,
    summary: 'Authenticators of the user, masked',
    response: z.array(z.looseObject({})),
    handler: async ({ request }) => authenticators(holderOf(request).user, true).map(({ userId: _, ...rest }) => rest),
  }),
  'POST /client/init': route({
    ...shared,
    summary: 'What a page needs to begin',
    body: body({}),
    response: z.object({ challengeOptions: z.looseObject({}) }),
    async handler({ request }) {
      const { action, user, settings } = holderOf(request)
      const allowed = action.methods.filter((method) => settings.methods.includes(method))
      const usable = isEnrolled(user) ? usableMethods(user, settings).filter((method) => allowed.includes(method)) : allowed
      const first = defaultMethod(user, usable, action.defaultMethod)
      // what was tracked says nothing of somebody who has proven something
      const given = isEnrolled(user) ? {} : action.request
      const [email, phone] = [given.email || user.email, given.phoneNumber || user.phone]
      return {
        challengeOptions: {
          token: bearerOf(request),
          ...(first && { defaultVerificationMethod: first }),
          verificationMethods: usable,
          user: { ...(email && { email: maskedEmail(email) }), ...(phone && { phoneNumber: maskedPhone(phone) }) },
        },
      }
    },
  }),
}
