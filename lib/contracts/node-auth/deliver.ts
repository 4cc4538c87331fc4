import { z } from 'zod'
import type { Finished } from '@/lib/flows/types'
import { type Reply, reply } from '@/lib/http/route'
import { type ApiTokens, issueApiTokens } from '@/lib/oidc/api-tokens'
import { limits } from '@/lib/oidc/limits'
import type { Call } from './call'
import { refreshPaths, tokenCookies } from './cookies'

/** How tokens travel: contracts/node-auth.md §2. Numbers are unix seconds. */
export const tokenAnswer = {
  success: z.literal(true),
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  accessTokenExpiresAt: z.number().optional(),
  refreshTokenExpiresAt: z.number().optional(),
}
export type TokenAnswer = z.input<z.ZodObject<typeof tokenAnswer>>

/** Life of a refresh token, in seconds. */
export function refreshLife({ application, bearer }: Pick<Call, 'application' | 'bearer'>): number {
  const { cookieRefreshDays, jsonRefreshDays } = application.metadata.directSignIn
  return (bearer ? jsonRefreshDays : cookieRefreshDays) * 86_400
}

/** The refresh cookie goes back to the mount that set it. */
const refreshPathOf = (request: Request) => {
  const { pathname } = new URL(request.url)
  return refreshPaths.find((path) => pathname.startsWith(path.slice(0, path.lastIndexOf('/') + 1))) ?? refreshPaths[0]
}

/** Tokens in the body, or in cookies. */
export function delivered(call: Call, sid: string, tokens: ApiTokens): Reply<TokenAnswer> {
  const { accessToken, refreshToken, ...ends } = tokens
  if (call.bearer) return reply({ success: true as const, accessToken, refreshToken, ...ends })
  const at = Math.floor(call.ctx.now() / 1000)
  // a second may have passed since they were made
  const left = (end: number, whole: number) => Math.min(whole, end - at + 1)
  const life = {
    access: left(ends.accessTokenExpiresAt, limits.access),
    refresh: left(ends.refreshTokenExpiresAt, refreshLife(call)),
  }
  return reply({ success: true as const, ...ends }, { headers: tokenCookies(sid, tokens, life, refreshPathOf(call.request)) })
}

/** What an interaction that ended turns into; a proof in a session gives none. */
export async function issued(call: Call, { session, userId, applicationId }: Finished): Promise<Reply<TokenAnswer>> {
  if (!session) return reply({ success: true as const })
  const { id, amr, acr, authTime } = session
  const tokens = await issueApiTokens(call.ctx, { id, userId, applicationId, amr, acr, authTime }, refreshLife(call))
  return delivered(call, id, tokens)
}
