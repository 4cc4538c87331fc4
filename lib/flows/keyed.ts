import { randomUUID } from 'node:crypto'
import { keyedHash } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { passwordMatches } from '@/lib/core/hash'
import { db, transaction } from '@/lib/db/client'
import { giveToken, interactionByKey, replaceToken, saveInteraction } from '@/lib/db/interactions'
import type { Session } from '@/lib/db/sessions'
import type { Interaction } from '@/lib/interaction/types'
import { current } from './advance'
import { start } from './start'
import { load } from './state'
import type { Current, StartInput } from './types'

/** What some wires find an interaction by, because their callers hold no token of it. */
type Keys = {
  /** a sign-up that waits for its address: application, address */
  'sign-up': [string, string]
  /** a password reset: application, identifier */
  reset: [string, string]
  /** the same, begun by an administrator: its codes are not interchangeable */
  'admin-reset': [string, string]
  /** a code that signs in: application, identifier */
  'code-login': [string, string]
  /** a factor being set up in a session: session, factor */
  setup: [string, string]
  /** a proof that a session was asked for: session */
  proof: [string]
}

export const keyFor = <K extends keyof Keys>(kind: K, ...parts: Keys[K]): string => keyedHash(`key:${kind}`, parts.join('\n'))

/** The newest interaction that runs under a key. */
export async function runningUnder(ctx: Ctx, key: string): Promise<{ id: string } | null> {
  const id = await interactionByKey(db(), key, ctx.now())
  return id ? { id } : null
}

/** Opens an interaction under a key; what ran under it before is over. */
export async function startUnder(ctx: Ctx, key: string, input: StartInput): Promise<{ token: string; id: string }> {
  return start(ctx, { ...input, key, alone: true })
}

/** Gives an interaction its next token. @throws interaction.stale when somebody else did already */
export async function renew(at: Pick<Current, 'token' | 'interaction'>, next: string = randomUUID()): Promise<string> {
  const won = await transaction((tx) => replaceToken(tx, at.interaction.id, at.token, next))
  if (!won) throw new AppError('interaction.stale')
  return next
}

/** The same for one that was found by its key: whoever held its token before lost it. */
export async function rename(id: string, next: string = randomUUID()): Promise<string> {
  await transaction((tx) => giveToken(tx, id, next))
  return next
}

/** Begun in an application's own words, it goes on at our own pages: whoever holds this token holds it alone. */
export async function takeOver(ctx: Ctx, at: Interaction, token: string): Promise<Current> {
  const { api: _, ...request } = at.facts.request
  await transaction(async (tx) => {
    const { userId, purpose, facts } = at
    if (!(await saveInteraction(tx, at, { facts: { ...facts, request }, userId, purpose })))
      throw new AppError('interaction.stale')
    await giveToken(tx, at.id, token)
  })
  const here = await current(ctx, token)
  if ('gone' in here) throw new AppError('interaction.stale')
  return here
}

/** A sign-up that waits for its address, of whoever knows the password it was begun with. One comparison, where there is one. */
export async function pendingSignUp(ctx: Ctx, key: string, password: string): Promise<{ id: string } | null> {
  const ref = await runningUnder(ctx, key)
  const hash = ref && (await load(ctx, ref))?.interaction.facts.newPassword
  return hash && (await passwordMatches(hash, password)) ? ref : null
}

/** Opens the question for a proof in a session; one at a time. @param token of the wire's own spelling */
export async function startProof(ctx: Ctx, session: Session, token?: string): Promise<{ token: string; id: string }> {
  return startUnder(ctx, keyFor('proof', session.id), {
    purpose: 'account',
    applicationId: session.applicationId,
    userId: session.userId,
    goal: { kind: 'prove' },
    // what was proven moments ago is no answer to being asked now
    session: { id: session.id, provenAt: null },
    request: { api: true },
    ...(token && { token }),
  })
}
