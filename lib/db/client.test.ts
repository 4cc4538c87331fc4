import net from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseAway } from '@/lib/core/database-away'
import { env, testDatabaseUrl } from '@/lib/core/env'
import { closeDb, db, transaction } from './client'

/** A wire to the database that can fall silent without closing, as a lost network does. */
function aWire(target: URL) {
  const ends: [net.Socket, net.Socket][] = []
  let silent = false
  const join = ([near, far]: [net.Socket, net.Socket]) => {
    near.pipe(far)
    far.pipe(near)
  }
  const server = net.createServer((near) => {
    const far = net.connect(Number(target.port || 5432), target.hostname)
    const pair: [net.Socket, net.Socket] = [near, far]
    for (const end of pair) end.on('error', () => undefined).on('close', () => pair.map((e) => e.destroy()))
    ends.push(pair)
    if (!silent) join(pair)
  })
  return {
    open: () =>
      new Promise<number>((done) => server.listen(0, '127.0.0.1', () => done((server.address() as net.AddressInfo).port))),
    fallSilent() {
      silent = true
      for (const [near, far] of ends) {
        near.unpipe(far).pause()
        far.unpipe(near).pause()
      }
    },
    resume() {
      silent = false
      for (const pair of ends) join(pair)
    },
    close() {
      for (const end of ends.flat()) end.destroy()
      server.close()
    },
  }
}

describe.skipIf(!testDatabaseUrl())('a database that hangs', () => {
  const target = new URL(testDatabaseUrl() ?? 'postgres://none')
  const wire = aWire(target)
  beforeAll(async () => {
    await closeDb()
    const through = new URL(target)
    through.hostname = '127.0.0.1'
    through.port = String(await wire.open())
    Object.assign(env(), { DATABASE_URL: through.href })
  })
  afterAll(async () => {
    await closeDb()
    wire.close()
  })

  const one = () => db().$queryRaw`SELECT 1 AS one`
  const within = () => transaction((tx) => tx.$queryRaw`SELECT 1 AS one`)

  it('is away soon, for queries and transactions on old and new connections, and is used again when it is back', async () => {
    await Promise.all([one(), one(), one()])
    wire.fallSilent()
    const asked = [one, within, one, within, within].map((ask) =>
      ask().then(
        () => null,
        (error: unknown) => error,
      ),
    )
    for (const error of await Promise.all(asked)) expect(databaseAway(error)).toBe(true)
    wire.resume()
    await expect.poll(() => one().catch(() => null), { timeout: 5000 }).toEqual([{ one: 1 }])
    expect(await within()).toEqual([{ one: 1 }])
  }, 10_000)
})
