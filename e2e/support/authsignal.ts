import { Authsignal } from '@authsignal/node'
import type { Page } from '@playwright/test'
import { api, appOrigin, base } from './instance'

/** For tests of the step-up API: the vendor's own packages, unchanged, the browser's in a page of another origin. */

export type Tenant = { id: string; server: Authsignal; secret: string }

/** An application with a secret key, as an administrator makes it. It tracks `signIn` from the start. */
export async function aTenant(name: string, stepUp: object = {}): Promise<Tenant> {
  const { id } = await api<{ id: string }>('POST', '/api/applications', {
    name,
    type: 'Traditional',
    allowedOrigins: [appOrigin],
    redirectAllowList: [`${appOrigin}/back`],
    stepUp,
  })
  const { key } = await api<{ key: string }>('POST', `/api/applications/${id}/api-keys`)
  return { id, secret: key, server: new Authsignal({ apiSecretKey: key, apiUrl: `${base}/v1`, retries: 0 }) }
}

type Answer = { data?: Record<string, unknown>; error?: string; errorCode?: string; errorDescription?: string }

/** The browser SDK in the page, with what it was told of expired tokens. */
export async function inBrowser(page: Page, tenantId: string) {
  await page.goto(`${appOrigin}/checkout`)
  // the headers that tests add for every page would need a preflight's leave
  await page.context().setExtraHTTPHeaders({})
  await page.addScriptTag({ path: 'node_modules/@authsignal/browser/dist/index.min.js' })
  await page.evaluate(
    ([id, url]) => {
      const scope = window as never as { authsignal: { Authsignal: new (o: object) => unknown }; sdk: unknown; expired: number }
      scope.expired = 0
      scope.sdk = new scope.authsignal.Authsignal({
        tenantId: id,
        baseUrl: url,
        onTokenExpired: () => {
          scope.expired += 1
        },
      })
    },
    [tenantId, `${base}/v1`] as const,
  )
  const call = (path: string, input?: unknown) =>
    page.evaluate(
      async ([names, given]) => {
        const sdk = (window as never as { sdk: Record<string, never> }).sdk
        const parts = (names as string).split('.')
        const owner = parts.slice(0, -1).reduce((at: never, name) => at[name], sdk as never) as Record<
          string,
          (i?: unknown) => unknown
        >
        return (await owner[parts.at(-1)!]!(given ?? undefined)) as never
      },
      [path, input] as const,
    ) as Promise<Answer>
  return {
    call,
    setToken: (token: string) => call('setToken', token),
    expired: () => page.evaluate(() => (window as never as { expired: number }).expired),
  }
}
