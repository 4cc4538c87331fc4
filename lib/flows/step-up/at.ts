import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { type ActionRow, actionById, resultById } from '@/lib/db/actions'
import { db } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { type StepUpUser, stepUpUserById } from '@/lib/db/step-up-users'
import type { Application } from '@/lib/policy/application'
import { closedStates, type StepUpSettings } from '@/lib/policy/step-up'
import { isEnrolled } from './methods'
import { readToken, type TokenKind } from './token'

/** Where a tracked action is, for whoever holds a token of it. */
export type At = {
  kind: TokenKind
  application: Application
  settings: StepUpSettings
  action: ActionRow
  user: StepUpUser
  /** what the holder may do with authenticators now: `add:authenticators` … */
  scope: string[]
}

const everything = ['read', 'add', 'update', 'remove'].map((verb) => `${verb}:authenticators`)

/** The application of a tenant id. @throws auth.unauthorized */
export async function tenant(id: string): Promise<Application> {
  const application = await (await config()).application(id)
  if (!application) throw new AppError('auth.unauthorized')
  return application
}

/**
 * Scopes come from the holder of a secret key; for somebody enrolled they sleep until the challenge succeeded, so that a first
 * factor alone cannot enrol its way through (§6.3).
 */
function scopeOf(kind: TokenKind, claimed: string[], { action, user, settings }: Omit<At, 'scope' | 'kind'>): string[] {
  if (kind === 'result') return everything
  // also of somebody who set something up after this was tracked
  const enrolled = action.enrolled || isEnrolled(user)
  const asleep = enrolled && action.state === 'CHALLENGE_REQUIRED' && !settings.trustTrackScope
  return asleep ? ['read:authenticators'] : [...new Set(['read:authenticators', ...claimed])]
}

/** @throws token.invalid, token.expired */
export async function actionAt(ctx: Ctx, token: string): Promise<At> {
  const { kind, id, applicationId, scope } = await readToken(ctx, token)
  const actionId = kind === 'result' ? (await resultById(db(), id))?.actionId : id
  const action = actionId ? await actionById(db(), actionId) : null
  const user = action?.userId ? await stepUpUserById(db(), action.userId) : null
  if (!action || !user || action.applicationId !== applicationId) throw new AppError('token.invalid')
  const application = await tenant(applicationId)
  const settings = application.metadata.stepUp
  const found = { application, settings, action, user }
  return { kind, ...found, scope: scopeOf(kind, scope, found) }
}

/** Nothing is asked any more once the action was decided otherwise. @throws action.closed */
export function expectOpen({ action, user }: Pick<At, 'action' | 'user'>): void {
  if (closedStates.includes(action.state) || user.disabled) throw new AppError('action.closed')
}
