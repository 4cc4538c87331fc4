import { aMember, newestCode, password, type TestPerson } from '@/lib/flows/testing'
import { origin } from '../direct/testing'
import { mobileMount, nauthMount } from '.'

/** For tests of this wire: a client without cookies at an address of its own, or a browser of some origin with them. */
let network = 0

export type Body = Record<string, unknown>
/** What tests read of answers; whether it is there is theirs to assert. */
type Read = {
  [name: string]: unknown
  session: string
  challengeName: string
  challengeParameters: Body & { methodLocks: Record<string, { retryAfter: number }>; devices: { id: number }[] }
  accessToken: string
  refreshToken: string
  accessTokenExpiresAt: number
  refreshTokenExpiresAt: number
  deviceToken: string
  deviceId: number
  devices: { id: number; uid: string; type: string }[]
  trustedDevices: { id: number; uid: string }[]
  sessions: { sessionId: string; isCurrent: boolean }[]
  setupData: { deviceId: number; secret: string; qrCode: string; challenge: string; options: object }
  challengeData: { challenge: string; options: object }
  verification: { session: string; challengeName: string; challengeParameters: Body }
  codes: string[]
  code: string
  details: { session: string; retryAfter: number; attemptsRemaining: number; availableMethods: string[]; reason: string }
  data: { eventType: string }[]
}
export type Answer = { status: number; body: Read; headers: Headers }

type Options = { origin?: string; mobile?: boolean; headers?: Record<string, string> }
export function aClient({ origin: from, mobile, headers: always = {} }: Options = {}) {
  const jar = new Map<string, string>()
  network += 1
  const ip = `203.0.${113 + Math.floor(network / 250)}.${network % 250}`
  const state = { accessToken: '', deviceToken: '' }
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...jar].map(([k, v]) => `${k}=${v}`).join('; ')
    const serve = mobile ? mobileMount : nauthMount
    const response = await serve(
      new Request(`${origin}${mobile ? '/mobile' : ''}/auth${path}`, {
        method,
        headers: {
          'x-peer-address': ip,
          ...(from && { origin: from }),
          ...(from && cookie && { cookie }),
          ...(state.accessToken && { authorization: `Bearer ${state.accessToken}` }),
          ...(state.deviceToken && { 'x-device-token': state.deviceToken }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...always,
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split('=')
      if (/Max-Age=0/.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    const text = await response.text()
    const answer = { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers }
    if (typeof answer.body?.accessToken === 'string') state.accessToken = answer.body.accessToken
    return answer
  }
  const get = (path: string) => call('GET', path)
  const post = (path: string, body: unknown = {}, headers?: Record<string, string>) => call('POST', path, body, headers)
  const login = (email: string, password: string) => {
    state.accessToken = ''
    return post('/login', { identifier: email, password })
  }
  const respond = (session: string, type: string, rest: Body) => post('/respond-challenge', { session, type, ...rest })
  return { jar, ip, state, call, get, post, login, respond }
}
export type Client = ReturnType<typeof aClient>

export const said = ({ status, body }: Answer) => [status, body.code]

type Who = { sms?: boolean; mailbox?: boolean; proven?: boolean; phoneOnFile?: boolean }
/** Somebody, and a client of theirs that passed both steps. */
export async function signedIn(who: Who = {}): Promise<Client & { person: TestPerson }> {
  const person = await aMember(who)
  const client = aClient()
  const { body } = await client.login(person.email, password)
  if (body.challengeName)
    await client.respond(body.session, 'MFA_REQUIRED', { method: 'sms', code: await newestCode(person.phone) })
  return { ...client, person }
}
