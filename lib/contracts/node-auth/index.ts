import { mount } from '@/lib/http/mount'
import type { Endpoints } from '@/lib/http/route'
import { gated } from '../direct/gate'
import { account } from './account'
import { elsewhere } from './elsewhere'
import { mail } from './mail'
import { passwords } from './passwords'
import { seconds } from './second'
import { signIns } from './sign-in'
import { nodeAuthSms } from './sms'
import { sessionTokens } from './tokens'
import { ui } from './ui'
import { renderAs } from './wire'

export { nodeAuthSms } from './sms'

/** The contract of contracts/node-auth.md by theme. */
export const nodeAuthTables: Endpoints[] = [nodeAuthSms, signIns, seconds, sessionTokens, account, passwords, mail, ui, elsewhere]

export const nodeAuthPrefix = '/node-auth'
const render = renderAs()
/** `/node-auth` as one function. */
export const nodeAuthMount = gated(mount(nodeAuthPrefix, nodeAuthTables, { render, maxBytes: 64 * 1024 }), { render })
