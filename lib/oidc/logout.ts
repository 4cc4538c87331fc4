import type { KoaContextWithOIDC } from 'oidc-provider'
import { now } from '@/lib/core/clock'
import { cookieNames, setCookie } from '@/lib/core/cookies'
import { log } from '@/lib/core/log'
import { transaction } from '@/lib/db/client'
import { endOidcSession } from '@/lib/db/oidc-sessions'
import { askLogout } from './pages'

type State = { clientId?: string; state?: string; postLogoutRedirectUri?: string }

const stateOf = ({ oidc }: KoaContextWithOIDC): State => (oidc.session?.state ?? {}) as State

/** Where the browser goes after signing out: the registered address with its `state`, or our own last page. */
function destination(ctx: KoaContextWithOIDC): string {
  const { postLogoutRedirectUri, state } = stateOf(ctx)
  if (!postLogoutRedirectUri) return ctx.oidc.urlFor('end_session_success')
  const url = new URL(postLogoutRedirectUri)
  if (state !== undefined) url.searchParams.set('state', state)
  return url.href
}

/** A valid hint of the current person, or a first-party application that may skip the question. */
function unquestioned({ oidc }: KoaContextWithOIDC): boolean {
  const hint = oidc.entities.IdTokenHint?.payload.sub
  if (hint !== undefined) return hint === oidc.session?.accountId
  return !!oidc.client?.logout_without_confirmation && !oidc.client.third_party
}

/** RP-initiated logout: one question, or none where nobody but the person's own application can be asking. */
export async function logoutSource(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  if (!unquestioned(ctx)) return askLogout(ctx, form)
  const to = destination(ctx)
  await tellApplications(ctx)
  await ctx.oidc.session?.destroy()
  ctx.status = 303
  ctx.redirect(to)
}

type Told = { backchannelLogout(sub: string, sid: string): Promise<void> }

/** Back-channel logout tokens to every application of the session; one that does not answer delays nobody's sign-out for long. */
async function tellApplications({ oidc }: KoaContextWithOIDC): Promise<void> {
  const { session, provider } = oidc
  const told = Object.keys(session?.authorizations ?? {}).map(async (id) => {
    const client = await provider.Client.find(id)
    const sid = session?.sidFor(id)
    if (!client?.backchannelLogoutUri || !session?.accountId || !sid) return
    await (client as unknown as Told).backchannelLogout(session.accountId, sid)
  })
  for (const result of await Promise.allSettled(told))
    if (result.status === 'rejected') log().warn({ err: result.reason }, 'back-channel logout failed')
}

/** The session's grants, and those whose offline access goes on without it. */
async function grantsOf({ oidc }: KoaContextWithOIDC): Promise<{ grantIds: string[]; kept: string[] }> {
  const all = Object.entries(oidc.session?.authorizations ?? {}).map(async ([clientId, { grantId, persistsLogout }]) => {
    const client = persistsLogout ? await oidc.provider.Client.find(clientId) : undefined
    return { grantId, keeps: !!client?.keep_offline_access }
  })
  const grants = await Promise.all(all)
  const ids = (keeps: boolean) => grants.flatMap((grant) => (grant.keeps === keeps && grant.grantId) || [])
  return { grantIds: ids(false), kept: ids(true) }
}

type Destroyed = { destroyed?: boolean }

/** After a sign-out at the provider: our session and every token of it end too, before the browser is sent on. */
export async function afterLogout(ctx: KoaContextWithOIDC): Promise<void> {
  const { session, route } = ctx.oidc
  if (!route?.startsWith('end_session') || !session) return
  if (route === 'end_session' && !session.accountId && ctx.status === 200) {
    // nobody is signed in: nothing to ask, nothing to press
    const to = destination(ctx)
    ctx.remove('content-security-policy')
    ctx.body = ''
    ctx.status = 303
    ctx.redirect(to)
    return
  }
  if (!(session as Destroyed).destroyed || !session.accountId) return
  const { uid, accountId: userId } = session
  const grants = await grantsOf(ctx)
  await transaction((tx) => endOidcSession(tx, now(), { uid, userId, ...grants }))
  for (const name of [cookieNames.session(), cookieNames.interaction()])
    ctx.res.appendHeader('set-cookie', setCookie(name, '', 0))
}
