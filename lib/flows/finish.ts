import { newId, newSecret } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError, type ErrorCode } from '@/lib/core/errors'
import { audit } from '@/lib/db/audit'
import { createAuthenticator, replacePassword } from '@/lib/db/authenticators'
import { type Tx, transaction, uniqueViolation } from '@/lib/db/client'
import { finishInteraction } from '@/lib/db/interactions'
import { createSession, endEverything, endSessions, markProven, trustDevice } from '@/lib/db/sessions'
import { createUser, type UserRow, updateUser } from '@/lib/db/users'
import { factors, knowledge } from '@/lib/factors'
import { type Assurance, assurance } from '@/lib/interaction/assurance'
import { policySkippable } from '@/lib/interaction/enroll'
import { addressOf } from '@/lib/interaction/first'
import { same } from '@/lib/interaction/rows'
import { proofOptions } from '@/lib/interaction/second'
import { limits } from '@/lib/policy/limits'
import { deviceLabel } from './device'
import { notify } from './notices'
import { entry, eventOf, mustLoad, type State, stepOf } from './state'
import type { Finished } from './types'
import { later } from './underway'

/**
 * The one way to a session. Ends an interaction whose step is `done`, in one transaction: person, factors, audit, session; exactly
 * one of any number of parallel callers gets it. Recovery, consent and proof in settings end here too and sign nobody in.
 * @throws interaction.wrong_step, interaction.stale, user.*_already_in_use
 */
export async function finishLogin(ctx: Ctx, token: string): Promise<Finished> {
  const s = await mustLoad(ctx, token)
  if (stepOf(s).step !== 'done') throw new AppError('interaction.wrong_step')
  const { interaction: i } = s
  const userId = i.purpose === 'register' ? newId(ctx.now()) : i.userId
  if (!userId) throw new AppError('interaction.wrong_step')
  const performed = assurance(i.facts.evidence, s.policy)
  const plan = planned(ctx, s, performed)
  const user = await transaction(async (tx) => {
    if (!(await finishInteraction(tx, i, userId, ctx.now()))) throw new AppError('interaction.stale')
    const row = await person(tx, ctx, s, userId)
    await bindFactors(tx, ctx, s, userId)
    await password(tx, ctx, s, userId)
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
    if (plan.device) await trustDevice(tx, ctx.now(), { ...plan.device, userId })
    if (i.purpose === 'account' && i.facts.session) await markProven(tx, i.facts.session.id, ctx.now())
    await audit(tx, ctx, ...ended(s, userId, performed))
    return row
  }).catch((error: unknown) => {
    throw taken(error) ?? error
  })
  if (user) later(ctx, tell(ctx, s, user))
  return {
    purpose: i.purpose,
    userId,
    applicationId: i.applicationId,
    oidcUid: i.oidcUid,
    returnTo: i.returnTo,
    request: i.facts.request,
    session: plan.session,
    trustedDevice: plan.device && { secret: plan.device.secret, maxAge: Math.floor((plan.device.expiresAt - ctx.now()) / 1000) },
    consent: i.purpose === 'consent' ? { scopes: i.facts.request.scopes ?? [] } : null,
  }
}

function planned(ctx: Ctx, s: State, performed: Assurance) {
  const signsIn = s.interaction.purpose === 'sign-in' || s.interaction.purpose === 'register'
  const authTime = ctx.now()
  const session = signsIn
    ? {
        id: newId(authTime),
        token: newSecret(),
        amr: performed.amr,
        acr: performed.acr,
        authTime,
        expiresAt: authTime + limits.oidc.refreshSliding * 1000,
      }
    : null
  const device =
    signsIn && s.interaction.facts.trustDevice && s.policy.trustedDevice.enabled
      ? {
          id: newId(authTime),
          secret: newSecret(),
          label: deviceLabel(ctx.userAgent),
          expiresAt: authTime + s.policy.trustedDevice.days * 86_400_000,
        }
      : null
  return { session, device, provenAt: strongestProven(s) ? authTime : null }
}

/** Whether the strongest factor this person has was proven here: then settings ask for nothing more for a while. */
function strongestProven(s: State): boolean {
  const options = proofOptions(s.interaction, s.subject, s.policy)
  const { evidence } = s.interaction.facts
  if (!options.length) return evidence.some((e) => factors[e.factor].role === 'first' || e.bound)
  return evidence.some((e) => options.some((o) => o.authenticatorId === e.authenticatorId))
}

/** Creates the person of a sign-up, or writes what the interaction learned about an existing one. */
async function person(tx: Tx, ctx: Ctx, s: State, userId: string): Promise<UserRow | null> {
  const { facts, purpose } = s.interaction
  const proven = (kind: 'email' | 'phone', value?: string) =>
    !!value && facts.evidence.some((e) => same(e.address, { kind, value }))
  const skipped = {
    ...(facts.skipped.includes('mfa') &&
      policySkippable(s.policy.mfa.policy) && {
        mfaSkip: { skippedAt: new Date(ctx.now()).toISOString(), underPolicy: s.policy.mfa.policy },
      }),
    ...(facts.skipped.includes('suggestion') && { suggestionSkippedAt: new Date(ctx.now()) }),
  }
  if (purpose === 'register') {
    const { email, phone } = facts.profile
    await createUser(tx, ctx.now(), {
      id: userId,
      ...facts.profile,
      emailVerified: proven('email', email),
      phoneVerified: proven('phone', phone),
    })
    return updateUser(tx, ctx.now(), userId, { ...skipped, lastSignInAt: new Date(ctx.now()) })
  }
  if (purpose === 'consent') return null
  const at = new Date(ctx.now())
  const verified = {
    ...(!s.person?.user.emailVerifiedAt && proven('email', s.subject.profile.email) && { emailVerifiedAt: at }),
    ...(!s.person?.user.phoneVerifiedAt && proven('phone', s.subject.profile.phone) && { phoneVerifiedAt: at }),
  }
  return updateUser(tx, ctx.now(), userId, {
    ...verified,
    ...skipped,
    ...resetMark(ctx, s),
    ...(purpose === 'sign-in' && { lastSignInAt: at }),
  })
}

/** Distinct-channel rule (b): a reset remembers its address; a gate passed by another address forgets it. */
function resetMark(ctx: Ctx, s: State) {
  const { facts, purpose } = s.interaction
  const address = addressOf(facts.identifier)
  const enrolled = s.subject.rows.some((row) => factors[row.type].role !== 'first' && row.status === 'active')
  if (purpose === 'recover') return enrolled && address ? { resetProof: { address, at: ctx.now() } } : {}
  const otherWay = facts.evidence.some((e) => e.authenticatorId && !e.bound && !same(e.address, s.subject.resetProof?.address))
  return s.subject.resetProof && otherWay ? { resetProof: null as never } : {}
}

async function bindFactors(tx: Tx, ctx: Ctx, s: State, userId: string): Promise<void> {
  for (const b of s.interaction.facts.bound) {
    const key = factors[b.type].key?.(b.data, userId)
    if (key) await tx.authenticator.deleteMany({ where: { type: b.type, key, verifiedAt: null } })
    const lastUsedAt = b.createdVia.endsWith('AutoEnroll') ? undefined : b.at
    await createAuthenticator(tx, ctx.now(), {
      id: b.id,
      userId,
      type: b.type,
      data: b.data,
      createdVia: b.createdVia,
      verified: true,
      ...(lastUsedAt && { lastUsedAt }),
    })
  }
}

async function password(tx: Tx, ctx: Ctx, s: State, userId: string): Promise<void> {
  const { newPassword, session } = s.interaction.facts
  if (!newPassword) return
  await replacePassword(tx, ctx.now(), userId, knowledge, newId(ctx.now()), newPassword)
  if (s.interaction.purpose === 'recover') await endEverything(tx, ctx.now(), userId)
  if (s.interaction.purpose !== 'account') return
  await endSessions(tx, ctx.now(), { userId, ...(session && { except: session.id }) })
  await tx.trustedDevice.deleteMany({ where: { userId } })
}

function ended(s: State, userId: string, performed: Assurance) {
  const { facts } = s.interaction
  const base = { userId, actor: { type: 'user' as const, id: userId } }
  const added = facts.bound
    .filter((b) => !b.createdVia.endsWith('AutoEnroll'))
    .map((b) =>
      entry(s, 'Mfa.Factor.Added', { ...base, target: b.id, details: { factor: factors[b.type].wire.logto, masked: b.label } }),
    )
  return [
    ...added,
    entry(s, `${eventOf(s.interaction)}.Submit`, {
      ...base,
      details: { interaction: s.interaction.id, amr: performed.amr, acr: performed.acr },
    }),
  ]
}

async function tell(ctx: Ctx, s: State, user: UserRow): Promise<void> {
  const { facts, purpose } = s.interaction
  if (facts.newPassword && purpose !== 'register') await notify(ctx, user, 'PasswordChangedNotice')
  if (purpose === 'register') return
  for (const b of facts.bound)
    await notify(
      ctx,
      user,
      'FactorAddedNotice',
      { factorLabel: `${factors[b.type].title} ${b.label}` },
      { ...(b.address && { added: b.address }) },
    )
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
