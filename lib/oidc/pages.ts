import type { KoaContextWithOIDC } from 'oidc-provider'
import { languagesOf } from '@/lib/core/request-ctx'
import { config } from '@/lib/db/config'
import { directionOf, type Words, words } from '@/lib/i18n'

const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** The few pages the issuer draws itself: whole in one answer, no script. */
async function page(ctx: KoaContextWithOIDC, t: Words, title: string, body: string): Promise<void> {
  const { branding } = (await config()).experience
  const { tag } = t.language
  ctx.type = 'html'
  ctx.set('Content-Security-Policy', `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'`)
  ctx.set('Cache-Control', 'no-store')
  ctx.body = `<!doctype html><html lang="${tag}" dir="${directionOf(tag)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escaped(title)} · ${escaped(branding.productName)}</title><style>
:root{color-scheme:light dark;--accent:light-dark(${branding.primaryColor},${branding.darkPrimaryColor})}
body{margin:0;min-height:100svh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;background:light-dark(#f4f5f7,#0f1115)}
main{inline-size:min(100% - 2rem,24rem);padding:2rem;border-radius:1rem;background:light-dark(#fff,#181b21)}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .5rem}p{margin:0 0 1.25rem}
button,a.button{display:block;box-sizing:border-box;inline-size:100%;min-block-size:2.75rem;padding:.6rem 1rem;border:0;border-radius:.625rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;background:var(--accent);color:light-dark(#fff,#0f1115)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}</style></head><body>${body}</body></html>`
}

/** `ui_locales`, else the browser's language, else the tenant's. */
async function wordsFor(ctx: KoaContextWithOIDC): Promise<Words> {
  const asked = String(ctx.oidc?.params?.ui_locales ?? '').split(' ')
  const { autoDetect, fallbackLanguage } = (await config()).experience.languageInfo
  return words([...asked, ...(autoDetect ? languagesOf(ctx.get('accept-language') || null) : [])], fallbackLanguage)
}

/** The one question of RP-initiated logout, with one button. */
export async function askLogout(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const t = await wordsFor(ctx)
  const where = ctx.oidc.client?.clientName
  const { askTitle, askApp, ask } = t.issuer
  const button = `<button data-action="sign-out" name="logout" value="yes">${escaped(t.common.signOut)}</button></form>`
  const body = `<main data-page="sign-out"><h1>${askTitle}</h1><p>${where ? escaped(askApp(where)) : ask}</p>
${form.replace('</form>', button)}</main>`
  await page(ctx, t, t.common.signOut, body)
}

export async function loggedOut(ctx: KoaContextWithOIDC): Promise<void> {
  const t = await wordsFor(ctx)
  const { outTitle, outLead } = t.issuer
  await page(ctx, t, outTitle, `<main data-step="done"><h1>${outTitle}</h1><p>${outLead}</p>${signInAgain(t)}</main>`)
}

const signInAgain = (t: Words) => `<a class="button" href="/sign-in">${t.done.signIn}</a>`

/** An authorization request that cannot be sent back to its application: said plainly, with the OAuth code for its developer. */
export async function showError(ctx: KoaContextWithOIDC, out: { error: string; error_description?: string }): Promise<void> {
  if (!ctx.accepts('html') || ctx.accepts('json', 'html') === 'json') {
    ctx.type = 'json'
    ctx.body = out
    return
  }
  const t = await wordsFor(ctx)
  const gone = out.error === 'invalid_request' && /session|interaction/i.test(out.error_description ?? '')
  const leaving = !!ctx.oidc?.route?.startsWith('end_session')
  const title = gone ? t.expired.title : leaving ? t.issuer.brokenOut : t.issuer.brokenIn
  const said = `<h1>${title}</h1><p>${gone ? t.issuer.goneLead : t.issuer.brokenLead}</p>`
  const code = `<p dir="ltr"><small>${escaped(out.error)}: ${escaped(out.error_description ?? '')}</small></p>`
  await page(ctx, t, title, `<main data-step="expired" data-error="${escaped(out.error)}">${said}${code}${signInAgain(t)}</main>`)
}
