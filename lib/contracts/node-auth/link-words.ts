import { env } from '@/lib/core/env'
import { text } from './call'
import type { CodeName } from './codes'
import { type Names, refused } from './wire'

/** What the endpoints of mailed links have in common. */

/** A tag that nothing ships for falls back by itself. */
export function languagesOf(value: unknown): string[] {
  const tag = text(value, 'emailLang', 35)
  return tag && /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}$/.test(tag) ? [tag] : []
}

/** A link that is not good, in the words of its endpoint. Whoever else used it, or made it stale, made it no good. */
export const orUnknown = (invalid: CodeName, expired: CodeName): Names => ({
  'token.invalid': invalid,
  'token.expired': expired,
  'session.not_found': invalid,
  'interaction.stale': invalid,
  'interaction.wrong_step': invalid,
})

export function tokenOf(value: unknown): string {
  const token = text(value, 'token', 4096)
  if (!token) throw refused('TOKEN_REQUIRED')
  return token
}

/** A page of ours that shows one button: a visit by itself changes nothing. */
export function pageWith(page: string, token: string | undefined): string {
  const url = new URL(`${env().PUBLIC_URL}/link/${page}`)
  if (token) url.searchParams.set('token', token)
  return url.href
}
