import { z } from 'zod'
import { mfaPolicies } from './schema'
import { plainPage, stepUp } from './step-up'

export const applicationTypes = ['Traditional', 'SPA', 'Native', 'MachineToMachine', 'FirstParty'] as const
export type ApplicationType = (typeof applicationTypes)[number]

/** http on loopback for development, https elsewhere, private-use schemes for native apps; never a fragment. */
const redirectUri = z
  .string()
  .max(2000)
  .refine((value) => {
    if (/[\s\\]/.test(value) || value.includes('#') || !URL.canParse(value)) return false
    const { protocol, hostname } = new URL(value)
    if (protocol === 'https:') return true
    if (protocol === 'http:') return /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
    return /^[a-z][a-z0-9+.-]*\.[a-z0-9+.-]*:$/.test(protocol)
  }, 'Use https, http on localhost, or an app scheme like com.example.app:/callback, without a fragment.')

const origin = z
  .string()
  .max(300)
  .refine((v) => URL.canParse(v) && new URL(v).origin === v, 'Use an origin like https://app.example.com.')

const pageAddress = z
  .string()
  .max(2000)
  .refine(plainPage, 'Use https (http only on localhost), without a fragment or a user name.')

/** Compared as it is: a pattern would match nothing. */
const webOrigin = z
  .string()
  .max(300)
  .refine(
    (v) => /^https?:[^*]+$/.test(v) && URL.canParse(v) && new URL(v).origin === v,
    'Use an origin like https://app.example.com, without a path or a pattern.',
  )
/** An origin of a web page, or of an app that has a scheme of its own. */
const nativeOrigin = z
  .string()
  .max(300)
  .regex(/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]*$/, 'Use an origin like capacitor://localhost.')
const days = z.number().int().min(1).max(90)

/** How an application signs people in with pages of its own: contracts/nauth.md §3, §12. */
export const directSignInFields = {
  tokenDelivery: z.enum(['json', 'cookies', 'hybrid']),
  webOrigins: z.array(webOrigin).max(50),
  nativeOrigins: z.array(nativeOrigin).max(50),
  cookieHostPrefix: z.boolean(),
  cookieSameSite: z.enum(['strict', 'lax', 'none']),
  cookieRefreshDays: days,
  jsonRefreshDays: days,
  /** pages of its own in place of the hosted sign-in: what node-auth clients are told */
  headless: z.boolean(),
  /** where a mailed link to a new password leads; empty: to the hosted pages */
  resetPageUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'Enter an address like https://example.com.' })]),
}
export const directSignIn = z
  .strictObject({
    tokenDelivery: directSignInFields.tokenDelivery.default('hybrid'),
    webOrigins: directSignInFields.webOrigins.default([]),
    nativeOrigins: directSignInFields.nativeOrigins.default([]),
    cookieHostPrefix: directSignInFields.cookieHostPrefix.default(true),
    cookieSameSite: directSignInFields.cookieSameSite.default('strict'),
    cookieRefreshDays: directSignInFields.cookieRefreshDays.default(7),
    jsonRefreshDays: directSignInFields.jsonRefreshDays.default(7),
    headless: directSignInFields.headless.default(false),
    resetPageUrl: directSignInFields.resetPageUrl.default(''),
  })
  .prefault({})

/** Why an application may not ask for passwords itself: who it signs in signs in at the issuer. `null`: it may. */
export function keptFromPasswords(
  app: Pick<Application, 'id' | 'type' | 'isThirdParty'>,
): 'third-party' | 'machine' | 'console' | null {
  if (app.isThirdParty) return 'third-party'
  if (app.type === 'MachineToMachine') return 'machine'
  return app.id === 'console' ? 'console' : null
}

/** What an application may say about itself; the column `metadata` of its row. */
export const applicationMetadata = z.strictObject({
  redirectUris: z.array(redirectUri).max(50).default([]),
  postLogoutRedirectUris: z.array(redirectUri).max(50).default([]),
  backchannelLogoutUri: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  allowedOrigins: z.array(origin).max(50).default([]),
  /** where a step-up may lead back to: compared by scheme, host, port and path */
  redirectAllowList: z.array(pageAddress).max(50).default([]),
  idTokenAlgorithm: z.enum(['RS256', 'ES256', 'ES384']).default('RS256'),
  requirePkce: z.boolean().default(true),
  alwaysIssueRefreshToken: z.boolean().default(false),
  logoutWithoutConfirmation: z.boolean().default(false),
  /** refresh tokens of `offline_access` outlive the session they were issued in */
  keepOfflineAccessAfterLogout: z.boolean().default(false),
  directSignIn,
  stepUp,
  /** scopes a machine application may ask of the management API */
  scopes: z.array(z.enum(['all'])).default([]),
  mfa: z
    .strictObject({
      policy: z.enum(mfaPolicies).optional(),
      requiredAcr: z.enum(['mfa', 'phr']).optional(),
      allowedFactors: z.array(z.string()).optional(),
      trustedDevice: z.boolean().optional(),
    })
    .default({}),
})
export type ApplicationMetadata = z.output<typeof applicationMetadata>

export type ApplicationSecret = { id: string; value: string; createdAt: string; expiresAt: string | null }

/** A relying party or server caller, as every layer sees it. */
export type Application = {
  id: string
  name: string
  type: ApplicationType
  isThirdParty: boolean
  builtIn: boolean
  secrets: ApplicationSecret[]
  metadata: ApplicationMetadata
  customData: Record<string, unknown>
  createdAt: Date
  updatedAt: Date
}
