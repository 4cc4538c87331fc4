import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { useEnv } from '@/lib/core/env'
import { type TestDb, testDb } from '@/lib/db/testing'
import { furnish } from '@/lib/flows/testing'
import { stepUpMount } from '../authsignal'
import { nauthMount } from '../nauth'
import { nodeAuthMount } from '../node-auth'
import { dialects } from '.'

const origin = 'http://localhost:3000'
let database: TestDb
beforeAll(async () => {
  useEnv({ ...process.env, PUBLIC_URL: origin })
  database = await testDb()
  await furnish()
})
afterAll(() => database.close())

/** Whoever brings nothing hears this where a session is asked for, and nowhere else. */
const missing = ['AUTH_TOKEN_INVALID', 'NO_ACCESS_TOKEN', 'unauthorized']
/** A tempToken does as well at the first two; the last one looks at its body before. */
const others = ['/node-auth/2fa/setup', '/node-auth/2fa/verify-setup', '/node-auth/change-password']

const endpoints = dialects.flatMap(({ mounts }) =>
  mounts.flatMap(({ prefix, tables }) =>
    tables.flatMap((table) =>
      Object.entries(table).map(([key, { spec }]) => {
        const [method = '', path = ''] = key.split(' ')
        return { method, path: prefix + path.replace(/:\w+/g, '1'), spec }
      }),
    ),
  ),
)

let calls = 0
describe('what the documents say of sessions', () => {
  // what is not complete is refused before anybody is asked for
  const fits = (schema: z.ZodType | undefined) => !schema || schema.safeParse({}).success
  const bare = endpoints.filter(({ spec, path }) => fits(spec.body) && fits(spec.query) && !others.includes(path))
  it.each(bare)('$method $path', async ({ method, path, spec }) => {
    const serve = path.startsWith('/v1') ? stepUpMount : path.startsWith('/node-auth') ? nodeAuthMount : nauthMount
    calls += 1
    const headers = { 'content-type': 'application/json', 'x-peer-address': `203.0.113.${calls}` }
    const body = method === 'GET' || !spec.body ? {} : { body: '{}' }
    type Answer = { code?: string; errorCode?: string }
    const answer = (await (await serve(new Request(origin + path, { method, headers, ...body }))).json()) as Answer
    // what names no session at a refresh is another thing than a session that is missing
    if (path.includes('/refresh')) return expect(spec.protected).toBeUndefined()
    expect([path, missing.includes(answer.code ?? answer.errorCode ?? '')]).toEqual([path, spec.protected === true])
  })
})
