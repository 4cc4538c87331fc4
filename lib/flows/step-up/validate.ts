import type { Ctx } from '@/lib/core/ctx'
import { isCode } from '@/lib/core/errors'
import { type ActionRow, actionById, type ResultRow, resultById, useResult } from '@/lib/db/actions'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import type { SecretKey } from '@/lib/db/secret-keys'
import type { Application } from '@/lib/policy/application'
import { type Claims, readToken } from './token'

type Why =
  | 'TOKEN_INVALID'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_ALREADY_USED'
  | 'ACTION_MISMATCH'
  | 'USER_MISMATCH'
  | 'RESULT_TOKEN_REQUIRED'
export type Validated =
  | { isValid: true; action: ActionRow; method: string }
  /** what the action is in, where the token shows it; absent where the action succeeded by another proof */
  | { isValid: false; action?: ActionRow; error?: Why }

export type Question = { token: string; action?: string; userId?: string }

/**
 * What a token proves (contracts/authsignal.md §6.2, §9.4). A result counts once; the same key may ask again for a minute. `isValid`
 * is true if and only if the state is CHALLENGE_SUCCEEDED, and a refusal never carries that state.
 */
export async function validate(ctx: Ctx, application: Application, key: SecretKey, question: Question): Promise<Validated> {
  const validated = await judge(ctx, application, key, question)
  if (!validated.isValid && validated.error)
    await audit(db(), ctx, {
      event: 'action.validate_refused',
      outcome: 'failure',
      code: validated.error,
      applicationId: application.id,
      actor: { type: 'application', id: key.id },
    })
  return validated
}

const no = (error: Why): Validated => ({ isValid: false, error })

async function judge(ctx: Ctx, application: Application, key: SecretKey, question: Question): Promise<Validated> {
  const claims = await readToken(ctx, question.token).catch((error: unknown) => error)
  if (!isClaims(claims)) return no(isCode(claims, 'token.expired') ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID')
  const result = claims.kind === 'result' ? await resultById(db(), claims.id) : null
  const id = claims.kind === 'result' ? result?.actionId : claims.id
  const action = id ? await actionById(db(), id) : null
  if (!action?.userId || action.applicationId !== application.id) return no('TOKEN_INVALID')
  if (question.action !== undefined && question.action !== action.code) return no('ACTION_MISMATCH')
  if (question.userId !== undefined && question.userId !== action.subject) return no('USER_MISMATCH')
  if (action.state !== 'CHALLENGE_SUCCEEDED') return { isValid: false, action }
  if (!result) return no('RESULT_TOKEN_REQUIRED')
  if (!(await firstUse(ctx, application, key, result))) return no('TOKEN_ALREADY_USED')
  return { isValid: true, action, method: result.method }
}

const isClaims = (value: unknown): value is Claims => typeof value === 'object' && value !== null && 'kind' in value

/** The first use, or the same call once more. */
async function firstUse(ctx: Ctx, application: Application, key: SecretKey, result: ResultRow): Promise<boolean> {
  if (await use(ctx, application, key, result)) return true
  const { validatedAt, validatedBy } = (await resultById(db(), result.id)) ?? result
  const again = application.metadata.stepUp.validateReuseSeconds * 1000
  return validatedBy === key.id && !!validatedAt && ctx.now() - validatedAt.getTime() <= again
}

const use = (ctx: Ctx, application: Application, key: SecretKey, { id, actionId }: ResultRow): Promise<boolean> =>
  transaction(async (tx) => {
    if (!(await useResult(tx, ctx.now(), id, key.id))) return false
    const actor = { type: 'application' as const, id: key.id }
    await audit(tx, ctx, { event: 'action.validated', applicationId: application.id, actor, target: actionId })
    return true
  })
