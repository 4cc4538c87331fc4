import { z } from 'zod'
import { cookieNames, setCookie } from '@/lib/core/cookies'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { byLogtoName, factors } from '@/lib/factors'
import { current } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { signInCookies } from '@/lib/flows/sign-in-cookies'
import { start } from '@/lib/flows/start'
import type { Command, Current } from '@/lib/flows/types'
import { type Endpoints, reply, route } from '@/lib/http/route'
import type { Purpose } from '@/lib/interaction/types'
import { resume } from '@/lib/oidc/issue'
import { here, move, tokenOf, waiting } from './here'
import { rung } from './ladder'

const events = { SignIn: 'sign-in', Register: 'register', ForgotPassword: 'recover' } as const
const eventOf = (purpose: Purpose) => Object.entries(events).find(([, p]) => p === purpose)?.[0] ?? 'SignIn'
/** As long as the pages' own cookie (seconds): longer than the interaction, so that an ended one can say so. */
const cookieLife = 3600

const tag = 'Experience'
const shared = { tag, auth: 'anyone' as const }

/** Opens an interaction of the wished kind; one that runs hands on the application and request it is for. */
async function opened(ctx: Ctx, request: Request, purpose: Purpose): Promise<string | null> {
  const token = tokenOf(request)
  const at = token ? await current(ctx, token) : null
  const running = at && !('gone' in at) ? at.interaction : null
  if (running?.purpose === purpose) return null
  if (running?.facts.evidence.length) throw new AppError('interaction.wrong_step')
  const earlier = running ?? (at && 'gone' in at ? at.interaction : undefined)
  const made = await start(ctx, {
    purpose,
    applicationId: earlier?.applicationId ?? 'account',
    ...(running?.oidcUid && { oidcUid: running.oidcUid }),
    ...(earlier && { request: earlier.facts.request }),
  })
  return setCookie(cookieNames.interaction(), made.token, cookieLife)
}

/** Where it is, in the words of the ladder: what `submit` would answer. */
function described(c: Current) {
  const left = rung(c)
  const { identifier, evidence, bound } = c.interaction.facts
  return {
    interactionEvent: eventOf(c.interaction.purpose),
    ...(left && { next: { code: left.code, data: left.data } }),
    identified: !!c.interaction.userId && evidence.length > 0,
    ...(identifier && { identifierType: identifier.kind }),
    verified: [...new Set(evidence.map((e) => factors[e.factor].wire.logto))],
    bound: bound.map((b) => factors[b.type].wire.logto),
  }
}

async function submit(ctx: Ctx, request: Request) {
  const c = await here(ctx, request)
  const left = rung(c)
  if (left) throw left
  const finished = await finishLogin(ctx, c.token)
  const headers = new Headers()
  for (const cookie of signInCookies(finished, ctx.now())) headers.append('set-cookie', cookie)
  headers.append('set-cookie', setCookie(cookieNames.interaction(), '', 0))
  const signedIn = finished.oidcUid && finished.session ? await resume(finished) : '/account/security'
  return reply({ redirectTo: finished.purpose === 'recover' ? '/sign-in' : signedIn }, { headers })
}

/** Sign-up details one at a time; a password is a new one, at sign-up and after recovery. */
const profileCommand = ({ type, value }: { type: 'email' | 'phone' | 'username' | 'password'; value: string }): Command =>
  type === 'password' ? { do: 'new-password', password: value } : { do: 'profile', [type]: value }

const skipping = (summary: string, ...reasons: string[]) =>
  route({
    ...shared,
    summary,
    async handler({ ctx, request }) {
      const { step } = await here(ctx, request)
      if (step.step === 'enroll' && !reasons.includes(step.reason)) throw new AppError('interaction.wrong_step')
      await move(ctx, request, { do: 'skip' })
    },
  })

export const interaction = {
  'PUT /experience': route({
    ...shared,
    summary: 'Choose what is done: sign in, sign up, or replace a forgotten password',
    limit: { name: 'begin', count: 60, window: 60 },
    body: z.strictObject({ interactionEvent: z.enum(['SignIn', 'Register', 'ForgotPassword']) }),
    response: z.object({ interactionEvent: z.string() }),
    async handler({ ctx, request, body: { interactionEvent } }) {
      const cookie = await opened(ctx, request, events[interactionEvent])
      return reply({ interactionEvent }, cookie ? { headers: { 'set-cookie': cookie } } : {})
    },
  }),
  'GET /experience/interaction': route({
    ...shared,
    summary: 'Where the interaction of this browser is',
    response: z.object({
      interactionEvent: z.string(),
      next: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }).optional(),
      identified: z.boolean(),
      identifierType: z.string().optional(),
      verified: z.array(z.string()),
      bound: z.array(z.string()),
    }),
    handler: async ({ ctx, request }) => described(await here(ctx, request)),
  }),
  'POST /experience/identification': route({
    ...shared,
    summary: 'Whether what was proven says who it is',
    body: z.strictObject({ verificationId: z.string().max(200).optional() }),
    async handler({ ctx, request }) {
      const left = rung(await here(ctx, request))
      if (left?.code === 'session.identifier_not_found') throw left
    },
  }),
  'POST /experience/profile': route({
    ...shared,
    summary: 'Give a detail that is missing; an address is sent a code',
    body: z.strictObject({ type: z.enum(['email', 'phone', 'username', 'password']), value: z.string().min(1).max(4096) }),
    response: z.object({ verificationId: z.string().optional() }),
    async handler({ ctx, request, body }) {
      const { step } = await move(ctx, request, profileCommand(body))
      return step.step === 'answer' ? { verificationId: step.challenge.id } : {}
    },
  }),
  'POST /experience/profile/mfa': route({
    ...shared,
    summary: 'Keep what was just set up; for backup codes: that they were saved',
    body: z.strictObject({ type: z.string().max(60), verificationId: z.string().max(200).optional() }),
    async handler({ ctx, request, body }) {
      const type = byLogtoName(body.type)
      const c = await here(ctx, request)
      if (type && factors[type].spare && waiting(c).factor === type)
        await move(ctx, request, { do: 'answer', answer: { acknowledge: 'true' } })
      else if (!c.interaction.facts.bound.some((b) => b.type === type)) throw new AppError('session.mfa.pending_info_not_found')
    },
  }),
  'POST /experience/profile/mfa/mfa-enabled': route({
    ...shared,
    summary: 'Turn two-step verification on where it is offered',
    async handler({ ctx, request }) {
      await move(ctx, request, { do: 'opt-in' })
    },
  }),
  'POST /experience/profile/mfa/mfa-skipped': skipping('Put two-step verification off', 'suggested', 'required'),
  'POST /experience/profile/mfa/mfa-suggestion-skipped': skipping('Add no further factor', 'another'),
  'POST /experience/profile/mfa/passkey-skipped': skipping('Take no passkey', 'offer'),
  'POST /experience/profile/mfa/trusted-device': route({
    ...shared,
    summary: 'Ask for no second step in this browser for a while, right after passing one',
    async handler({ ctx, request }) {
      await move(ctx, request, { do: 'trust' })
    },
  }),
  'POST /experience/submit': route({
    ...shared,
    summary: 'Climb the ladder: the first rung that is missing, or where the browser goes',
    response: z.object({ redirectTo: z.string() }),
    handler: ({ ctx, request }) => submit(ctx, request),
  }),
} satisfies Endpoints
