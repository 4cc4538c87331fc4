import { softAuthenticator } from '../lib/factors/passkey/testing'
import { appCode } from '../lib/factors/totp/testing'
import { api, base, createPerson, freshNetwork, type Person, settings } from './support/instance'
import { second, secondInstance } from './support/second-instance'
import { expect, test } from './support/test'

/** One answer that counts once, brought fifty times at once to two instances on one PostgreSQL. */
test.skip(process.env.E2E_DATABASE !== 'postgres', 'races need PostgreSQL: the embedded database is one process')

let stop: () => void
test.beforeAll(async () => {
  stop = await secondInstance()
})
test.afterAll(() => stop())

/** A browser that speaks the JSON face; `at` is the instance it happens to reach. */
function aBrowser() {
  const jar = new Map<string, string>()
  const network = freshNetwork()
  return async (path: string, body?: unknown, at = base, method = 'POST') => {
    const cookie = [...jar].map(([k, v]) => `${k}=${v}`).join('; ')
    const headers = { origin: base, cookie, 'x-forwarded-for': network, 'content-type': 'application/json' }
    const response = await fetch(`${at}/api/experience${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      jar.set(name, value)
    }
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : {} }
  }
}
type Call = ReturnType<typeof aBrowser>

async function afterPassword(person: Person): Promise<Call> {
  const call = aBrowser()
  await call('', { interactionEvent: 'SignIn' }, base, 'PUT')
  const identifier = { type: 'email', value: person.email }
  expect((await call('/verification/password', { identifier, password: person.password })).status).toBe(200)
  return call
}

/** The same answer, fifty times at once, half to each instance; from as many sign-ins as there are. */
const fifty = (calls: Call[], path: string, body: unknown) =>
  Promise.all(Array.from({ length: 50 }, (_, n) => calls[n % calls.length]!(path, body, n % 2 ? second : base)))

const sessions = async ({ id }: Person) => (await api<unknown[]>('GET', `/api/users/${id}/sessions`)).length

async function onlyOne(person: Person, calls: Call[], path: string, body: unknown) {
  const answers = await fifty(calls, path, body)
  expect(answers.filter(({ status }) => status >= 500)).toEqual([])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  await Promise.all(calls.map((call) => call('/submit')))
  expect(await sessions(person)).toBe(1)
}

const ten = async (person: Person) => Promise.all(Array.from({ length: 10 }, () => afterPassword(person)))

test('one backup code: one sign-in', async () => {
  await settings({ mfa: { factors: ['Totp', 'BackupCode'] } })
  const person = await createPerson()
  const factors = `/api/users/${person.id}/mfa-verifications`
  await api('POST', factors, { type: 'Totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DP' })
  await api('POST', factors, { type: 'BackupCode', codes: ['8K2Q7VXM3T9RD', '9K2Q7VXM3T9RD'] })
  await onlyOne(person, await ten(person), '/verification/backup-code/verify', { code: '8k2q-7vxm-3t9rd' })
})

test('one code of an authenticator app: one sign-in', async () => {
  await settings({ mfa: { factors: ['Totp'] } })
  const person = await createPerson()
  const secret = 'KBSWY3DPEHPK3PXPJBSWY3DP'
  await api('POST', `/api/users/${person.id}/mfa-verifications`, { type: 'Totp', secret })
  await onlyOne(person, await ten(person), '/verification/totp/verify', { code: appCode(secret, Date.now()) })
})

test('one assertion of a passkey: one sign-in', async () => {
  await settings({ mfa: { factors: ['WebAuthn'] } })
  const person = await createPerson()
  const passkey = softAuthenticator(base)
  const setup = await afterPassword(person)
  const { body: begun } = await setup('/verification/web-authn/registration')
  const payload = passkey.create(begun.registrationOptions)
  expect((await setup('/verification/web-authn/registration/verify', { payload })).status).toBe(200)
  // set up and left: the row is written when the sign-in ends
  expect((await setup('/submit')).status).toBe(200)
  await api('DELETE', `/api/users/${person.id}/sessions`)
  const call = await afterPassword(person)
  const { body: asked } = await call('/verification/web-authn/authentication')
  await onlyOne(person, [call], '/verification/web-authn/authentication/verify', {
    payload: passkey.get(asked.authenticationOptions),
  })
})
