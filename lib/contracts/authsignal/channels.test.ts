import { beforeEach, expect, it } from 'vitest'
import { db, transaction } from '@/lib/db/client'
import { raiseConfigVersion } from '@/lib/db/config'
import { setBehavior } from '@/lib/db/inbox'
import { testDb } from '@/lib/db/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import type { SmsChannel } from '@/lib/policy/step-up'
import { aNumber, anApplication, aTenantHouse, aUser, browser } from './testing'

/** contracts/authsignal.md §15.2 and C20: by which channel a code to a phone goes, in the four ways an application may want it. */

const here = aTenantHouse(process.env, () => testDb())

async function connect(channel: string) {
  const at = new Date()
  const row = { factoryId: 'inbox-sms', channel, name: channel, config: {}, priority: 20, createdAt: at, updatedAt: at }
  await transaction(async (tx) => {
    await tx.connector.upsert({ where: { id: `inbox-${channel}` }, create: { id: `inbox-${channel}`, ...row }, update: {} })
    await raiseConfigVersion(tx)
  })
}
const behaves = (channel: string, mode: 'deliver' | 'fail') => setBehavior(db(), channel, { mode, seconds: 0, times: 0 })
beforeEach(async () => {
  await connect('whatsapp')
  for (const channel of ['sms', 'whatsapp']) await behaves(channel, 'deliver')
})

const ways: [SmsChannel, string | undefined, 'sms' | 'whatsapp' | null, string[]][] = [
  // the application's way, what the request names, what fails, what went out
  ['OFF', undefined, null, ['sms']],
  ['OFF', 'WHATSAPP', null, []],
  ['OFF', undefined, 'sms', []],
  ['USER_CHOICE', undefined, null, ['sms']],
  ['USER_CHOICE', 'WHATSAPP', null, ['whatsapp']],
  ['USER_CHOICE', 'WHATSAPP', 'whatsapp', []],
  ['USER_CHOICE', 'DEFAULT', 'sms', []],
  ['AUTO_ON_FAILURE', undefined, null, ['sms']],
  ['AUTO_ON_FAILURE', undefined, 'sms', ['whatsapp']],
  ['AUTO_ON_FAILURE', 'DEFAULT', 'sms', []],
  ['PREFER_WHATSAPP', undefined, null, ['whatsapp']],
  ['PREFER_WHATSAPP', undefined, 'whatsapp', ['sms']],
]

it.each(ways)('%s, asked for %s, with %s failing: %j', async (smsChannel, named, failing, went) => {
  here.app = await anApplication({ smsChannel })
  if (failing) await behaves(failing, 'fail')
  const phoneNumber = aNumber()
  const { token } = await here.server().track({ userId: aUser(), action: 'signIn', attributes: { phoneNumber } })
  const client = browser(here.wire, token)
  const asked = await client('POST', '/challenge/sms', named && { smsChannel: named })
  await messagesUnderway()
  const rows = await db().inboxMessage.findMany({ where: { to: phoneNumber, status: 'delivered' } })
  expect(rows.map(({ channel }) => channel)).toEqual(went)
  const refused = named === 'WHATSAPP' && smsChannel === 'OFF' ? 400 : 502
  expect([asked.status, asked.body.smsChannel]).toEqual(
    went.length ? [200, went[0] === 'whatsapp' ? 'WHATSAPP' : 'DEFAULT'] : [refused, undefined],
  )
  if (!went.length) return
  const verificationCode = rows[0]?.code
  expect((await client('POST', '/verify/sms', { verificationCode })).body).toMatchObject({
    isVerified: true,
    userAuthenticator: { verificationMethod: 'SMS' },
  })
})
