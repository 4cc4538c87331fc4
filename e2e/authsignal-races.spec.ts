import { aTenant, type Tenant } from './support/authsignal'
import { base, freshAddresses, freshNetwork, messages, newestCode } from './support/instance'
import { second, secondInstance } from './support/second-instance'
import { expect, test } from './support/test'

/** contracts/authsignal.md §20 C12 to C14 over two instances on one database. */

test.skip(process.env.E2E_DATABASE !== 'postgres', 'races need PostgreSQL: the embedded database is one process')

let tenant: Tenant
let stop: (() => void) | undefined
test.beforeAll(async () => {
  stop = await secondInstance()
  tenant = await aTenant('Two instances')
})
test.afterAll(() => stop?.())

let users = 0
const aUser = () => {
  users += 1
  return `race-${users}-${process.pid}`
}
type Answer = { status: number; body: Record<string, unknown> }
/** Calls of one page, half of them at each instance. */
async function fifty(token: string, path: string, body: object = {}): Promise<Answer[]> {
  const network = freshNetwork()
  return Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const response = await fetch(`${n % 2 ? base : second}/v1/client/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-forwarded-for': network },
        body: JSON.stringify(body),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }),
  )
}
async function tracked() {
  const [userId, { phone: phoneNumber }] = [aUser(), freshAddresses()]
  const { token } = await tenant.server.track({ userId, action: 'signIn', attributes: { phoneNumber } })
  return { userId, phoneNumber, token }
}

test('asked fifty times: one message, one id', async () => {
  const { token, phoneNumber } = await tracked()
  const all = await fifty(token, 'challenge/sms')
  expect(all.every(({ status }) => status === 200)).toBe(true)
  expect(new Set(all.map(({ body }) => body.challengeId)).size).toBe(1)
  await newestCode(phoneNumber)
  expect(await messages(phoneNumber)).toHaveLength(1)
})

test('the right code fifty times: one success, one authenticator', async () => {
  const { token, phoneNumber, userId } = await tracked()
  await fifty(token, 'challenge/sms')
  const all = await fifty(token, 'verify/sms', { verificationCode: await newestCode(phoneNumber) })
  expect(all.filter(({ body }) => body.isVerified)).toHaveLength(1)
  expect(await tenant.server.getAuthenticators({ userId })).toHaveLength(1)
  const proof = all.find(({ body }) => body.isVerified)?.body.accessToken as string
  expect(await tenant.server.validateChallenge({ token: proof })).toMatchObject({ isValid: true, userId })
})

test('a wrong code fifty times: five are looked at, and then the right one is refused', async () => {
  const { token, phoneNumber } = await tracked()
  await fifty(token, 'challenge/sms')
  const right = await newestCode(phoneNumber)
  const all = await fifty(token, 'verify/sms', { verificationCode: right === '000000' ? '111111' : '000000' })
  expect(all.filter(({ body }) => body.failureReason === 'CODE_INVALID_OR_EXPIRED')).toHaveLength(4)
  const [late] = await fifty(token, 'verify/sms', { verificationCode: right })
  expect(late?.body).toEqual({ isVerified: false, failureReason: 'MAX_ATTEMPTS_EXCEEDED' })
})

test('tracked fifty times under one key: one action, one user', async () => {
  const userId = aUser()
  const attributes = { idempotencyKey: 'order-7', phoneNumber: freshAddresses().phone }
  const all = await Promise.all(Array.from({ length: 50 }, () => tenant.server.track({ userId, action: 'signIn', attributes })))
  expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['CHALLENGE_REQUIRED']))
  expect(await tenant.server.queryUserActions({ userId })).toHaveLength(1)
})
