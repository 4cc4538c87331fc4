import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { byLogtoName, factors, spare } from '@/lib/factors'
import { accountOverview, preferFactor, removeFactor } from '@/lib/flows/account'
import { renameFactor } from '@/lib/flows/account-profile'
import { advance } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { type Endpoints, reply, route } from '@/lib/http/route'
import { shown, waiting } from '../experience/here'
import { factorView } from '../factor'
import { expectProven, moved, opening, signedIn } from './proving'
import { answer, answered, id, iso, shared } from './words'

/** A person's own second steps, and the proof that changes take (contracts/logto.md §7). */
export const ownFactors = {
  'POST /my-account/proofs': route({
    ...shared,
    summary: 'Begin a fresh proof by the strongest factor, or give the password where that is it',
    body: z.strictObject({ factorId: z.string().max(200).optional(), password: z.string().max(4096).optional() }),
    response: z.object({ verificationId: z.string(), authenticationOptions: z.unknown().optional() }),
    async handler({ ctx, request, body }) {
      const { at, headers } = await opening(ctx, await signedIn(ctx, request), { kind: 'prove' })
      if (body.password !== undefined) {
        const proven = await advance(ctx, at.token, { do: 'password', password: body.password })
        if (proven.step.step === 'done') await finishLogin(ctx, at.token)
        return reply({ verificationId: at.interaction.id }, { headers })
      }
      const first = at.step.step === 'choose-factor' ? at.step.options[0]?.authenticatorId : undefined
      const asked = await advance(ctx, at.token, { do: 'begin', authenticatorId: body.factorId ?? first ?? '' })
      const { id: verificationId, prompt } = waiting(asked)
      return reply({ verificationId, ...(prompt.shape === 'passkey' && { authenticationOptions: prompt.options }) }, { headers })
    },
  }),
  'POST /my-account/proofs/verify': route({
    ...shared,
    summary: 'Answer it',
    body: answer,
    async handler({ ctx, request, body }) {
      await moved(ctx, request, answered(body))
    },
  }),
  'GET /my-account/mfa-verifications': route({
    ...shared,
    summary: 'Second steps, masked',
    response: z.array(factorView),
    async handler({ ctx, request }) {
      const { factors: rows } = await accountOverview(ctx, await signedIn(ctx, request))
      return rows.map((row) => ({
        id: row.id,
        type: factors[row.type].wire.logto,
        status: row.status === 'paused' ? ('active' as const) : row.status,
        label: row.label,
        masked: row.masked,
        ...(row.delivery && { delivery: row.delivery }),
        isDefault: row.preferred,
        createdAt: new Date(row.createdAt).toISOString(),
        lastUsedAt: iso(row.lastUsedAt),
      }))
    },
  }),
  'POST /my-account/mfa-verifications': route({
    ...shared,
    summary: 'Begin to add a factor; needs a fresh proof',
    body: z.strictObject({ type: z.string().max(60), address: z.string().max(320).optional() }),
    response: z.object({
      verificationId: z.string(),
      secret: z.string().optional(),
      uri: z.string().optional(),
      registrationOptions: z.unknown().optional(),
    }),
    async handler({ ctx, request, body }) {
      const type = byLogtoName(body.type)
      if (!type || factors[type].spare) throw new AppError('entity.not_found')
      const { at, headers } = await opening(ctx, await signedIn(ctx, request), { kind: 'enroll', factor: type })
      expectProven(at)
      const input = body.address === undefined ? {} : { address: body.address }
      const { id: verificationId, prompt } = waiting(await advance(ctx, at.token, { do: 'enroll', factor: type, input }))
      const picture = prompt.shape === 'qr-code' && { secret: prompt.secret, uri: prompt.uri }
      const passkey = prompt.shape === 'passkey' && { registrationOptions: prompt.options }
      return reply({ verificationId, ...picture, ...passkey }, { headers })
    },
  }),
  'POST /my-account/mfa-verifications/verify': route({
    ...shared,
    summary: 'Answer what setting it up asked',
    body: answer,
    async handler({ ctx, request, body }) {
      await moved(ctx, request, answered(body))
    },
  }),
  'PATCH /my-account/mfa-verifications/:id': route({
    ...shared,
    summary: 'Name a factor, or make it the preferred one',
    params: id,
    body: z.strictObject({ label: z.string().max(60).nullable().optional(), isDefault: z.literal(true).optional() }),
    async handler({ ctx, request, params, body }) {
      const session = await signedIn(ctx, request)
      if (body.label !== undefined) await renameFactor(ctx, session, params.id, body.label ?? '')
      if (body.isDefault) await preferFactor(ctx, session, params.id)
    },
  }),
  'DELETE /my-account/mfa-verifications/:id': route({
    ...shared,
    summary: 'Remove a factor; needs a fresh proof',
    params: id,
    errors: ['session.mfa.fresh_proof_required', 'session.mfa.last_factor_required', 'entity.not_found'],
    handler: async ({ ctx, request, params }) => removeFactor(ctx, await signedIn(ctx, request), params.id),
  }),
  'POST /my-account/backup-codes/generate': route({
    ...shared,
    summary: 'Make a new set; it replaces the old one once it is acknowledged',
    response: z.object({ verificationId: z.string(), codes: z.array(z.string()) }),
    async handler({ ctx, request }) {
      const { at, headers } = await opening(ctx, await signedIn(ctx, request), { kind: 'enroll', factor: spare })
      expectProven(at)
      const made = shown(await advance(ctx, at.token, { do: 'enroll', factor: spare, input: {} }), 'codes-list')
      return reply({ verificationId: made.id, codes: made.prompt.codes }, { headers })
    },
  }),
  'POST /my-account/backup-codes/acknowledge': route({
    ...shared,
    summary: 'They were saved: from now on they count',
    async handler({ ctx, request }) {
      await moved(ctx, request, { do: 'answer', answer: { acknowledge: 'true' } })
    },
  }),
} satisfies Endpoints
