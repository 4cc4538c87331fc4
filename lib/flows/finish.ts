import { addressBlock } from '@/lib/core/address-block'
import { keyedHash, newId, newSecret } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError, type ErrorCode } from '@/lib/core/errors'
import { placeOf } from '@/lib/core/geoip'
import { audit } from '@/lib/db/audit'
import { type Tx, transaction, uniqueViolation } from '@/lib/db/client'
import { expireInteractions, finishInteraction, type Ref } from '@/lib/db/interactions'
import { remember } from '@/lib/db/known'
import { seenBefore } from '@/lib/db/limits'
import { createSession, markProven, sessionById, trustDevice } from '@/lib/db/sessions'
import { standingOf } from '@/lib/db/standing'
import { type Assurance, assurance } from '@/lib/interaction/assurance'
import { strongestProven } from '@/lib/interaction/second'
import { limits } from '@/lib/policy/limits'
import { deviceLabel } from './device'
import { evidenceOf, tookTwoSteps } from './kept'
import { ended, record } from './record'
import { stillStands } from './standing'
import { mustLoad, type State, stepOf } from './state'
import { tell } from './tell'
import type { Finished } from './types'
import { later } from './underway'

/**
 * The one way to a session. Ends an interaction whose step is `done`, in one transaction: person, factors, audit, session; exactly
 * one of any number of parallel callers gets it. Recovery, consent and proof in settings end here too and sign nobody in.
 * @throws interaction.wrong_step, interaction.stale, user.*_already_in_use; session.not_found when what it rested on is gone:
 * the interaction has then ended, and its page offers to start again
 */
export async function finishLogin(ctx: Ctx, ref: Ref): Promise<Finished> {
  const s = await mustLoad(ctx, ref)
  if (stepOf(s).step !== 'done') throw new AppError('interaction.wrong_step')
  const { interaction: i } = s
  // known from the start, because a passkey made here names it
  const userId = i.purpose === 'register' ? i.id : i.userId
  if (!userId) throw new AppError('interaction.wrong_step')
  const performed = assurance(i.facts.evidence, s.policy)
  const plan = planned(ctx, s, performed)
  const place = plan.session ? await placeOf(ctx.ip) : null
  const done = await transaction(async (tx) => {
    if (i.userId && !stillStands(i, await standingOf(tx, userId, i.facts.session?.id ?? null, ctx.now()))) {
      await expireInteractions(tx, ctx.now(), { id: i.id })
      return 'over' as const
    }
    if (!(await finishInteraction(tx, i, userId, ctx.now()))) throw new AppError('interaction.stale')
    const row = await record(tx, ctx, s, userId)
    if (plan.session)
      await createSession(tx, {
        ...plan.session,
        userId,
        applicationId: i.applicationId,
        ip: ctx.ip,
        userAgent: ctx.userAgent?.slice(0, 300) ?? null,
        provenAt: plan.provenAt,
        createdAt: ctx.now(),
      })
    const web = plan.session && !i.facts.request.api
    const known = web ? await remember(tx, ctx.now(), { userId, cookie: ctx.browser, place, proven: plan.known }) : null
    if (plan.device)
      await trustDevice(tx, ctx.now(), { ...plan.device, userId, applicationId: i.facts.request.api ? i.applicationId : null })
    if (i.purpose === 'account' && i.facts.session && plan.proven) await provenIn(tx, ctx, s, i.facts.session.id)
    await audit(tx, ctx, ...ended(s, userId, performed))
    const strange = i.facts.request.api ? !!plan.session && (await firstFrom(tx, ctx, userId)) : !!known?.fresh
    return { row, browser: known?.browser ?? null, strange: strange && !!s.person?.user.lastSignInAt }
  }).catch((error: unknown) => {
    throw taken(error) ?? error
  })
  if (done === 'over') throw new AppError('session.not_found')
  if (done.row) later(ctx, tell(ctx, s, done.row, done.strange))
  return {
    purpose: i.purpose,
    userId,
    applicationId: i.applicationId,
    oidcUid: i.oidcUid,
    returnTo: i.returnTo,
    request: i.facts.request,
    session: plan.session,
    sessionId: i.facts.session?.id ?? null,
    bound: i.facts.bound.map((b) => b.id),
    browser: done.browser,
    trustedDevice: plan.device && { secret: plan.device.secret, maxAge: Math.floor((plan.device.expiresAt - ctx.now()) / 1000) },
    consent: i.purpose === 'consent' ? { scopes: i.facts.request.scopes ?? [] } : null,
  }
}

/** A proof in settings; tokens of the API say it from now on, together with what they said before. */
async function provenIn(tx: Tx, ctx: Ctx, s: State, id: string): Promise<void> {
  const session = s.interaction.facts.request.api ? await sessionById(tx, id, ctx.now()) : null
  if (!session) return markProven(tx, id, ctx.now())
  const evidence = [
    ...evidenceOf({ ...session, at: session.authTime }, []),
    ...s.interaction.facts.evidence.filter((e) => !e.bound),
  ]
  const second = s.interaction.facts.evidence.some((e) => e.authenticatorId && !e.bound)
  // a password said again adds nothing to what the tokens say
  await markProven(tx, id, ctx.now(), second ? assurance(evidence, s.policy) : undefined)
}

/** Clients of the API keep no marker of ours: a device is its software and where it calls from. */
async function firstFrom(tx: Tx, ctx: Ctx, userId: string): Promise<boolean> {
  const device = keyedHash('seen', `${userId}\n${ctx.userAgent}\n${addressBlock(ctx.ip)}`)
  return !(await seenBefore(tx, ctx.now(), `seen:${device}`, 90 * 86_400))
}

function planned(ctx: Ctx, s: State, performed: Assurance) {
  const { purpose, facts } = s.interaction
  const signsIn = purpose === 'sign-in' || purpose === 'register'
  const proven = strongestProven(s.interaction, s.subject, s.policy)
  // a step-up says who it is by an earlier sign-in, and that is when it was (OpenID Connect Core §2, auth_time)
  const authTime = facts.evidence.find((e) => e.kept)?.at ?? ctx.now()
  const session = signsIn
    ? {
        id: newId(ctx.now()),
        token: newSecret(),
        amr: performed.amr,
        acr: performed.acr,
        authTime,
        expiresAt: authTime + limits.oidc.refreshSliding * 1000,
      }
    : null
  const device =
    signsIn && facts.trustDevice && s.policy.trustedDevice.enabled
      ? {
          id: newId(ctx.now()),
          secret: newSecret(),
          label: deviceLabel(ctx.userAgent),
          expiresAt: ctx.now() + s.policy.trustedDevice.days * 86_400_000,
        }
      : null
  // what a sign-in with a password alone left behind says nothing of the next one
  const known = purpose === 'register' || tookTwoSteps(performed.amr, performed.acr)
  return { session, device, known, proven, provenAt: proven ? ctx.now() : (facts.session?.provenAt ?? null) }
}

/** Somebody else took the identifier meanwhile. Said only now, after its address was proven. */
function taken(error: unknown): AppError | null {
  const fields = uniqueViolation(error)?.fields
  if (fields === undefined) return null
  const code: ErrorCode = fields.includes('email')
    ? 'user.email_already_in_use'
    : fields.includes('phone')
      ? 'user.phone_already_in_use'
      : fields.includes('username')
        ? 'user.username_already_in_use'
        : 'user.factor_already_bound'
  return new AppError(code)
}
