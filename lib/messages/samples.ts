import { numbers } from './numbers'
import type { Values } from './render'
import type { Variable } from './usage'

/** What the tenant's own variables are worth; the rest is made up for previews. */
export type Tenant = { productName: string; domain: string; supportUrl: string; locale?: string }

const own = ({ productName, domain, supportUrl, locale }: Tenant) => ({
  appName: productName,
  domain,
  supportUrl,
  locale: locale ?? 'en',
  requestId: '7K2-4QD',
})

/** Everyday values, for previews. */
export const sampleValues = (tenant: Tenant): Values => ({
  ...own(tenant),
  code: '482913',
  expiresInMinutes: '5',
  'application.name': 'Orders',
  'user.name': 'Jane Doe',
  'user.username': 'jane',
  maskedTarget: '+1***5678',
  device: 'Chrome on Mac',
  location: 'Lisbon',
  time: '2026-11-26 10:02 UTC',
  factorLabel: 'Authenticator app',
})

/** Values as long as they get, to tell how many segments a text may need. */
export const longestValues = (tenant: Tenant): Record<Variable, string> => {
  const name = 'n'.repeat(numbers.sms.personalCharacters)
  const words = 'w'.repeat(numbers.valueCharacters)
  return {
    ...own(tenant),
    code: '48291357',
    expiresInMinutes: '10',
    'application.name': words,
    'user.name': name,
    'user.username': name,
    maskedTarget: name,
    device: words,
    location: words,
    time: '2026-11-26 10:02 UTC',
    factorLabel: words,
  }
}
