import { z } from 'zod'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { phoneChannels } from '@/lib/core/mask'
import { byLogtoName, discoverable, type FactorType, factors, forAddress, spare } from '@/lib/factors'
import type { Command, Current } from '@/lib/flows/types'
import { type Endpoints, route } from '@/lib/http/route'
import type { Challenge } from '@/lib/interaction/types'
import { beginFactor, here, move, shown, waiting } from './here'

/** A client's verification id is a hint: the newest question of the interaction is the one checked. */
const verificationId = z.string().max(200).optional()
const begun = z.object({ verificationId: z.string() })
const identifier = z.strictObject({ type: z.enum(['email', 'phone', 'username']), value: z.string().min(1).max(320) })
const identifierType = z.enum(['email', 'phone'])
const code = z.string().min(1).max(64)
const credential = z.looseObject({ id: z.string().max(1400), response: z.looseObject({}) })
const options = z.record(z.string(), z.unknown())
const trustDevice = z.boolean().optional()

const tag = 'Experience'
const shared = { tag, auth: 'anyone' as const }
/** The one factor that this wire's paths name and nothing else about it tells apart. */
const app = byLogtoName('Totp')!

const answer = (given: Record<string, unknown>, trust?: boolean): Command => ({
  do: 'answer',
  answer: given,
  ...(trust && { trustDevice: true }),
})

export const verification = {
  'POST /experience/verification/password': route({
    ...shared,
    summary: 'Prove who it is by a password',
    body: z.strictObject({ identifier: identifier.optional(), password: z.string().max(4096) }),
    response: begun,
    async handler({ ctx, request, body }) {
      const who: Command[] = body.identifier ? [{ do: 'identify', identifier: body.identifier.value }] : []
      const { interaction } = await move(ctx, request, ...who, { do: 'password', password: body.password })
      return { verificationId: interaction.id }
    },
  }),
  'POST /experience/verification/verification-code': route({
    ...shared,
    summary: 'Send a code to the identifier itself; the same answer for known and unknown ones',
    body: z.strictObject({ identifier, interactionEvent: z.string().max(40).optional() }),
    response: begun,
    async handler({ ctx, request, body }) {
      const c = await move(ctx, request, { do: 'identify', identifier: body.identifier.value }, { do: 'send-code' })
      return { verificationId: waiting(c).id }
    },
  }),
  'POST /experience/verification/verification-code/verify': route({
    ...shared,
    summary: 'Answer with the code',
    body: z.strictObject({ identifier: identifier.optional(), verificationId, code }),
    response: begun,
    async handler({ ctx, request, body }) {
      const c = await here(ctx, request)
      expectTarget(c, body.identifier)
      await move(ctx, request, answer({ code: body.code }))
      return { verificationId: waiting(c).id }
    },
  }),
  'POST /experience/verification/mfa-verification-code': route({
    ...shared,
    summary: 'Send a code as second step',
    body: z.strictObject({
      identifierType: identifierType.optional(),
      factorId: z.string().max(200).optional(),
      delivery: z.enum(phoneChannels).optional(),
    }),
    response: begun,
    async handler({ ctx, request, body }) {
      const kind = body.identifierType
      const type = kind && factors[forAddress(kind)].wire.logto
      const { factorId, delivery } = body
      const wanted = { ...(factorId && { factorId }), ...(type && { type }), ...(delivery && { delivery }) }
      return { verificationId: waiting(await beginFactor(ctx, request, wanted)).id }
    },
  }),
  'POST /experience/verification/mfa-verification-code/verify': route({
    ...shared,
    summary: 'Answer with the code of the second step',
    body: z.strictObject({ identifierType: identifierType.optional(), verificationId, code, trustDevice }),
    response: begun,
    async handler({ ctx, request, body }) {
      const { id } = waiting(await here(ctx, request))
      await move(ctx, request, answer({ code: body.code }, body.trustDevice))
      return { verificationId: id }
    },
  }),
  'POST /experience/verification/totp/secret': route({
    ...shared,
    summary: 'Begin to set up an authenticator app',
    response: z.object({ verificationId: z.string(), secret: z.string(), uri: z.string() }),
    async handler({ ctx, request }) {
      const { id, prompt } = shown(await move(ctx, request, { do: 'enroll', factor: app, input: {} }), 'qr-code')
      return { verificationId: id, secret: prompt.secret, uri: prompt.uri }
    },
  }),
  'POST /experience/verification/totp/verify': route({
    ...shared,
    summary: 'Answer with the code of the app, while setting up or as second step',
    body: z.strictObject({ verificationId, code, trustDevice, secret: z.string().max(200).optional() }),
    errors: ['user.totp_secret_invalid'],
    response: begun,
    async handler({ ctx, request, body }) {
      if (body.secret !== undefined) expectOurs(await here(ctx, request), body.secret)
      const id = await asked(ctx, request, app)
      await move(ctx, request, answer({ code: body.code }, body.trustDevice))
      return { verificationId: id }
    },
  }),
  'POST /experience/verification/backup-code/generate': route({
    ...shared,
    summary: 'Make a set of backup codes; they count once they are acknowledged',
    response: z.object({ verificationId: z.string(), codes: z.array(z.string()) }),
    async handler({ ctx, request }) {
      const { id, prompt } = shown(await move(ctx, request, { do: 'enroll', factor: spare, input: {} }), 'codes-list')
      return { verificationId: id, codes: prompt.codes }
    },
  }),
  'POST /experience/verification/backup-code/verify': route({
    ...shared,
    summary: 'Answer with a backup code',
    body: z.strictObject({ code }),
    response: begun,
    async handler({ ctx, request, body }) {
      const id = await asked(ctx, request, spare)
      await move(ctx, request, answer({ code: body.code }))
      return { verificationId: id }
    },
  }),
  'POST /experience/verification/web-authn/registration': route({
    ...shared,
    summary: 'Begin to set up a passkey',
    response: z.object({ verificationId: z.string(), registrationOptions: options }),
    async handler({ ctx, request }) {
      const { id, prompt } = shown(await move(ctx, request, { do: 'enroll', factor: discoverable, input: {} }), 'passkey')
      return { verificationId: id, registrationOptions: prompt.options as Record<string, unknown> }
    },
  }),
  'POST /experience/verification/web-authn/registration/verify': route({
    ...shared,
    summary: 'Answer with the new credential',
    body: z.strictObject({ verificationId, payload: credential }),
    response: begun,
    async handler({ ctx, request, body }) {
      const { id } = passkeyAsked(await here(ctx, request))
      await move(ctx, request, answer({ credential: body.payload }))
      return { verificationId: id }
    },
  }),
  'POST /experience/verification/web-authn/authentication': route({
    ...shared,
    summary: 'Ask for a passkey as second step',
    response: z.object({ verificationId: z.string(), authenticationOptions: options }),
    async handler({ ctx, request }) {
      const c = await beginFactor(ctx, request, { type: factors[discoverable].wire.logto })
      const { id, prompt } = shown(c, 'passkey')
      return { verificationId: id, authenticationOptions: prompt.options as Record<string, unknown> }
    },
  }),
  'POST /experience/verification/web-authn/authentication/verify': route({
    ...shared,
    summary: 'Answer with an assertion',
    body: z.strictObject({ verificationId, payload: credential, trustDevice }),
    response: begun,
    async handler({ ctx, request, body }) {
      const { id } = passkeyAsked(await here(ctx, request))
      await move(ctx, request, answer({ credential: body.payload }, body.trustDevice))
      return { verificationId: id }
    },
  }),
  'POST /experience/verification/sign-in-passkey/authentication': route({
    ...shared,
    summary: 'The question a passkey may answer before anybody said who they are',
    response: z.object({ verificationId: z.string(), authenticationOptions: options }),
    async handler({ ctx, request }) {
      const { passkey, interaction } = await here(ctx, request)
      if (passkey?.shape !== 'passkey') throw new AppError('interaction.wrong_step')
      return { verificationId: interaction.id, authenticationOptions: passkey.options as Record<string, unknown> }
    },
  }),
  'POST /experience/verification/sign-in-passkey/authentication/verify': route({
    ...shared,
    summary: 'Sign in with a passkey alone',
    body: z.strictObject({ verificationId, payload: credential }),
    response: begun,
    async handler({ ctx, request, body }) {
      const { interaction } = await move(ctx, request, { do: 'passkey', answer: { credential: body.payload } })
      return { verificationId: interaction.id }
    },
  }),
} satisfies Endpoints

/** The question of a factor that sends nothing: the one on screen, or its own now. @returns its id */
async function asked(ctx: Ctx, request: Request, factor: FactorType): Promise<string> {
  const { step } = await here(ctx, request)
  const running = step.step === 'answer' || step.step === 'enroll' ? step.challenge : undefined
  if (running?.factor === factor) return running.id
  return waiting(await beginFactor(ctx, request, { type: factors[factor].wire.logto })).id
}

/** A code is for the address it went to. @throws verification_code.phone_mismatch, verification_code.email_mismatch */
function expectTarget(c: Current, given: z.output<typeof identifier> | undefined): void {
  const { address } = waiting(c)
  if (!given || given.type === 'username' || !address) return
  const meant = normalize(given.type, given.value, c.policy.defaultCountry)
  if (given.type !== address.kind || meant !== address.value) throw new AppError(`verification_code.${given.type}_mismatch`)
}

/** Whoever brings a secret along brings ours. @throws user.totp_secret_invalid */
function expectOurs({ step }: Current, secret: string): void {
  const prompt = step.step === 'enroll' ? step.challenge?.prompt : undefined
  if (prompt?.shape !== 'qr-code' || prompt.secret !== secret) throw new AppError('user.totp_secret_invalid')
}

/** @throws session.mfa.webauthn_verification_not_found */
function passkeyAsked({ step }: Current): Challenge {
  const challenge = step.step === 'answer' || step.step === 'enroll' ? step.challenge : undefined
  if (challenge?.prompt.shape !== 'passkey') throw new AppError('session.mfa.webauthn_verification_not_found')
  return challenge
}
