import type { Page } from '@playwright/test'
import { nauthClient } from '../clients/nauth'
import { base } from './instance'

/** The client as it runs in a page: the browser keeps the cookies, and its rules for other origins hold. */
export const inPage = (page: Page) =>
  nauthClient({
    baseUrl: base,
    tokenDelivery: 'cookies',
    headers: {},
    async fetch(url, init) {
      const told = await page.evaluate(
        async ([to, options]) => {
          const response = await fetch(to, options)
          return { status: response.status, headers: [...response.headers], body: await response.text() }
        },
        [url, init] as const,
      )
      return new Response(told.body, { status: told.status, headers: told.headers })
    },
  })
