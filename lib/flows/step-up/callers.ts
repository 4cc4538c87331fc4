import { addressBlock } from '@/lib/core/address-block'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { stepUpOriginListed } from '@/lib/db/applications'
import { db } from '@/lib/db/client'
import { longestWait, take } from '@/lib/db/limits'
import { type SecretKey, secretKeyOf } from '@/lib/db/secret-keys'
import type { Application } from '@/lib/policy/application'
import { tenant } from './at'

export type { StepUpUser } from '@/lib/db/step-up-users'
export type { AuthenticatorRow } from '@/lib/db/users'
export type { Application } from '@/lib/policy/application'
export { actionStates, type StepUpMethod, type StepUpSettings, stepUpMethods } from '@/lib/policy/step-up'

/** An application's server. */
export type Server = { ctx: Ctx; key: SecretKey; application: Application }

const failures = { count: 20, window: 60 }
/** 50 a second, 200 at once. */
const perKey = { count: 200, window: 4 }

/** Failed callers of an address are counted; after twenty a minute they hear that instead. @throws request.rate_limited, the refusal */
export async function refuseCaller(ctx: Ctx, refusal: AppError = new AppError('auth.unauthorized')): Promise<never> {
  const key = `step-up-auth:${addressBlock(ctx.ip)}`
  const wait = longestWait(await take(db(), ctx.now(), [{ key, ...failures }]))
  throw wait ? new AppError('request.rate_limited', { retryAfter: wait }) : refusal
}

/** Who holds a secret key. @throws auth.unauthorized, request.rate_limited */
export async function serverBySecret(ctx: Ctx, secret: string | null): Promise<Server> {
  const key = secret ? await secretKeyOf(secret, ctx.now()) : null
  if (!key) return refuseCaller(ctx)
  const wait = longestWait(await take(db(), ctx.now(), [{ key: `step-up-key:${key.id}`, ...perKey }]))
  if (wait) throw new AppError('request.rate_limited', { retryAfter: wait })
  return { ctx, key, application: await tenant(key.applicationId) }
}

/** Whether any application lets pages of this origin call: a preflight names none. */
export const listedAnywhere = (origin: string): Promise<boolean> => stepUpOriginListed(db(), origin)
