import { expect } from '@playwright/test'
import { type NauthClient, NauthClientError, type NauthOptions, nauthClient } from '../clients/nauth'
import type { AuthResponse, Challenge, ChallengeName } from '../clients/nauth-types'
import { api, base, createPerson, freshAddresses, freshNetwork, newestCode, type Person } from './instance'

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
type Refused = { [name: string]: unknown; details?: { retryAfter?: number } }

/** What contracts/nauth.md §1 and §2 say of every answer, whatever the test is about. */
async function expectCommon(url: string, response: Response): Promise<void> {
  const { headers, status } = response
  expect(headers.get('content-type')).toContain('application/json')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('vary') ?? '').toMatch(/\borigin\b/i)
  const text = await response.clone().text()
  expect(text, `${url} answered ${status} with nothing`).not.toBe('')
  if (response.ok) return
  const body = JSON.parse(text) as Refused
  expect(body).toMatchObject({ statusCode: status, code: expect.any(String), message: expect.any(String), error: body.code })
  expect(body).toMatchObject({ timestamp: expect.stringMatching(isoTime), path: new URL(url).pathname })
  if (body.details) expect(Object.keys(body.details)).not.toHaveLength(0)
  const wait = headers.get('retry-after')
  if (status === 429 || wait) expect(wait).toBe(String(body.details?.retryAfter))
}

export type Asked = { method: string; path: string }
/** A client at an address of its own; every answer it gets is held against the contract. */
export function aClient(given: Partial<NauthOptions> = {}): NauthClient & { asked: Asked[] } {
  const asked: Asked[] = []
  const watched = async (url: string, init: RequestInit) => {
    asked.push({ method: init.method ?? 'GET', path: new URL(url).pathname })
    const response = await fetch(url, init)
    await expectCommon(url, response)
    return response
  }
  const client = nauthClient({ baseUrl: base, fetch: watched, headers: { 'x-forwarded-for': freshNetwork() }, ...given })
  return { ...client, asked }
}

/** A call that has to be refused, and how it was. */
export async function refusal(call: Promise<unknown>, code: string): Promise<NauthClientError> {
  const outcome = await call.then(
    (answer) => answer,
    (error: unknown) => error,
  )
  expect(outcome, `${code} was expected, ${JSON.stringify(outcome)} came`).toBeInstanceOf(NauthClientError)
  const refused = outcome as NauthClientError
  expect(refused.code).toBe(code)
  return refused
}

/** An answer that has to be a challenge: nothing of the person or their tokens is in it. */
export function challenge(answer: AuthResponse, name: ChallengeName): Challenge {
  expect(answer).toMatchObject({ challengeName: name, session: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  for (const early of ['user', 'sub', 'accessToken', 'refreshToken', 'deviceToken']) expect(answer).not.toHaveProperty(early)
  return answer as Challenge
}

/** An answer that has to be tokens. */
export function tokens(answer: AuthResponse): AuthResponse & { accessToken: string; refreshToken: string; sub: string } {
  expect(answer).not.toHaveProperty('challengeName')
  expect(answer).toMatchObject({
    accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    refreshToken: expect.any(String),
    accessTokenExpiresAt: expect.any(Number),
    refreshTokenExpiresAt: expect.any(Number),
    user: { sub: answer.sub ?? '', socialProviders: [], hasPasswordHash: true },
    userSub: answer.sub ?? '',
    authMethod: 'password',
    trusted: expect.any(Boolean),
  })
  return answer as ReturnType<typeof tokens>
}

export const password = 'a long enough passphrase'

/** Somebody new, who proved the mailbox; what the answer to that says. */
export async function signUp(client: NauthClient, more: Record<string, unknown> = {}) {
  const { email, phone } = freshAddresses()
  const { session } = challenge(await client.signup({ email, password, ...more }), 'VERIFY_EMAIL')
  const answer = await client.respondToChallenge(session, { type: 'VERIFY_EMAIL', code: await newestCode(email) })
  return { person: { email, phone, password }, answer }
}

/** Somebody with a text message as second step, set up at the first sign-in (the settings have to demand it). */
export async function withPhone(client: NauthClient = aClient()): Promise<Person> {
  const person = await createPerson({ phone: true })
  const { session } = challenge(await client.login(person.email, person.password), 'MFA_SETUP_REQUIRED')
  await client.getSetupData(session, 'sms')
  const setupData = { code: await newestCode(person.phone) }
  tokens(await client.respondToChallenge(session, { type: 'MFA_SETUP_REQUIRED', method: 'sms', setupData }))
  return person
}

/** Signs in by password and the `count`th text message of this kind. */
export async function signInByText(client: NauthClient, person: Pick<Person, 'email' | 'phone' | 'password'>, count = 1) {
  const { session } = challenge(await client.login(person.email, person.password), 'MFA_REQUIRED')
  const code = await newestCode(person.phone, count, 'MfaVerification')
  return tokens(await client.respondToChallenge(session, { type: 'MFA_REQUIRED', method: 'sms', code }))
}

/** The call, and once more after the proof it asks for (contracts/nauth.md §10). */
export async function proven<T>(
  call: () => Promise<T>,
  prove: (asked: { session: string; availableMethods: string[]; preferredMethod: string }) => Promise<unknown>,
): Promise<T> {
  const { statusCode, details } = await refusal(call(), 'MFA_STEP_UP_REQUIRED')
  expect([statusCode, details]).toMatchObject([403, { session: expect.any(String), availableMethods: expect.any(Array) }])
  await prove(details as { session: string; availableMethods: string[]; preferredMethod: string })
  return call()
}

/** What the issuer tells a server that manages the instance of a token (RFC 7662). */
export async function introspection(token: string): Promise<Record<string, unknown>> {
  auditor ??= api<{ id: string; secret: string }>('POST', '/api/applications', {
    name: 'Auditor',
    type: 'MachineToMachine',
    scopes: ['all'],
  })
  const { id, secret } = await auditor
  const told = await fetch(`${base}/oidc/token/introspection`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ token }),
  })
  return told.json()
}
let auditor: Promise<{ id: string; secret: string }> | undefined

export const userinfo = async (token: string): Promise<Record<string, unknown>> =>
  (await fetch(`${base}/oidc/me`, { headers: { authorization: `Bearer ${token}` } })).json()

export const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { [name: string]: unknown; amr: string[] }
