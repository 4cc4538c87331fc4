import { createHash } from 'node:crypto'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { cookieNames, readCookie, setCookie } from '@/lib/core/cookies'
import { derivedSecret, newSecret, seal, unseal } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { log } from '@/lib/core/log'
import { checkOrigin } from '@/lib/http/guards'
import { loopback } from './loopback'
import { type Reply, seeOther } from './reply'

/** The demo application: a relying party like any other, small enough to read. It knows the issuer by its public address only. */

const clientId = 'demo-app'
const issuer = () => `${env().PUBLIC_URL}/oidc`
const redirectUri = () => `${env().PUBLIC_URL}/demo/callback`
const basic = () => `Basic ${Buffer.from(`${clientId}:${derivedSecret('demo-client')}`).toString('base64')}`
const waits = 600
const lives = 3600

/** It exists where the demo data does. */
export const demoEnabled = (): boolean => env().SEED === 'demo'

/** The people of `prisma/seed.ts`, as the page introduces them. */
export const demoPassword = 'correct horse battery staple'
export const demoPeople = [
  { email: 'sms@example.com', what: 'a code by text message' },
  { email: 'email-mfa@example.com', what: 'a code by email' },
  { email: 'plain@example.com', what: 'no second step yet' },
  { email: 'locked@example.com', what: 'a second step that is locked' },
]

export type DemoSession = { claims: JWTPayload; idToken: string }
type Waiting = { state: string; nonce: string; verifier: string }

const kept = (name: string, value: unknown, maxAge: number): string =>
  setCookie(name, seal(`cookie:${name}`, JSON.stringify(value)), maxAge)

function opened<T>(cookie: string | null, name: string): T | null {
  const value = readCookie(cookie, name)
  try {
    return value ? (JSON.parse(unseal(`cookie:${name}`, value)) as T) : null
  } catch {
    return null
  }
}

/** Who the demo application has signed in on this browser. @param cookie the Cookie header */
export const demoSession = (cookie: string | null): DemoSession | null => opened<DemoSession>(cookie, cookieNames.demo())

/** `GET /demo/start`: an authorization request with PKCE, state and nonce. `?acr_values=mfa` asks for a second step, `?prompt=login` for a new sign-in. */
export async function demoStart(request: Request): Promise<Response> {
  const asked = new URL(request.url).searchParams
  const waiting: Waiting = { state: newSecret(16), nonce: newSecret(16), verifier: newSecret() }
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri(),
    scope: 'openid profile email phone',
    state: waiting.state,
    nonce: waiting.nonce,
    code_challenge: createHash('sha256').update(waiting.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  for (const name of ['acr_values', 'prompt', 'first_screen', 'login_hint']) {
    const value = asked.get(name)
    if (value) query.set(name, value)
  }
  return seeOther({ to: `${issuer()}/auth?${query}`, cookies: [kept(cookieNames.demoRequest(), waiting, waits)] })
}

/** `GET /demo/callback`: exchanges the code and checks the ID token (OpenID Connect Core §3.1.3.7). */
export async function demoCallback(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams
  const waiting = opened<Waiting>(request.headers.get('cookie'), cookieNames.demoRequest())
  const done = setCookie(cookieNames.demoRequest(), '', 0)
  return seeOther(await arrived(query, waiting).then((reply) => ({ ...reply, cookies: [done, ...reply.cookies] })))
}

const failed = (error: string): Reply => ({ to: `/demo?error=${encodeURIComponent(error)}`, cookies: [] })

async function arrived(query: URLSearchParams, waiting: Waiting | null): Promise<Reply> {
  if (!waiting || query.get('state') !== waiting.state) return failed('state_mismatch')
  const code = query.get('code')
  if (!code) return failed(query.get('error') ?? 'no_code')
  try {
    const session = await exchanged(code, waiting)
    return { to: '/demo', cookies: [kept(cookieNames.demo(), session, lives)] }
  } catch (error) {
    log().warn({ err: error }, 'the demo application could not sign in')
    return failed('exchange_failed')
  }
}

async function exchanged(code: string, { verifier, nonce }: Waiting): Promise<DemoSession> {
  const response = await fetch(loopback('/oidc/token'), {
    method: 'POST',
    headers: { authorization: basic() },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri(), code_verifier: verifier }),
  })
  const answer = (await response.json()) as { id_token?: string; error?: string }
  if (!answer.id_token) throw new Error(`the token endpoint answered ${response.status} ${answer.error ?? ''}`)
  const keys = createRemoteJWKSet(new URL(loopback('/oidc/jwks')))
  const { payload } = await jwtVerify(answer.id_token, keys, {
    issuer: issuer(),
    audience: clientId,
    requiredClaims: ['exp', 'iat'],
  })
  if (payload.nonce !== nonce) throw new Error('the nonce of the ID token is not ours')
  return { claims: payload, idToken: answer.id_token }
}

/** `POST /demo/sign-out`: forgets the person here and at the issuer (OpenID Connect RP-Initiated Logout). */
export async function demoSignOut(request: Request): Promise<Response> {
  checkOrigin(request, false)
  const session = demoSession(request.headers.get('cookie'))
  const query = new URLSearchParams({
    client_id: clientId,
    post_logout_redirect_uri: `${env().PUBLIC_URL}/demo`,
    ...(session && { id_token_hint: session.idToken }),
  })
  return seeOther({ to: `${issuer()}/session/end?${query}`, cookies: [setCookie(cookieNames.demo(), '', 0)] })
}
