import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Authsignal } from '@authsignal/node'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { now } from '@/lib/core/clock'
import { newId } from '@/lib/core/crypto'
import { putActionConfig } from '@/lib/db/action-configs'
import { createApplication } from '@/lib/db/applications'
import { db, transaction } from '@/lib/db/client'
import { raiseConfigVersion } from '@/lib/db/config'
import { createSecretKey } from '@/lib/db/secret-keys'
import { messagesUnderway } from '@/lib/flows/underway'
import { applicationMetadata } from '@/lib/policy/application'
import type { StepUpSettings } from '@/lib/policy/step-up'
import { serveMount } from '@/scripts/server/mounts.mjs'
import { aHouse } from '../direct/testing'
import { stepUpMount } from '.'

/** For tests of this wire: the mounted handler behind a real socket, the official server SDK, and what browsers send. */

export type Wire = { base: string; close: () => Promise<void>; dropNext: () => void }

/** `dropNext`: the next answer is lost after the server acted. */
export async function aWire(): Promise<Wire> {
  let drop = false
  const server = createServer((req, res) => {
    req.headers['x-peer-address'] = (req.headers['x-test-address'] as string | undefined) ?? '198.51.100.7'
    const handler = async (request: Request) => {
      const response = await stepUpMount(request)
      if (drop) {
        drop = false
        req.socket.destroy()
      }
      return response
    }
    serveMount(handler, req, res, new URL('http://localhost:3000')).catch((error: unknown) => res.destroy(error as Error))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    base: `http://127.0.0.1:${port}/v1`,
    close: () => new Promise((done) => server.close(() => done())),
    dropNext: () => {
      drop = true
    },
  }
}

export const page = 'http://localhost:4000'

/** An application with the action `signIn`, as a seeded instance has it, and a secret key. */
export async function anApplication(over: Partial<StepUpSettings> = {}): Promise<{ id: string; secret: string }> {
  const id = newId()
  const secret = `slp_sk_${id.replace(/-/g, '')}`
  await transaction(async (tx) => {
    const metadata = applicationMetadata.parse({
      allowedOrigins: [page],
      redirectAllowList: [`${page}/back`],
      stepUp: over,
    })
    await createApplication(tx, now(), { id, name: 'Orders', type: 'Traditional', metadata })
    await createSecretKey(tx, now(), { applicationId: id, key: secret })
    await putActionConfig(tx, now(), id, 'signIn', { defaultOutcome: 'CHALLENGE' })
    await raiseConfigVersion(tx)
  })
  return { id, secret }
}

/** The vendor's own client of servers. */
export const sdk = ({ base }: Wire, secret: string, retries = 0) =>
  new Authsignal({ apiSecretKey: secret, apiUrl: base, retries })

let addresses = 0
/** What the browser SDK sends: a bearer, JSON as content type, often no body at all. */
export function browser({ base }: Wire, token: string, origin: string | null = page) {
  addresses += 1
  const address = `203.0.113.${addresses % 250}`
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${base}/client${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-test-address': address,
        ...(origin && { origin }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
}

let numbers = 0
/** A number of its own, each in another exchange. */
export function aNumber(): string {
  numbers += 1
  return `+1212${String(220 + numbers).padStart(3, '0')}01${String(numbers % 100).padStart(2, '0')}`
}

/** The codes that arrived, the newest first. */
export async function codesAt(to: string): Promise<string[]> {
  await messagesUnderway()
  const rows = await db().inboxMessage.findMany({ where: { to }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] })
  return rows.flatMap(({ code }) => code ?? [])
}

/** A house with the wire, and a fresh application before each test. */
export function aTenantHouse(...house: Parameters<typeof aHouse>) {
  aHouse(...house)
  const here = {} as { wire: Wire; app: { id: string; secret: string } }
  beforeAll(async () => {
    here.wire = await aWire()
  })
  afterAll(() => here.wire.close())
  beforeEach(async () => {
    here.app = await anApplication()
  })
  return Object.assign(here, { server: () => sdk(here.wire, here.app.secret) })
}

let users = 0
export const aUser = (): string => {
  users += 1
  return `user-${users}`
}

/** How a call of the SDK was refused: `409 idempotency_conflict`. */
export const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'fine',
    (error: { statusCode: number; errorCode: string }) => `${error.statusCode} ${error.errorCode}`,
  )
