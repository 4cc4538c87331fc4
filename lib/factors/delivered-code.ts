import { z } from 'zod'
import { equal } from '@/lib/core/crypto'
import { type AddressKind, mask } from '@/lib/core/mask'
import { type Factor, factor, type World } from './types'

const state = z.object({ address: z.string(), codeHash: z.string() })
const data = z.object({ address: z.string() })
const answer = z.object({ code: z.string().max(64) })

/** ASCII digits only; what people paste around them (spaces, dashes) goes. Full-width digits stay and therefore never match. */
export const plainCode = (text: string): string => text.replace(/[\s\-–—.]/g, '')

function begin(kind: AddressKind, world: World, address: string) {
  const code = world.digits(world.codeLength)
  return {
    state: { address, codeHash: world.hash.code(code) },
    prompt: { shape: 'code' as const, length: world.codeLength, alphabet: 'digits' as const, sentTo: mask(kind, address) },
    deliver: { kind, to: address, code },
  }
}

const matches = (world: World, s: z.output<typeof state>, a: z.output<typeof answer>) =>
  equal(world.hash.code(plainCode(a.code)), s.codeHash)

type Description = Pick<Factor, 'type' | 'title' | 'hint' | 'strength' | 'rank' | 'wire' | 'perUser'> & { address: AddressKind }

/** A factor whose proof is a code sent to an address: security.md §1, "delivered code". */
export function deliveredCode(description: Description): Factor {
  const { address: kind } = description
  return factor({
    ...description,
    role: 'either',
    data,
    input: data,
    state,
    answer,
    secrets: [],
    label: (d) => mask(kind, d.address),
    addressOf: (d) => d.address,
    key: (d, userId) => `${userId}:${d.address}`,
    enroll: {
      begin: (world, input) => begin(kind, world, input.address),
      finish: (world, s, a) =>
        matches(world, s, a) ? { ok: true, data: { address: s.address } } : { ok: false, reason: 'wrong' },
    },
    verify: {
      begin: (world, d) => begin(kind, world, d.address),
      finish: (world, _data, s, a) => (matches(world, s, a) ? { ok: true } : { ok: false, reason: 'wrong' }),
    },
  })
}
