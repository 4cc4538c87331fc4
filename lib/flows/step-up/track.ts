import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { actionConfig, countActionCodes, createActionConfig } from '@/lib/db/action-configs'
import { type ActionRow, actionByKey, createAction, type Tracked } from '@/lib/db/actions'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { ensureStepUpUser, type StepUpUser, stepUpUser, updateStepUpUser } from '@/lib/db/step-up-users'
import { factors } from '@/lib/factors'
import type { Application } from '@/lib/policy/application'
import { firstState, isStepUpMethod, redirectListed, type StepUpMethod, type StepUpSettings } from '@/lib/policy/step-up'
import { defaultMethod, isEnrolled, usableMethods, wayOf } from './methods'
import { signToken } from './token'

export type TrackInput = Tracked & { userId: string; action: string; idempotencyKey?: string }
export type TrackAnswer = {
  state: string
  idempotencyKey: string
  /** both absent once the action is a day old */
  token?: string
  url?: string
  isEnrolled: boolean
  enrolledVerificationMethods: string[]
  allowedVerificationMethods: string[]
  defaultVerificationMethod?: string
  ruleIds: string[]
}

/** Different actions that one application may track. */
const mostCodes = 200
/** How long a key brings a token of the same action back (milliseconds). */
const reopened = 24 * 3_600_000

const bad = (path: string, message: string) => new AppError('request.invalid', { problems: [{ path, message }] })

/**
 * Tracks an action of a user and decides what it takes: contracts/authsignal.md §7.3, §9.1. Sends nothing. The same key again is the
 * same action, and must be about the same.
 * @throws request.invalid, action.not_configured, action.conflict
 */
export async function track(ctx: Ctx, application: Application, input: TrackInput): Promise<TrackAnswer> {
  const { userId: externalId, action: code, idempotencyKey, ...request } = input
  if (request.redirectUrl !== undefined && !redirectListed(application.metadata.redirectAllowList, request.redirectUrl))
    throw bad('redirectUrl', 'This address is not on the list of the application.')
  const key = { applicationId: application.id, subject: externalId, code, idempotencyKey: idempotencyKey ?? randomUUID() }
  const before = idempotencyKey === undefined ? null : await actionByKey(db(), key)
  const user = await userOf(ctx, application.id, externalId, before ? {} : request)
  const action = before ?? (await decide(ctx, application, user, key, request))
  if (!sameContents(action.request, request)) throw new AppError('action.conflict')
  return answerOf(ctx, application.metadata.stepUp, user, action)
}

/** The user, made where there is none. What was given fills what nobody proved; it never replaces what somebody did (§15.1). */
async function userOf(ctx: Ctx, applicationId: string, externalId: string, given: Tracked): Promise<StepUpUser> {
  const found = (await stepUpUser(db(), applicationId, externalId)) ?? (await makeUser(ctx, applicationId, externalId))
  const { email, phoneNumber: phone, username, locale } = given
  const change = {
    ...(email && !found.emailVerified && email !== found.email && { email }),
    ...(phone && !found.phoneVerified && phone !== found.phone && { phone }),
    ...(username && username !== found.username && { username }),
    ...(locale && locale !== found.locale && { locale }),
  }
  if (!Object.keys(change).length) return found
  await transaction((tx) => updateStepUpUser(tx, ctx.now(), found.id, change))
  return { ...found, ...change }
}

async function makeUser(ctx: Ctx, applicationId: string, externalId: string): Promise<StepUpUser> {
  return transaction(async (tx) => {
    const made = await ensureStepUpUser(tx, ctx.now(), applicationId, externalId)
    const user = (await stepUpUser(tx, applicationId, externalId))!
    if (made) await audit(tx, ctx, { event: 'user.created', applicationId, userId: user.id })
    return user
  })
}

async function decide(
  ctx: Ctx,
  application: Application,
  user: StepUpUser,
  key: Pick<ActionRow, 'applicationId' | 'subject' | 'code' | 'idempotencyKey'>,
  request: Tracked,
): Promise<ActionRow> {
  const settings = application.metadata.stepUp
  const known = (await actionConfig(db(), application.id, key.code)) ?? (await firstOfItsKind(ctx, application, key.code))
  const outcome = user.disabled ? 'BLOCK' : known.defaultOutcome
  const own = known.methods.filter(isStepUpMethod).filter((method) => settings.methods.includes(method))
  const methods = own.length ? own : settings.methods
  if (outcome === 'CHALLENGE' && !methods.length) throw new AppError('action.not_configured')
  const enrolled = isEnrolled(user)
  const contact = reachable(methods, { email: request.email || user.email, phone: request.phoneNumber || user.phone })
  const state = firstState(outcome, { enrolled, reachable: contact || known.requireEnrollment })
  return transaction(async (tx) => {
    const defaultMethod = known.defaultMethod
    const { action, made } = await createAction(tx, ctx.now(), {
      ...key,
      userId: user.id,
      outcome,
      state,
      enrolled,
      methods,
      defaultMethod,
      request,
    })
    const details = { code: key.code, state, outcome }
    if (made)
      await audit(tx, ctx, {
        event: 'action.tracked',
        applicationId: application.id,
        userId: user.id,
        target: action.id,
        details,
      })
    return action
  })
}

/** A code that was never tracked before begins with the application's own outcome. */
async function firstOfItsKind(ctx: Ctx, { id, metadata }: Application, code: string) {
  if ((await countActionCodes(db(), id)) >= mostCodes) throw bad('action', `An application tracks at most ${mostCodes} actions.`)
  return createActionConfig(db(), ctx.now(), {
    applicationId: id,
    code,
    defaultOutcome: metadata.stepUp.defaultActionOutcome,
  })
}

/** Whether somebody without an authenticator can be asked: there is a contact for a method that delivers. */
const reachable = (methods: StepUpMethod[], contact: Record<'email' | 'phone', string | null>): boolean =>
  methods.some((method) => {
    const kind = factors[wayOf(method).factor].address
    return !!kind && !!contact[kind]
  })

const contents = ['redirectUrl', 'scope', 'email', 'phoneNumber', 'username', 'custom'] as const
const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, v]) => [k, sorted(v)]),
      )
    : value
/** One approval is never moved to other contents (§7.4). */
const sameContents = (a: Tracked, b: Tracked): boolean =>
  contents.every((name) => JSON.stringify(sorted(a[name])) === JSON.stringify(sorted(b[name])))

async function answerOf(ctx: Ctx, settings: StepUpSettings, user: StepUpUser, action: ActionRow): Promise<TrackAnswer> {
  const fresh = action.createdAt.getTime() + reopened > ctx.now()
  const token = fresh ? await trackToken(ctx, settings, action) : undefined
  const first = defaultMethod(user, action.methods, action.defaultMethod)
  return {
    state: action.state,
    idempotencyKey: action.idempotencyKey,
    ...(token && { token, url: `${env().PUBLIC_URL}/step-up?token=${token}` }),
    isEnrolled: isEnrolled(user),
    enrolledVerificationMethods: usableMethods(user, settings),
    allowedVerificationMethods: action.methods,
    ...(first && { defaultVerificationMethod: first }),
    ruleIds: [],
  }
}

/** A token of the action as it was tracked; who has no authenticator yet may always set one up. */
export function trackToken(ctx: Ctx, settings: StepUpSettings, action: ActionRow): Promise<string> {
  const asked = action.request.scope?.split(' ').filter(Boolean) ?? []
  const scope = [
    ...new Set([...(asked.length ? asked : ['read:authenticators']), ...(action.enrolled ? [] : ['add:authenticators'])]),
  ]
  return signToken(ctx, { kind: 'track', id: action.id, action, scope }, settings.tokenDurationMinutes)
}
