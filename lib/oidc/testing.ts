import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cookieNames } from '@/lib/core/cookies'
import { newId, newSecret } from '@/lib/core/crypto'
import { createApplication, type NewApplication } from '@/lib/db/applications'
import { transaction } from '@/lib/db/client'
import { loadInteraction } from '@/lib/db/interactions'
import { createSession } from '@/lib/db/sessions'
import { ensureSigningKeys } from '@/lib/db/signing-keys'
import { createUser, type NewUser } from '@/lib/db/users'
import type { Finished } from '@/lib/flows/types'
import { directSignIn } from '@/lib/policy/application'
import { stepUp } from '@/lib/policy/step-up'
import { oidcHandler } from './bridge'
import { resume } from './issue'

/** For tests of the issuer: the real handler behind a real socket, a browser that keeps cookies, and people who answer at once. */

type Metadata = Partial<NewApplication['metadata']>
export type TestApp = { id: string; secret: string; redirectUri: string }
export const callback = 'https://app.example/callback'

const metadataDefaults: NewApplication['metadata'] = {
  redirectUris: [callback],
  postLogoutRedirectUris: ['https://app.example/bye'],
  backchannelLogoutUri: '',
  allowedOrigins: [],
  redirectAllowList: [],
  idTokenAlgorithm: 'RS256',
  requirePkce: true,
  alwaysIssueRefreshToken: false,
  logoutWithoutConfirmation: false,
  keepOfflineAccessAfterLogout: false,
  scopes: [],
  mfa: {},
  directSignIn: directSignIn.parse(undefined),
  stepUp: stepUp.parse(undefined),
}

export async function anApp(
  over: Omit<Partial<NewApplication>, 'metadata' | 'secrets'> = {},
  metadata: Metadata = {},
): Promise<TestApp> {
  const secret = newSecret()
  const type = over.type ?? 'Traditional'
  const secrets = ['SPA', 'Native'].includes(type)
    ? []
    : [{ id: 's1', value: secret, createdAt: new Date().toISOString(), expiresAt: null }]
  const made = await transaction((tx) =>
    createApplication(tx, Date.now(), {
      name: 'Orders',
      type,
      ...over,
      secrets,
      metadata: { ...metadataDefaults, ...metadata },
    }),
  )
  return { id: made.id, secret, redirectUri: metadata.redirectUris?.[0] ?? callback }
}

export async function aUser(over: Partial<NewUser> = {}): Promise<string> {
  const id = newId()
  await transaction((tx) =>
    createUser(tx, Date.now(), { id, email: `${id}@example.com`, emailVerified: true, name: 'Jane', ...over }),
  )
  return id
}

export type Issuer = { base: string; close: () => Promise<void> }

/** Keys and a listening server. Call after `testDb()`. */
export async function anIssuer(): Promise<Issuer> {
  delete (globalThis as { sallyportProvider?: unknown }).sallyportProvider
  await ensureSigningKeys(['RS256', 'ES256', 'ES384'], Date.now())
  const server = createServer((req, res) => {
    req.headers['x-peer-address'] = '198.51.100.7'
    oidcHandler(req, res).catch((error) => res.destroy(error))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    base: `http://127.0.0.1:${port}`,
    close: () => new Promise((done) => server.close(() => done())),
  }
}

export type Answer = { status: number; location: string; headers: Headers; text: string }

/** The least a browser can be. Follows nothing by itself. */
export function aBrowser({ base }: Issuer) {
  const jar = new Map<string, string>()
  return {
    jar,
    async go(url: string, init: RequestInit = {}): Promise<Answer> {
      const { pathname, search } = new URL(url, base)
      const cookie = [...jar].map(([k, v]) => `${k}=${v}`).join('; ')
      const headers = { accept: 'text/html', ...(init.headers as Record<string, string>), cookie }
      const response = await fetch(`${base}${pathname}${search}`, { ...init, headers, redirect: 'manual' })
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        const at = pair.indexOf('=')
        if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) jar.delete(pair.slice(0, at))
        else jar.set(pair.slice(0, at), pair.slice(at + 1))
      }
      return {
        status: response.status,
        location: response.headers.get('location') ?? '',
        headers: response.headers,
        text: await response.text(),
      }
    },
  }
}
export type Browser = ReturnType<typeof aBrowser>

const verifier = randomBytes(32).toString('base64url')
const challenge = createHash('sha256').update(verifier).digest('base64url')

export function authorizeUrl(app: TestApp, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: app.id,
    response_type: 'code',
    redirect_uri: app.redirectUri,
    scope: 'openid profile email',
    state: 'st',
    nonce: 'no',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...parameters,
  })
  return `/oidc/auth?${query}`
}

/** What the running interaction is about, as the pages would find it. */
export async function asked(browser: Browser) {
  const token = browser.jar.get(cookieNames.interaction()) ?? ''
  const loaded = await loadInteraction(token, undefined, Date.now())
  if (!loaded) throw new Error('no interaction was started')
  return loaded.interaction
}

export type Performed = { amr?: string[]; acr?: string | null; authTime?: number }

/** The person answers everything the interaction asked: a session row, and the provider goes on. */
export async function finishAs(
  browser: Browser,
  userId: string,
  { amr = ['pwd'], acr = null, authTime = Date.now() }: Performed = {},
) {
  const interaction = await asked(browser)
  const session = { id: newId(), token: newSecret(), amr, acr, authTime, expiresAt: authTime + 14 * 86_400_000 }
  await transaction((tx) =>
    createSession(tx, {
      ...session,
      userId,
      applicationId: interaction.applicationId,
      ip: null,
      userAgent: null,
      provenAt: null,
      createdAt: authTime,
    }),
  )
  const finished: Finished = {
    purpose: 'sign-in',
    userId,
    applicationId: interaction.applicationId,
    oidcUid: interaction.oidcUid,
    returnTo: null,
    request: interaction.facts.request,
    session,
    bound: [],
    sessionId: null,
    trustedDevice: null,
    browser: null,
    consent: null,
  }
  const answer = await browser.go(await resume(finished))
  return { ...answer, sessionId: session.id }
}

/** From nothing to a code. @returns the callback's parameters */
export async function signIn(
  browser: Browser,
  app: TestApp,
  userId: string,
  parameters: Record<string, string> = {},
  performed: Performed = {},
) {
  const first = await browser.go(authorizeUrl(app, parameters))
  if (first.location.startsWith(app.redirectUri)) return { query: new URL(first.location).searchParams, sessionId: '' }
  const { location, sessionId, text } = await finishAs(browser, userId, performed)
  if (!location) throw new Error(`the provider did not go on: ${text}`)
  return { query: new URL(location).searchParams, sessionId }
}

export type Tokens = Record<string, string> & { status: string }

/** A token request, the way the SDKs make it: client id in the body and a Basic header beside it. */
export async function token({ base }: Issuer, app: TestApp, form: Record<string, string>, headers: Record<string, string> = {}) {
  const authorization = app.secret && `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}`
  const response = await fetch(`${base}/oidc/token`, {
    method: 'POST',
    headers: { ...(authorization && { authorization }), ...headers },
    body: new URLSearchParams({ client_id: app.id, ...form }),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, string> }
}

export const exchange = (issuer: Issuer, app: TestApp, query: URLSearchParams, extra: Record<string, string> = {}) =>
  token(issuer, app, {
    grant_type: 'authorization_code',
    code: query.get('code') ?? '',
    redirect_uri: app.redirectUri,
    code_verifier: verifier,
    ...extra,
  })

export const refresh = (issuer: Issuer, app: TestApp, refreshToken: string) =>
  token(issuer, app, { grant_type: 'refresh_token', refresh_token: refreshToken })

/** Public clients have no secret to send. */
export const withoutSecret = (app: TestApp): TestApp => ({ ...app, secret: '' })
