/** An instance, driven from outside: contracts/instance.md and nothing else. */
export const base = process.env.PUBLIC_URL ?? `http://localhost:${process.env.E2E_PORT ?? 3100}`
/** Where the test's own application listens. */
export const appOrigin = `http://localhost:${Number(new URL(base).port) + 2}`
export const managementKey = process.env.BOOTSTRAP_API_KEY ?? 'e2e-bootstrap-key-of-at-least-32-characters'
export const demoPassword = 'correct horse battery staple'

type Json = Record<string, unknown>

/** A management call; throws with the whole answer unless the status is a success (or the one expected). */
export async function api<T = Json>(method: string, path: string, body?: unknown, expected?: number): Promise<T> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { authorization: `Bearer ${managementKey}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (expected ? response.status !== expected : !response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
  return (text ? JSON.parse(text) : {}) as T
}

export type InboxMessage = {
  id: string
  channel: string
  to: string
  usageType: string
  locale: string
  subject: string | null
  text: string
  code: string | null
  createdAt: string
}

export async function messages(to: string, usageType?: string): Promise<InboxMessage[]> {
  const query = new URLSearchParams({ to, ...(usageType && { usageType }), limit: '50' })
  return (await api<{ messages: InboxMessage[] }>('GET', `/api/dev/messages?${query}`)).messages
}

/** Messages that nobody waits for arrive a moment after the answer: asks until there are `count`, for five seconds at most. */
export async function waitForMessages(to: string, count = 1, usageType?: string): Promise<InboxMessage[]> {
  const end = Date.now() + 5000
  for (;;) {
    const found = await messages(to, usageType)
    if (found.length >= count) return found
    if (Date.now() > end) throw new Error(`${found.length} of ${count} ${usageType ?? ''} messages to ${to} arrived`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The newest code sent to an address. */
export async function newestCode(to: string, count = 1, usageType?: string): Promise<string> {
  const code = (await waitForMessages(to, count, usageType))[0]?.code
  if (!code) throw new Error(`the newest message to ${to} has no code`)
  return code
}

let sequence = Math.floor(Date.now() / 10) % 1_000_000
const unique = () => {
  sequence += 1
  return sequence
}

/** Addresses nobody else in this run uses; each phone in an exchange of its own, so that limits per number range never meet. */
export function freshAddresses(): { email: string; phone: string } {
  const n = unique()
  const exchange = 220 + (n % 770)
  return {
    email: `person-${n}-${process.pid}@example.com`,
    phone: `+1212${exchange % 100 === 11 ? exchange + 1 : exchange}${String(n % 10_000).padStart(4, '0')}`,
  }
}

/** A caller of its own for limits per network address; the instance trusts one proxy hop. */
export const freshNetwork = (): string => `198.18.${Math.floor(unique() / 250) % 250}.${(sequence % 250) + 1}`

export type Person = { id: string; email: string; phone: string; password: string }

/** An account with a password and, when asked, a phone or mailbox on file; addresses start unproven. */
export async function createPerson(
  given: { phone?: boolean; email?: boolean; username?: string } = { email: true },
): Promise<Person> {
  const { email, phone } = freshAddresses()
  const password = 'a long enough passphrase'
  const { id } = await api<{ id: string }>('POST', '/api/users', {
    ...(given.email !== false && { primaryEmail: email }),
    ...(given.phone && { primaryPhone: phone }),
    ...(given.username && { username: given.username }),
    password,
  })
  return { id, email, phone, password }
}

/** Settings for one scenario, on top of a known base so that order never matters. */
export async function settings(patch: Json = {}): Promise<void> {
  const mfa = {
    factors: ['PhoneVerificationCode'],
    policy: 'Mandatory',
    autoEnroll: { phone: 'on', email: 'on' },
    distinctChannel: 'enforce',
    emailSatisfiesAcr: false,
    factorOrder: [],
    promptAgainAfterDays: null,
  }
  await api('PATCH', '/api/sign-in-exp', {
    signInMode: 'SignInAndRegister',
    signUp: { identifiers: ['email'], password: true, verify: true, secondaryIdentifiers: [] },
    signIn: { methods: [{ identifier: 'email' }, { identifier: 'phone' }, { identifier: 'username' }] },
    forgotPasswordMethods: ['EmailVerificationCode', 'PhoneVerificationCode'],
    trustedDevice: { enabled: false },
    passkeySignIn: { enabled: false, showPasskeyButton: true, allowAutofill: false },
    verificationCodePolicy: { length: 6, expirationDuration: 300, maxRetryAttempts: 5 },
    ...patch,
    mfa: { ...mfa, ...(patch.mfa as Json | undefined) },
    acknowledge: ['would_drop_enrolled_users'],
  })
}

/** Moves the instance's clock, so that nothing waits for real. @param seconds from real time */
export const moveClock = (seconds: number): Promise<Json> => api('PUT', '/api/dev/clock', { offsetSeconds: seconds })
export const inboxBehavior = (channel: 'sms' | 'email', mode: string, more: Json = {}): Promise<Json> =>
  api('PUT', '/api/dev/behavior', { channel, mode, ...more })
