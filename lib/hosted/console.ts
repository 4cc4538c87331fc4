import { cookies, headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { setupWorks } from '@/lib/admin/owner'
import { type Capability, may } from '@/lib/admin/roles'
import { type Staff, staffOf } from '@/lib/admin/staff'
import type { As } from '@/lib/admin/verb'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { isCode } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { revokeSession } from '@/lib/flows/session'
import { setConsoleResolver } from '@/lib/http/caller'
import { sessionBehind } from '@/lib/oidc/sessions'
import { type ConsoleToken, consoleToken } from './console-token'

/** Who uses the console, for pages and their verbs. */
export type Console = {
  as: As
  me: { id: string; name: string; role: string }
  may: (capability: Capability) => boolean
  /** the development inbox exists */
  inbox: boolean
  /** the inbox is on where real people sign in */
  alarm: boolean
  publicUrl: string
}

const strong = ['mfa', 'phr']

/** Where a stranger signs in, and comes back from. @param path own path */
export function signInPath(path: string, stepUp = false): string {
  const query = new URLSearchParams({ callbackUrl: path, ...(stepUp && { acr_values: 'mfa' }) })
  return `/console/sign-in?${query}`
}

/**
 * Who a request comes from: somebody of the staff with a session that lives and is as strong as theirs can be; nobody (`gone`);
 * a person without a console role; or staff who has to prove a second factor first.
 */
export async function staffFor(ctx: Ctx, token: ConsoleToken | null): Promise<Staff | 'gone' | 'stranger' | 'weak'> {
  const sessionId = token && (await sessionBehind(token.userId, 'console', token.sid))
  if (!sessionId) return 'gone'
  const staff = await staffOf(ctx, token.userId, sessionId)
  if (typeof staff === 'string') return staff
  return staff.canReachMfa && !strong.includes(token.acr ?? '') ? 'weak' : staff
}

const current = cache(async () => {
  const given = await headers()
  const ctx = ctxFromHeaders(given)
  return { ctx, staff: await staffFor(ctx, await consoleToken(given.get('cookie'))) }
})

function consoleOf(ctx: Ctx, { actor, user }: Staff): Console {
  const { INBOX, APP_ENV, PUBLIC_URL } = env()
  return {
    as: { ctx, actor },
    me: { id: user.id, name: user.name ?? user.primaryEmail ?? user.username ?? 'You', role: actor.role },
    may: (capability) => may(actor, capability),
    inbox: INBOX,
    alarm: INBOX && APP_ENV === 'production',
    publicUrl: PUBLIC_URL,
  }
}

/** The console's user behind a server action; null when the session ended meanwhile. */
export async function consoleUser(): Promise<Console | null> {
  const { ctx, staff } = await current()
  return typeof staff === 'string' ? null : consoleOf(ctx, staff)
}

/**
 * First line of every console page. Strangers are sent to sign in, people without a role, or without this capability, are told so.
 * @param path where to come back to
 */
export async function requireConsole(needs: Capability = 'settings.read', path = '/console'): Promise<Console> {
  const { ctx, staff } = await current()
  if (staff === 'gone') redirect(signInPath(path))
  if (staff === 'weak') redirect(signInPath(path, true))
  if (staff === 'stranger') redirect('/console/no-access')
  const user = consoleOf(ctx, staff)
  if (!user.may(needs)) redirect('/console/no-access')
  return user
}

/** What a verb does not find is a page that does not exist. */
export async function orNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isCode(error, 'entity.not_found')) notFound()
    throw error
  }
}

/** Signs the person out: here, and of the sign-in behind it, so that the next visit asks again. */
export async function leaveConsole(ctx: Ctx): Promise<void> {
  const token = await consoleToken((await headers()).get('cookie'))
  const id = token && (await sessionBehind(token.userId, 'console', token.sid))
  if (token && id) await revokeSession(ctx, { id, userId: token.userId })
  const jar = await cookies()
  for (const { name } of jar.getAll()) if (name.includes('next-auth.session-token')) jar.delete(name)
}

/** Whether the one-time set-up page may be shown. Looking uses nothing up. */
export async function setupOpen(token: string): Promise<boolean> {
  return token.length > 0 && token.length < 200 && setupWorks(ctxFromHeaders(await headers()), token)
}

/** Lets the API recognize people of the console: called once when the process starts. */
export function registerConsole(): void {
  setConsoleResolver(async (request, ctx) => {
    const token = await consoleToken(request.headers.get('cookie'))
    const staff = await staffFor(ctx, token)
    return token && typeof staff !== 'string' ? { userId: token.userId } : null
  })
}
