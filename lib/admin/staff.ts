import type { Ctx } from '@/lib/core/ctx'
import { db } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { sessionById, touchSession } from '@/lib/db/sessions'
import { personById } from '@/lib/db/users'
import { factors, isFactorType, knowledge } from '@/lib/factors'
import { limits } from '@/lib/policy/limits'
import { type Actor, isRole } from './roles'
import { type UserView, userView } from './user-view'

export type Staff = {
  actor: Extract<Actor, { type: 'admin' }>
  user: UserView
  /** a factor is set up that a sign-in could reach `acr` mfa with */
  canReachMfa: boolean
}

/**
 * Whether somebody who once signed in may still use the console: the role and the session are read now, not when it began.
 * @param sessionId id of our session
 * @returns `gone` when the session ended, was idle for too long or is a day old, or its person is suspended or removed; `stranger` for a person without a console role
 */
export async function staffOf(ctx: Ctx, userId: string, sessionId: string): Promise<Staff | 'gone' | 'stranger'> {
  const [person, session, settings] = await Promise.all([
    personById(db(), userId),
    sessionById(db(), sessionId, ctx.now()),
    config(),
  ])
  if (!person || person.user.suspendedAt || session?.userId !== userId) return 'gone'
  const idle = ctx.now() - session.lastSeenAt
  const age = ctx.now() - session.authTime
  if (idle > limits.session.idle * 1000 || age > limits.session.absolute * 1000) return 'gone'
  if (idle > 60_000) await touchSession(session.id, ctx.now())
  const { user, authenticators } = person
  if (!user.role || !isRole(user.role)) return 'stranger'
  const { signIn, mfa } = settings.experience
  const { emailSatisfiesAcr, factors: on } = mfa
  const holds = (type: string) => authenticators.some((row) => row.type === type && row.verifiedAt && !row.disabledAt)
  // a mailbox alone is half a step: beside it an app or a phone reaches nothing
  const firstCounts =
    emailSatisfiesAcr ||
    (holds(knowledge) && signIn.methods.some((method) => method.password)) ||
    signIn.methods.some((method) => method.identifier === 'phone' && method.verificationCode && user.phone)
  const reaches = authenticators.some(({ type, verifiedAt, disabledAt }) => {
    if (!isFactorType(type) || !verifiedAt || disabledAt) return false
    const { role, strength, wire } = factors[type]
    const usable = !on.length || on.includes(wire.logto)
    return role !== 'first' && usable && (strength === 3 || (firstCounts && (strength > 1 || emailSatisfiesAcr)))
  })
  return { actor: { type: 'admin', id: user.id, role: user.role }, user: userView(user), canReachMfa: reaches }
}
