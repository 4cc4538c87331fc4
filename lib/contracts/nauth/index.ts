import { mount } from '@/lib/http/mount'
import type { Render } from '@/lib/http/problem'
import type { Endpoints } from '@/lib/http/route'
import { gated } from '../direct/gate'
import { nodeAuthSms } from '../node-auth/sms'
import { renderAs } from '../node-auth/wire'
import { adminAccess } from './admin-access'
import { adminUsers } from './admin-users'
import { challenges } from './challenges'
import { mfa } from './mfa'
import { passwords } from './passwords'
import { profiles } from './profile'
import { responding } from './respond'
import { sessions } from './sessions'
import { signIns } from './sign-in'
import { sessionTokens } from './tokens'
import { nauthRefusal } from './wire'

/** The contract of contracts/nauth.md by theme. */
export const nauthTables: Endpoints[] = [
  signIns,
  responding,
  challenges,
  sessionTokens,
  mfa,
  passwords,
  profiles,
  sessions,
  adminUsers,
  adminAccess,
]

const maxBytes = 64 * 1024
const pathOf = (request: Request) => new URL(request.url).pathname
/** Signing out changes something whatever its method. */
const writes = (request: Request) => {
  try {
    // as `mount` reads it
    return /\/logout(\/mobile)?\/?$/.test(decodeURIComponent(pathOf(request)))
  } catch {
    return true
  }
}
/** Two paths under `/auth` are node-auth's, and are refused in its words. */
const sms = renderAs()
const render: Render = (error, ctx, request) =>
  pathOf(request).startsWith('/auth/sms/') ? sms(error, ctx, request) : nauthRefusal(error, ctx, request)
const serve = (prefix: string, tables: Endpoints[]) => gated(mount(prefix, tables, { render, maxBytes }), { render, writes })

export const nauthPrefix = '/auth'
/** `/auth`: this wire, and the two paths of node-auth that lie under it. */
export const nauthMount = serve(nauthPrefix, [...nauthTables, nodeAuthSms])
/** The same without cookies, for apps. */
export const mobileMount = serve('/mobile/auth', nauthTables)
