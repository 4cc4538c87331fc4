import { digits, keyedHash, keyedHashes, newSecret } from '@/lib/core/crypto'
import { hashPassword, passwordMatches } from '@/lib/core/hash'
import type { World } from './types'

/** For tests of factors: a world at a fixed moment. @param binding what delivered codes are bound to */
export const aWorld = (binding = 'i1', over: Partial<World> = {}): World => ({
  now: Date.UTC(2026, 0, 1),
  digits,
  codeLength: 6,
  random: newSecret,
  hash: {
    code: (code) => keyedHash('code', `${binding}:${code}`),
    password: hashPassword,
    passwordMatches,
    kept: (text) => keyedHashes('kept', text),
  },
  personal: ['jane@example.com'],
  user: { id: 'u1', name: 'jane@example.com' },
  rp: { id: 'localhost', name: 'Acme', origin: 'http://localhost:3000' },
  rows: () => [],
  ...over,
})
