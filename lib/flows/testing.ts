import { newId } from '@/lib/core/crypto'
import { type Ctx, systemCtx } from '@/lib/core/ctx'
import { hashPassword } from '@/lib/core/hash'
import { createApplication } from '@/lib/db/applications'
import { createAuthenticator } from '@/lib/db/authenticators'
import { db, transaction } from '@/lib/db/client'
import { raiseConfigVersion, readExperience, writeExperience } from '@/lib/db/config'
import { createUser } from '@/lib/db/users'
import { forAddress, knowledge } from '@/lib/factors'
import { applicationMetadata } from '@/lib/policy/application'
import { signInExperience } from '@/lib/policy/schema'

/** For tests of the flows: a house with an inbox, an application, people, and a clock that the test moves. */

export const password = 'a long enough passphrase'
let clock = Date.UTC(2026, 0, 1)
let caller = 1

/** A caller of its own address, so that address limits of one test do not reach the next. */
export function aCtx(over: Partial<Ctx> = {}): Ctx {
  caller += 1
  return systemCtx({
    now: () => clock,
    ip: `198.51.${Math.floor(caller / 250)}.${caller % 250}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0',
    ...over,
  })
}

/** Moves the test's clock. @param seconds forward */
export function later(seconds: number): void {
  clock += seconds * 1000
}

type Document = {
  mfa?: object
  passkeySignIn?: object
  signUp?: object
  signIn?: object
  trustedDevice?: object
  forgotPasswordMethods?: string[]
  accountCenter?: object
  discloseExistence?: boolean
  signInMode?: string
}

export async function settings(change: Document = {}): Promise<void> {
  const mfa = { factors: ['PhoneVerificationCode'], policy: 'Mandatory', ...change.mfa }
  const forgotPasswordMethods = ['EmailVerificationCode', 'PhoneVerificationCode']
  const value = signInExperience.parse({ forgotPasswordMethods, ...change, mfa })
  await transaction(async (tx) => writeExperience(tx, value, (await readExperience(tx)).version))
}

/** The built-in applications and the two inbox connectors, on an empty database. */
export async function furnish(): Promise<void> {
  const at = new Date(clock)
  await transaction(async (tx) => {
    for (const id of ['account', 'demo-app'])
      await createApplication(tx, clock, { id, name: id, type: 'Traditional', metadata: applicationMetadata.parse({}) })
    for (const channel of ['sms', 'email'])
      await tx.connector.create({
        data: {
          id: `inbox-${channel}`,
          factoryId: `inbox-${channel}`,
          channel,
          name: 'Inbox',
          config: {},
          createdAt: at,
          updatedAt: at,
        },
      })
    await raiseConfigVersion(tx)
  })
  await settings()
}

let people = 0
export type TestPerson = { id: string; email: string; phone: string; sms?: string; mailbox?: string }

/** @param with_ factors that are active already; `proven` marks the profile's addresses as proven here */
export async function aMember(
  with_: { sms?: boolean; mailbox?: boolean; proven?: boolean; phoneOnFile?: boolean } = {},
): Promise<TestPerson> {
  people += 1
  const id = newId(clock)
  const person: TestPerson = { id, email: `member${people}@example.com`, phone: `+1212555${String(1000 + people)}` }
  const hash = await hashPassword(password)
  await transaction(async (tx) => {
    const { email, phone } = person
    await createUser(tx, clock, {
      id,
      email,
      ...((with_.sms || with_.phoneOnFile) && { phone }),
      emailVerified: !!with_.proven,
      phoneVerified: !!with_.proven,
    })
    await createAuthenticator(tx, clock, {
      id: newId(clock),
      userId: id,
      type: knowledge,
      data: { hash },
      createdVia: 'Import',
      verified: true,
    })
    for (const [kind, address] of [
      ['phone', phone],
      ['email', email],
    ] as const) {
      if (!with_[kind === 'phone' ? 'sms' : 'mailbox']) continue
      const row = newId(clock)
      person[kind === 'phone' ? 'sms' : 'mailbox'] = row
      await createAuthenticator(tx, clock, {
        id: row,
        userId: id,
        type: forAddress(kind),
        data: { address },
        createdVia: 'Import',
        verified: true,
      })
    }
  })
  return person
}

/** Everything that arrived at an address, newest first. */
export const arrived = (to: string) =>
  db().inboxMessage.findMany({ where: { to }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] })
export const newestCode = async (to: string): Promise<string> => (await arrived(to))[0]?.code ?? ''
export const wrongCode = (right: string): string => (right === '000000' ? '111111' : '000000')
