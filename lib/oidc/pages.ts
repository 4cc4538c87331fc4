import type { KoaContextWithOIDC } from 'oidc-provider'
import { config } from '@/lib/db/config'

const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** The few pages the issuer draws itself: whole in one answer, no script. */
async function page(ctx: KoaContextWithOIDC, title: string, body: string): Promise<void> {
  const { branding } = (await config()).experience
  ctx.type = 'html'
  ctx.set('Content-Security-Policy', `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'`)
  ctx.set('Cache-Control', 'no-store')
  ctx.body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escaped(title)} · ${escaped(branding.productName)}</title><style>
:root{color-scheme:light dark;--accent:light-dark(${branding.primaryColor},${branding.darkPrimaryColor})}
body{margin:0;min-height:100svh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;background:light-dark(#f4f5f7,#0f1115)}
main{inline-size:min(100% - 2rem,24rem);padding:2rem;border-radius:1rem;background:light-dark(#fff,#181b21)}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .5rem}p{margin:0 0 1.25rem}
button,a.button{display:block;box-sizing:border-box;inline-size:100%;min-block-size:2.75rem;padding:.6rem 1rem;border:0;border-radius:.625rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;background:var(--accent);color:light-dark(#fff,#0f1115)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}</style></head><body>${body}</body></html>`
}

/** The one question of RP-initiated logout, with one button. */
export async function askLogout(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const where = ctx.oidc.client?.clientName ?? ''
  await page(
    ctx,
    'Sign out',
    `<main data-page="sign-out"><h1>Sign out?</h1><p>${where ? `${escaped(where)} asks to sign you out everywhere on this browser.` : 'You will be signed out everywhere on this browser.'}</p>
${form.replace('</form>', '<button data-action="sign-out" name="logout" value="yes">Sign out</button></form>')}</main>`,
  )
}

export const loggedOut = (ctx: KoaContextWithOIDC): Promise<void> =>
  page(
    ctx,
    'Signed out',
    '<main data-step="done"><h1>You are signed out.</h1><p>You can close this page.</p><a class="button" href="/sign-in">Sign in</a></main>',
  )

/** An authorization request that cannot be sent back to its application: said plainly, with the OAuth code for its developer. */
export async function showError(ctx: KoaContextWithOIDC, out: { error: string; error_description?: string }): Promise<void> {
  if (!ctx.accepts('html') || ctx.accepts('json', 'html') === 'json') {
    ctx.type = 'json'
    ctx.body = out
    return
  }
  const gone = out.error === 'invalid_request' && /session|interaction/i.test(out.error_description ?? '')
  const leaving = !!ctx.oidc?.route?.startsWith('end_session')
  const title = gone ? 'Your sign-in timed out.' : `This sign-${leaving ? 'out' : 'in'} link doesn't work.`
  const words = gone
    ? 'Nothing was lost. Go back to the app and sign in again.'
    : 'The app sent a request that we cannot accept. Go back to it and try again.'
  await page(
    ctx,
    title,
    `<main data-step="expired" data-error="${escaped(out.error)}"><h1>${title}</h1><p>${words}</p><p><small>${escaped(out.error)}: ${escaped(out.error_description ?? '')}</small></p><a class="button" href="/sign-in">Sign in</a></main>`,
  )
}
