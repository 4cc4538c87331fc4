import { headers } from 'next/headers'
import { cache } from 'react'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { words } from '@/lib/i18n'
import { securityPage } from './account-page'
import { at, deskFor } from './at'
import { languageOf, type Query } from './desk'
import type { LanguageView } from './view'

/** What was asked for, as our own server noted it. */
async function asked(): Promise<{ path: string; query: Query; headers: Headers }> {
  const all = await headers()
  const { pathname, searchParams } = new URL(all.get('x-path') ?? '/', 'http://self')
  const query: Query = {}
  for (const name of searchParams.keys()) {
    const [first, ...more] = searchParams.getAll(name)
    query[name] = more.length ? [first!, ...more] : first
  }
  return { path: pathname, query, headers: all }
}

/** Where the interaction of this browser is. Once per request: frame, title and page are drawn from the same reading. */
export const hostedPage = cache(async () => {
  const { path, query, headers: all } = await asked()
  return at(path, all, query)
})

/** The account of whoever is signed in; null for a stranger. Once per request as well. */
export const accountPage = cache(async () => {
  const { query, headers: all } = await asked()
  return securityPage(all, query)
})

/** Pages for administrators and developers are in English. */
const english = /^\/(console|demo)(\/|$)/

/** The words a page speaks when it belongs to no sign-in; with the settings out of reach, the browser's language. */
export const plainWords = cache(async () => {
  const { path, headers: all } = await asked()
  if (english.test(path)) return words([])
  const ctx = ctxFromHeaders(all)
  const desk = await deskFor(ctx).catch(() => null)
  return desk?.t ?? words(ctx.languages)
})

/** The language that the whole document says it is in. */
export async function pageLanguage(): Promise<LanguageView> {
  const { path } = await asked()
  const account = path === '/account/security' ? await accountPage() : null
  const place = account ? null : await hostedPage()
  return account?.language ?? (place && 'view' in place ? place.view.language : languageOf({ t: await plainWords() }))
}
