import { createServer, type Server } from 'node:http'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { appOrigin, demoPassword, freshNetwork, moveClock, type Person, settings } from './instance'
import { type RelyingParty, relyingParty } from './relying-party'

export { expect } from '@playwright/test'

/** Steps as a person takes them; every wait is for what the page says, never for time. */
export class Hosted {
  constructor(
    readonly page: Page,
    readonly party: RelyingParty,
  ) {}

  /** Opens the application's sign-in; its own pages answer with a plain word. */
  async open(parameters: Record<string, string> = {}) {
    const request = await this.party.begin(parameters)
    await this.page.goto(String(request.url))
    return request
  }

  action(name: string): Locator {
    return this.page.locator(`[data-action="${name}"]`).first()
  }

  async at(step: string) {
    await expect(this.page.locator('main')).toHaveAttribute('data-step', step)
  }

  async refused(code: string) {
    await expect(this.page.locator('main')).toHaveAttribute('data-error', code)
    await expect(this.page.getByRole('alert').filter({ hasText: /\w/ }).first()).toBeVisible()
  }

  async fill(fields: Record<string, string>) {
    for (const [name, value] of Object.entries(fields))
      await this.page.locator(`main [name="${name}"]:not([type="hidden"])`).first().fill(value)
  }

  async send(action: string, fields: Record<string, string> = {}) {
    await this.fill(fields)
    await this.action(action).click()
  }

  code(code: string) {
    return this.send('continue', { code })
  }

  signIn(person: Pick<Person, 'email'> & { password?: string }) {
    return this.send('continue', { identifier: person.email, password: person.password ?? demoPassword })
  }

  /** Back at the application, with its tokens. */
  async arrives(request: Awaited<ReturnType<RelyingParty['begin']>>) {
    await this.page.waitForURL(`${appOrigin}/callback**`)
    const tokens = await request.finish(new URL(this.page.url()))
    return tokens.claims() ?? {}
  }
}

let shared: Promise<RelyingParty> | undefined

export const test = base.extend<{ hosted: Hosted }, { application: Server }>({
  /** The application's own pages: a plain word at its redirect addresses. */
  application: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const server = createServer((_request, response) =>
        response.setHeader('content-type', 'text/html').end('<title>Orders</title><h1>Orders app</h1>'),
      )
      await new Promise<void>((resolve) => server.listen(new URL(appOrigin).port, resolve))
      await use(server)
      server.close()
    },
    { scope: 'worker', auto: true },
  ],
  context: async ({ context }, use) => {
    await context.setExtraHTTPHeaders({ 'x-forwarded-for': freshNetwork() })
    await use(context)
  },
  hosted: async ({ page }, use) => {
    await settings()
    await moveClock(0)
    shared ??= relyingParty()
    await use(new Hosted(page, await shared))
  },
})

/** Saved for people to look at. */
export const picture = (page: Page, name: string) =>
  page.screenshot({ path: `test-results/screenshots/${name}.png`, fullPage: true }).then(() => expect(name).toBeTruthy())
