import type { KoaContextWithOIDC } from 'oidc-provider'
import { now } from '@/lib/core/clock'
import { adoptSession, type OidcSession, sessionOfUid } from '@/lib/db/oidc-sessions'
import { touchSession } from '@/lib/db/sessions'
import { limits } from './limits'

/** Found once per request: our session behind the provider's. */
const found = new WeakMap<object, OidcSession | null>()

/**
 * Ties the provider's session to ours after a sign-in, or finds the one it is tied to. Called before anything is decided or issued,
 * so that a session that was ended anywhere opens nothing here.
 */
export async function linkSession(ctx: KoaContextWithOIDC): Promise<void> {
  const { oidc } = ctx
  const { session, result } = oidc
  if (!session?.accountId) return
  const fresh = result?.login && typeof result.sessionId === 'string' ? result.sessionId : null
  if (fresh) await adoptSession(fresh, session.uid, now())
  const ours = await sessionOfUid(session.uid, now())
  found.set(oidc, ours)
  // one that is over must not look used because somebody knocked
  if (ours && !sessionOver(ctx) && now() - ours.lastSeenAt > 60_000) await touchSession(ours.id, now())
}

/** Our session behind the provider's, once `linkSession` has looked. */
export const ourSession = ({ oidc }: KoaContextWithOIDC): OidcSession | null => found.get(oidc) ?? null

/** Whether the provider remembers somebody whose session with us is over; our own console also forgets the idle. */
export function sessionOver({ oidc }: KoaContextWithOIDC): boolean {
  if (!oidc.session?.accountId) return false
  const ours = found.get(oidc)
  if (!ours || ours.userId !== oidc.session.accountId) return true
  if (!oidc.client?.built_in || oidc.result?.login) return false
  const at = now()
  return at - ours.lastSeenAt > limits.console.idle * 1000 || at - ours.authTime > limits.console.absolute * 1000
}
