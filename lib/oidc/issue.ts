import type Provider from 'oidc-provider'
import { now } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { transaction } from '@/lib/db/client'
import { endOidcSession } from '@/lib/db/oidc-sessions'
import type { Finished } from '@/lib/flows/types'
import { provider } from './provider'

type Outcome = Record<string, unknown>
type Waiting = InstanceType<Provider['Interaction']>

const reasons = {
  access_denied: 'the person declined',
  unmet_authentication_requirements: 'the requested assurance cannot be reached',
} as const

/** Tells the provider's interaction how ours ended. @returns where the browser goes; null when the provider has forgotten it */
async function settle(uid: string, result: Outcome): Promise<string | null> {
  const { provider: issuer } = await provider()
  const interaction = await issuer.Interaction.find(uid)
  if (!interaction) return null
  const { login } = result as { login?: { accountId: string } }
  if (login && interaction.session && interaction.session.accountId !== login.accountId) await replacePerson(issuer, interaction)
  // an error stands alone: what was answered before must not be granted beside it
  interaction.result = 'error' in result ? result : { ...interaction.lastSubmission, ...result }
  await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1000)))
  return interaction.returnTo
}

/** Somebody else signed in where a person still was: that one's session ends here, so that nothing of theirs is continued. */
async function replacePerson(issuer: Provider, interaction: Waiting): Promise<void> {
  const { uid, accountId } = interaction.session ?? {}
  interaction.session = undefined
  const session = uid && (await issuer.Session.findByUid(uid))
  if (!uid || !accountId || !session) return
  const grantIds = Object.values(session.authorizations ?? {}).flatMap(({ grantId }) => grantId ?? [])
  await transaction((tx) => endOidcSession(tx, now(), { uid, userId: accountId, grantIds }))
}

/**
 * What "done" turns into for an application: the URL under which the provider goes on.
 * @throws session.not_found when the request expired and cannot be started again
 */
export async function resume(finished: Finished): Promise<string> {
  const { oidcUid, session, userId, consent, request } = finished
  if (!oidcUid) throw new AppError('session.not_found')
  const result = consent
    ? { consent: { grantId: await grantOf(oidcUid, userId, consent.scopes) } }
    : session && loginResult(userId, session)
  const onward = result && (await settle(oidcUid, result))
  if (onward) return onward
  if (request.startedAt) return request.startedAt
  throw new AppError('session.not_found')
}

/** `create` answers `prompt=create`; `sessionId` links the provider's session with ours. */
const loginResult = (accountId: string, s: NonNullable<Finished['session']>): Outcome => ({
  login: { accountId, ...(s.acr && { acr: s.acr }), amr: s.amr, ts: Math.floor(s.authTime / 1000), remember: true },
  create: {},
  sessionId: s.id,
})

/** Records what a person approved for a third-party application, on top of what they approved before. */
async function grantOf(uid: string, accountId: string, scopes: string[]): Promise<string | undefined> {
  const { provider: issuer } = await provider()
  const interaction = await issuer.Interaction.find(uid)
  if (!interaction) return undefined
  const existing = interaction.grantId ? await issuer.Grant.find(interaction.grantId) : undefined
  const grant = existing ?? new issuer.Grant({ accountId, clientId: String(interaction.params.client_id) })
  grant.addOIDCScope(scopes.join(' '))
  const { details } = interaction.prompt as {
    details: { missingOIDCClaims?: string[]; missingResourceScopes?: Record<string, string[]> }
  }
  if (details.missingOIDCClaims) grant.addOIDCClaims(details.missingOIDCClaims)
  for (const [resource, list] of Object.entries(details.missingResourceScopes ?? {}))
    grant.addResourceScope(resource, list.join(' '))
  return grant.save()
}

/** The person gave up, or cannot go on: the application hears the OAuth error. */
export async function abort(uid: string, error: keyof typeof reasons): Promise<string> {
  return (await settle(uid, { error, error_description: reasons[error] })) ?? '/sign-in'
}
