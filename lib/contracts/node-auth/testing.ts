import { type NodeAuthOptions, nodeAuthClient } from '@/e2e/clients/node-auth'
import { newestCode } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { mount } from '@/lib/http/mount'
import { gated } from '../direct/gate'
import { origin } from '../direct/testing'
import { nodeAuthMount, nodeAuthSms } from '.'
import { refreshWithCookie } from './tokens'
import { renderAs } from './wire'

/** For tests of this wire: the client of the contract in front of the mounted handler, at a network address of its own. */
let network = 0

/** What lies under `/auth` of this wire, as it is mounted there among others. */
const render = renderAs()
const underAuth = gated(mount('/auth', [nodeAuthSms], { render, maxBytes: 64 * 1024 }), { render })

export async function serve(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname === '/auth/refresh') return refreshWithCookie(request)
  return pathname.startsWith('/auth/') ? underAuth(request) : nodeAuthMount(request)
}

export const anAddress = (): string => {
  network += 1
  return `203.0.${100 + Math.floor(network / 250)}.${network % 250}`
}

export function aClient(over: Partial<NodeAuthOptions> = {}) {
  const { headers, ...rest } = over
  return nodeAuthClient({ baseUrl: origin, fetch: serve, headers: { 'x-peer-address': anAddress(), ...headers }, ...rest })
}
/** One in a page of our own origin, with cookies. */
export const aPage = (over: Partial<NodeAuthOptions> = {}) => aClient({ origin, ...over })
/** One on a phone, with tokens. */
export const aPhone = (over: Partial<NodeAuthOptions> = {}) => aClient({ mobile: true, ...over })

/** The newest code at a number, once everything is out. */
export async function codeFor(phone: string): Promise<string> {
  await messagesUnderway()
  return newestCode(phone)
}

const methods = [
  { identifier: 'email' },
  { identifier: 'phone', password: false, verificationCode: true },
  { identifier: 'username' },
]
/** Settings under which a code to a phone signs in, or is a second step. */
export const smsSignsIn = (mfa: object = { factors: [], policy: 'NoPrompt' }) => ({ signIn: { methods }, mfa })
export const smsIsSecond = (policy = 'NoPrompt') => ({ mfa: { factors: ['PhoneVerificationCode'], policy } })
