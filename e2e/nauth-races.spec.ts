import { appCode } from '../lib/factors/totp/testing'
import type { NauthClient, NauthStore } from './clients/nauth'
import { NauthClientError } from './clients/nauth'
import { api, base, freshNetwork, moveClock, newestCode, type Person, settings } from './support/instance'
import { aClient, challenge, password, refusal, signUp, tokens, withPhone } from './support/nauth'
import { second, secondInstance } from './support/second-instance'
import { expect, test } from './support/test'

/** Fifty at once against two instances on one PostgreSQL, in the words of contracts/nauth.md: exactly one success. */
test.skip(process.env.E2E_DATABASE !== 'postgres', 'races need PostgreSQL: the embedded database is one process')

let stop: (() => void) | undefined
test.beforeAll(async () => {
  stop = await secondInstance()
})
test.afterAll(() => stop?.())
test.beforeEach(async () => {
  await moveClock(0)
  await settings()
})

/** The same from fifty addresses, half at each instance; what came of each: an answer or a refusal's name. */
async function fifty<T>(work: (client: NauthClient) => Promise<T>, store?: NauthStore): Promise<(T | string)[]> {
  return Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      work(
        aClient({
          baseUrl: n % 2 ? second : base,
          headers: { 'x-forwarded-for': freshNetwork() },
          ...(store && { store: { ...store } }),
        }),
      ).catch((error: unknown) => {
        if (error instanceof NauthClientError && error.statusCode < 500) return error.code
        throw error
      }),
    ),
  )
}
const counted = (outcomes: unknown[]) => {
  const names = outcomes.map((one) => (typeof one === 'string' ? one : 'answered'))
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((one) => one === name).length]))
}
const sessionsOf = async ({ id }: Pick<Person, 'id'>) => (await api<unknown[]>('GET', `/api/users/${id}/sessions`)).length

async function atChallenge() {
  const person = await withPhone()
  const { session } = challenge(await aClient().login(person.email, password), 'MFA_REQUIRED')
  const code = await newestCode(person.phone, 1, 'MfaVerification')
  const answer = (given: string) => (client: NauthClient) =>
    client.respondToChallenge(session, { type: 'MFA_REQUIRED', method: 'sms', code: given })
  return { person, code, answer }
}

test('the right code fifty times: one set of tokens, one session', async () => {
  const { person, code, answer } = await atChallenge()
  const before = await sessionsOf(person)
  const outcomes = await fifty(answer(code))
  const won = outcomes.filter((one) => typeof one !== 'string')
  expect(won, JSON.stringify(counted(outcomes))).toHaveLength(1)
  for (const one of won) tokens(one)
  expect(await sessionsOf(person)).toBe(before + 1)
})

test('a wrong code fifty times: five are looked at, and then the right one is refused at both', async () => {
  const { code, answer } = await atChallenge()
  const outcomes = await fifty(answer(code === '000000' ? '111111' : '000000'))
  expect(counted(outcomes)).toEqual({ CHALLENGE_MAX_ATTEMPTS: 45, VERIFY_CODE_INVALID: 5 })
  for (const baseUrl of [base, second]) await refusal(answer(code)(aClient({ baseUrl })), 'CHALLENGE_MAX_ATTEMPTS')
})

test('one refresh token fifty times: one successor, good at both; the old one later ends it', async () => {
  await settings({ mfa: { policy: 'NoPrompt', factors: [] } })
  const client = aClient()
  await signUp(client)
  const { refreshToken } = client.store
  const outcomes = await fifty((one) => one.refreshTokens(), { refreshToken })
  expect(counted(outcomes)).toEqual({ answered: 50 })
  const successors = new Set(outcomes.map((one) => (typeof one === 'string' ? one : one.refreshToken)))
  expect(successors.size).toBe(1)
  const [successor] = successors
  const heir = aClient({ baseUrl: second, store: { refreshToken: successor } })
  await heir.refreshTokens()
  expect((await heir.getSessions()).sessions).toHaveLength(1)
  await moveClock(11)
  await refusal(aClient({ store: { refreshToken } }).refreshTokens(), 'AUTH_TOKEN_REUSE_DETECTED')
  await refusal(heir.getSessions(), 'AUTH_SESSION_NOT_FOUND')
})

test('the last two factors removed at once where one is demanded: one stays', async () => {
  await settings({ mfa: { factors: ['PhoneVerificationCode', 'Totp'] } })
  for (let round = 0; round < 5; round++) {
    const client = aClient()
    await withPhone(client)
    const { secret = '' } = (await client.setupMfa('totp')).setupData
    await client.verifyMfaSetup('totp', { code: appCode(secret, Date.now()) })
    const { devices } = await client.getMfaDevices()
    expect(devices).toHaveLength(2)
    const outcomes = await Promise.all(
      devices.map(({ id }, n) =>
        aClient({ baseUrl: n ? second : base, store: { ...client.store } })
          .removeMfaDevice(id)
          .catch((error: NauthClientError) => [error.code, error.details.reason]),
      ),
    )
    expect(outcomes.filter((one) => Array.isArray(one))).toEqual([['FORBIDDEN', 'last_factor_required']])
    expect((await client.getMfaDevices()).devices).toHaveLength(1)
  }
})
