import { reference } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { languagesOf } from '@/lib/core/request-ctx'
import { directionOf, refusalIn, words } from '@/lib/i18n'

/** Where the browser goes next, and the cookies it takes along. */
export type Reply = { to: string; cookies: string[] }

/** POST → 303 → GET: nothing is ever submitted twice by going back or reloading. */
export function seeOther({ to, cookies }: Reply): Response {
  const headers = new Headers({ Location: to, 'Cache-Control': 'no-store' })
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 303, headers })
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** A refusal where no page can be shown: a form that no page of ours sent, or a fault below the pages. */
export function plainPage(error: AppError, reference: string, languages: string[] = []): Response {
  const t = words(languages)
  const { tag } = t.language
  const text = escapeHtml(refusalIn(t.refusals, error.code, error.data))
  const html = `<!doctype html><html lang="${tag}" dir="${directionOf(tag)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${text}</title><main data-error="${error.code}"><h1>${text}</h1><p><a href="/sign-in">${t.expired.restart}</a></p><p>${t.common.reference(escapeHtml(reference))}</p></main></html>`
  const headers = new Headers({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
  if (typeof error.data.retryAfter === 'number') headers.set('Retry-After', String(error.data.retryAfter))
  return new Response(html, { status: error.status, headers })
}

/** Where pages send people while the database is away: a page cannot answer 503 itself. */
export const unavailablePath = '/unavailable'
export const unavailable = (request: Request): Response =>
  plainPage(
    new AppError('server.unavailable', { retryAfter: 2 }),
    reference(),
    languagesOf(request.headers.get('accept-language')),
  )
