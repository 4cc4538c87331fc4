import { sessionIdOfSid } from '@/lib/db/oidc-sessions'

/** The sign-in behind an ID token: id of our session, while it lives. @param sid claim of an ID token issued to `clientId` */
export async function sessionBehind(userId: string, clientId: string, sid: string | undefined): Promise<string | undefined> {
  return (sid && (await sessionIdOfSid(userId, clientId, sid))) || undefined
}
