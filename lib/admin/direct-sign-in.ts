import { z } from 'zod'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { type Application, directSignInFields, keptFromPasswords } from '@/lib/policy/application'

/** Sign-in over the API, as an application is set up for it. */
export const directSignInView = z.object(directSignInFields)
/** Named members replace; the others stay. */
export const directSignInPatch = z.strictObject(directSignInFields).partial()

const reasons = {
  'third-party': 'An application of a third party never sees passwords: people sign in on the hosted pages.',
  machine: 'A machine calls the management API without a person, so nobody signs in to it.',
  console: 'The console signs people in on the hosted pages only.',
} satisfies Record<NonNullable<ReturnType<typeof keptFromPasswords>>, string>

type Who = Parameters<typeof keptFromPasswords>[0]

/** A sentence for why this application may not sign people in over the API; null where it may. */
export function whyNoDirectSignIn(app: Who): string | null {
  const kept = keptFromPasswords(app)
  return kept && reasons[kept]
}

const refuse = (path: string, message: string): never => {
  throw new AppError('request.invalid', { problems: [{ path, message }] })
}

/**
 * What the schema cannot see: whose the settings are, and how this instance is reached.
 * @throws request.invalid
 */
export function expectDirectSignIn(app: Who, patch: Partial<Application['metadata']['directSignIn']> | undefined): void {
  if (!patch) return
  const why = whyNoDirectSignIn(app)
  if (why) refuse('directSignIn', why)
  // browsers drop SameSite=None without Secure
  if (patch.cookieSameSite === 'none' && !env().SECURE)
    refuse('directSignIn.cookieSameSite', 'Cookies for other sites need an https PUBLIC_URL.')
}

const site = (origin: string): string => {
  const { protocol, hostname } = new URL(origin)
  return `${protocol}//${/^[\d.]+$|:/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.')}`
}

/**
 * Web origins that get cookies and never send them back, because they are on another site. Only what is certain: two names
 * under one public suffix (`a.co.uk`, `b.co.uk`) pass.
 */
export function lostCookies({ tokenDelivery, webOrigins, cookieSameSite }: Application['metadata']['directSignIn']): string[] {
  if (tokenDelivery === 'json' || cookieSameSite === 'none') return []
  const own = site(env().PUBLIC_URL)
  return webOrigins.filter((origin) => site(origin) !== own)
}
