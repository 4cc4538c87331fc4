import { expect, it } from 'vitest'
import { decoyHash, hashPassword, passwordMatches } from './hash'

it('makes Argon2id with the parameters of the house', async () => {
  const hash = await hashPassword('a long enough passphrase')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwordMatches(hash, 'a long enough passphrase')).toBe(true)
  expect(await passwordMatches(hash, 'another passphrase')).toBe(false)
  expect(await passwordMatches(await decoyHash(), '')).toBe(false)
})

it('serves a burst and refuses beyond its queue instead of growing', async () => {
  const burst = await Promise.allSettled(Array.from({ length: 400 }, (_, n) => hashPassword(`burst ${n}`)))
  const refused = burst.filter((r) => r.status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThan(400)
  for (const r of refused) expect(r.reason).toMatchObject({ code: 'server.unavailable', data: { retryAfter: 2 } })
}, 30_000)
