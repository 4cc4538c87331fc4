import { newSecret } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { longestWait, take } from '@/lib/db/limits'
import { reachable } from '@/lib/db/live'
import { consumeOneTime, createOneTime, findOneTime } from '@/lib/db/one-time'
import { personById, updateUser } from '@/lib/db/users'
import type { Purpose } from '@/lib/interaction/types'
import { deliver } from '@/lib/messages/deliver'
import { reserveSend } from '@/lib/messages/limits'
import { limits } from '@/lib/policy/limits'
import { expectFresh } from './account-fresh'
import { advance, current } from './advance'
import { keyFor, rename, runningUnder } from './keyed'
import type { Session } from './session'
import { start } from './start'
import type { Command, Current, MailedLink } from './types'
import { later } from './underway'

/**
 * Links in mails: contracts/node-auth.md §7. A link names an interaction and brings a secret of 256 bits, of which only the hash is kept;
 * whoever brings it was at the mailbox. Pages are ours or the application's, never the caller's.
 */

/** Whether any mail leaves. */
export const mailConnected = async (): Promise<boolean> => reachable(await config()).email

export type LinkPage = 'verify-email' | 'reset-password' | 'magic-link' | 'change-email'
const pageOf = (page: LinkPage, own?: string) => own || `${env().PUBLIC_URL}/link/${page}`

/** A link to an interaction. @param own the application's page for it */
export function linkTo(id: string, page: LinkPage, own?: string): MailedLink {
  const secret = newSecret()
  const url = new URL(pageOf(page, own))
  url.searchParams.set('token', `${id}.${secret}`)
  return { secret, url: url.href }
}

const parts = (token: string) => {
  const at = token.indexOf('.')
  return { id: token.slice(0, at), secret: token.slice(at + 1) }
}

/**
 * Follows a link, and whatever is asked with it: both or nothing.
 * @throws token.invalid, token.expired
 */
export async function followLink(ctx: Ctx, token: string, purpose: Purpose, ...besides: Command[]): Promise<Current> {
  const { id, secret } = parts(token)
  const at = id ? await current(ctx, { id }) : null
  if (!at || ('gone' in at && at.gone !== 'expired')) throw new AppError('token.invalid')
  if ('gone' in at) throw new AppError('token.expired')
  if (at.interaction.purpose !== purpose) throw new AppError('token.invalid')
  return advance(ctx, { id }, { do: 'follow', secret, mode: 'prove' }, ...besides)
}

/** The same for the second step that is asked for under this token. @throws token.invalid */
export const answerByLink = (ctx: Ctx, tempToken: string, token: string): Promise<Current> =>
  advance(ctx, tempToken, { do: 'follow', secret: parts(token).secret, mode: 'verify' })

/** The interaction a link belongs to, by its words alone. */
export const linkedInteraction = (token: string): string => parts(token).id

const tooSoon = (retryAfter: number) => new AppError('connector.rate_limit_exceeded', { retryAfter, scope: 'challenge' })

/** A link that signs in. Nobody's mailbox walks the same steps. @throws interaction.wrong_step where mail signs nobody in */
export async function mailSignInLink(ctx: Ctx, applicationId: string, email: string, languages: string[]): Promise<void> {
  const key = keyFor('code-login', applicationId, `link:${email}`)
  const ref = await runningUnder(ctx, key)
  const at = ref && (await current(ctx, ref))
  const sent = at && !('gone' in at) ? at.interaction.facts.challenges[0] : undefined
  if (sent && sent.resendAt > ctx.now()) throw tooSoon(Math.ceil((sent.resendAt - ctx.now()) / 1000))
  const request = { api: true as const, ...(languages.length && { locales: languages }) }
  const { id } = await start(ctx, { purpose: 'sign-in', applicationId, request, key })
  await advance(ctx, { id }, { do: 'identify', identifier: email }, { do: 'send-code', link: linkTo(id, 'magic-link') })
}

/** Takes it. @returns where the sign-in goes on, under a token of its own */
export async function takeSignInLink(ctx: Ctx, applicationId: string, token: string): Promise<Current> {
  const id = linkedInteraction(token)
  const before = id ? await current(ctx, { id }) : null
  if (before && !('gone' in before) && before.interaction.applicationId !== applicationId) throw new AppError('token.invalid')
  const at = await followLink(ctx, token, 'sign-in')
  return { ...at, token: await rename(at.interaction.id, newSecret()) }
}

/** A link to a new password, good for an hour. @param page the application's own, if it has one */
export async function mailResetLink(
  ctx: Ctx,
  applicationId: string,
  email: string,
  page: string,
  languages: string[],
): Promise<void> {
  const counter = keyFor('reset', 'link', email)
  const wait = longestWait(await take(db(), ctx.now(), [{ key: `reset-link:${counter}`, ...limits.resetMessages }]))
  if (wait) throw tooSoon(wait)
  const request = { api: true as const, ...(languages.length && { locales: languages }) }
  const { id } = await start(ctx, { purpose: 'recover', applicationId, request, life: 3600 })
  const link = linkTo(id, 'reset-password', page)
  await advance(ctx, { id }, { do: 'identify', identifier: email }, { do: 'send-code', link })
}

const day = 24 * 3600
const verification = 'verify-email'

/** A link to the mailbox of somebody who is signed in. @returns false when it was proven before @throws connector.rate_limit_exceeded */
export async function mailVerification(ctx: Ctx, session: Session, languages: string[]): Promise<boolean> {
  const user = (await personById(db(), session.userId))?.user
  if (!user?.email || user.emailVerifiedAt) return false
  const wait = longestWait(
    await take(db(), ctx.now(), [{ key: `verify-email:${user.id}`, count: 1, window: limits.resend.waits[0] }]),
  )
  if (wait) throw tooSoon(wait)
  await reserveSend(ctx, { kind: 'email', to: user.email, userId: user.id, proven: false })
  const subject = `${user.id} ${user.email}`
  const token = await transaction((tx) => createOneTime(tx, ctx.now(), { purpose: verification, subject, ttl: day }))
  const link = new URL(pageOf('verify-email'))
  link.searchParams.set('token', token)
  later(
    ctx,
    deliver(ctx, {
      kind: 'email',
      to: user.email,
      usageType: 'BindNewIdentifier',
      link: link.href,
      expiresInMinutes: day / 60,
      languages,
      user: { id: user.id, name: user.name, username: user.username, locale: user.locale },
    }),
  )
  return true
}

/** Takes it: the mailbox is proven, if it is still theirs. @throws token.invalid, token.expired */
export async function takeVerification(ctx: Ctx, token: string): Promise<void> {
  const found = await findOneTime(db(), verification, token)
  if (!found || found.consumedAt) throw new AppError('token.invalid')
  if (found.expiresAt.getTime() <= ctx.now()) throw new AppError('token.expired')
  const [userId = '', email] = found.subject.split(' ')
  await transaction(async (tx) => {
    const user = (await personById(tx, userId))?.user
    if (user?.email !== email || !(await consumeOneTime(tx, ctx.now(), verification, token))) throw new AppError('token.invalid')
    await updateUser(tx, ctx.now(), userId, { emailVerifiedAt: new Date(ctx.now()) })
    await audit(tx, ctx, { event: 'User.Email.Verified', userId })
  })
}

/**
 * A link to a mailbox that is to take the place of the one on file, good for an hour: the proof given here lasts as long.
 * @throws session.mfa.fresh_proof_required, account_center.field_not_editable, identifier.invalid, connector.rate_limit_exceeded
 */
export async function mailContactLink(ctx: Ctx, session: Session, email: string, languages: string[]): Promise<void> {
  expectFresh(ctx, session)
  const life = 3600
  const { id } = await start(ctx, {
    purpose: 'account',
    applicationId: session.applicationId,
    userId: session.userId,
    goal: { kind: 'contact', contact: 'email' },
    session: { id: session.id, provenAt: ctx.now() + life * 1000 },
    request: { api: true, ...(languages.length && { locales: languages }) },
    life,
  })
  await advance(ctx, { id }, { do: 'profile', email, link: linkTo(id, 'change-email') })
}
