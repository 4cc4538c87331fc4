import { mount } from '@/lib/http/mount'
import type { Endpoints } from '@/lib/http/route'
import { gated } from '../direct/gate'
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
/** Signing out changes something whatever its method. */
const writes = (request: Request) => /\/logout(\/mobile)?$/.test(new URL(request.url).pathname)
const serve = (prefix: string, tables: Endpoints[]) =>
  gated(mount(prefix, tables, { render: nauthRefusal, maxBytes }), { render: nauthRefusal, writes })

export const nauthPrefix = '/auth'
/** `/auth`: this wire, and the two paths of node-auth that lie under it. */
export const nauthMount = serve(nauthPrefix, nauthTables)
/** The same without cookies, for apps. */
export const mobileMount = serve('/mobile/auth', nauthTables)
