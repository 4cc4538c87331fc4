import { afterAll, afterEach, beforeAll } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { useEnv } from '@/lib/core/env'
import { ensureSigningKeys } from '@/lib/db/signing-keys'
import type { TestDb } from '@/lib/db/testing'
import { furnish } from '@/lib/flows/testing'

/** For tests of both dialects: where the instance is, and all that it needs before it signs anybody in. */
export const origin = 'http://localhost:3000'

/** Keys of the issuer. Call after `testDb()`. */
export async function readyIssuer(): Promise<void> {
  delete (globalThis as { sallyportProvider?: unknown }).sallyportProvider
  await ensureSigningKeys(['RS256', 'ES256', 'ES384'], Date.now())
}

/** A house of the test file's own, with its clock set back after each test. @param env the process' own @param open its database */
export function aHouse(env: NodeJS.ProcessEnv, open: () => Promise<TestDb>): void {
  let database: TestDb
  beforeAll(async () => {
    useEnv({ ...env, PUBLIC_URL: origin, TRUST_PROXY: '1' })
    database = await open()
    await furnish()
    await readyIssuer()
  })
  afterAll(() => database.close())
  afterEach(() => shiftClock(0))
}
