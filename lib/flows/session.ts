import type { Ctx } from '@/lib/core/ctx'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { dropEnded, endSessions, findSession, type Session, sessionsOf, touchSession } from '@/lib/db/sessions'

export type { Session } from '@/lib/db/sessions'

/** The live session behind a cookie; null when unknown, ended, expired, or its person suspended. */
export async function readSession(ctx: Ctx, token: string | undefined): Promise<Session | null> {
  const session = token ? await findSession(token, ctx.now()) : null
  if (session && ctx.now() - session.lastSeenAt > 60_000) await touchSession(session.id, ctx.now())
  return session
}

/** Ends one session and all tokens that hang on it. Of somebody else's id nothing is said. */
export async function revokeSession(ctx: Ctx, session: Pick<Session, 'id' | 'userId'>): Promise<boolean> {
  return transaction(async (tx) => {
    const ended = await endSessions(tx, ctx.now(), { id: session.id, userId: session.userId })
    if (ended.length) await audit(tx, ctx, { event: 'Session.Revoked', userId: session.userId, target: session.id })
    return ended.length > 0
  })
}

/** Live sessions of a person, the one used last first. */
export const liveSessions = (ctx: Ctx, userId: string): Promise<Session[]> => sessionsOf(db(), userId, ctx.now())

/** Every session of a person. @returns how many were live */
export async function revokeAll(ctx: Ctx, userId: string, except?: string): Promise<number> {
  return transaction(async (tx) => {
    const sessions = await endSessions(tx, ctx.now(), { userId, ...(except && { except }) })
    if (sessions.length) await audit(tx, ctx, { event: 'Session.Revoked', userId, details: { sessions } })
    return sessions.length
  })
}

/** What is swept a day later anyway, now. @returns how many rows there were */
export async function clearEnded(ctx: Ctx, by: string): Promise<number> {
  return transaction(async (tx) => {
    const deleted = await dropEnded(tx, ctx.now())
    await audit(tx, ctx, { event: 'Session.Cleanup', userId: by, details: { deleted } })
    return deleted
  })
}
