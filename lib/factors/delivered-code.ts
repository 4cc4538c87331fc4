import { z } from 'zod'
import { equal } from '@/lib/core/crypto'
import { type AddressKind, mask, type PhoneChannel, phoneChannels } from '@/lib/core/mask'
import { type Factor, factor, type World } from './types'

const delivery = z.enum(phoneChannels).optional()
const state = z.object({ address: z.string(), codeHash: z.string(), delivery })
/** `delivery`: how the person wants to be reached, where they chose */
const data = z.object({ address: z.string(), delivery })
const answer = z.object({ code: z.string().max(64) })

/** ASCII digits only; what people paste around them (spaces, dashes) goes. Full-width digits stay and therefore never match. */
export const plainCode = (text: string): string => text.replace(/[\s\-–—.]/g, '')

function begin(kind: AddressKind, world: World, { address, delivery: usual }: z.output<typeof data>) {
  const code = world.digits(world.codeLength)
  const way = kind === 'phone' ? (world.delivery ?? usual) : undefined
  return {
    state: { address, codeHash: world.hash.code(code), ...(way && { delivery: way }) },
    prompt: { shape: 'code' as const, length: world.codeLength, alphabet: 'digits' as const, sentTo: mask(kind, address) },
    deliver: { kind, to: address, code, ...(way && { delivery: way }), ...(world.delivery && way && { only: true as const }) },
  }
}

const matches = (world: World, s: z.output<typeof state>, a: z.output<typeof answer>) =>
  equal(world.hash.code(plainCode(a.code)), s.codeHash)

type Description = Pick<Factor, 'type' | 'title' | 'hint' | 'words' | 'strength' | 'rank' | 'wire' | 'perUser'> & {
  address: AddressKind
  /** where the way a code came by says something of its own */
  amrBy?: (sentBy?: PhoneChannel) => string[]
}

/** A factor whose proof is a code sent to an address: security.md §1, "delivered code". */
export function deliveredCode({ amrBy, ...description }: Description): Factor {
  const { address: kind } = description
  const made = factor({
    ...description,
    role: 'either',
    data,
    input: data,
    state,
    answer,
    secrets: [],
    label: (d) => mask(kind, d.address),
    addressOf: (d) => d.address,
    deliveryOf: (d) => (kind === 'phone' ? (d.delivery ?? 'sms') : undefined),
    key: (d, userId) => `${userId}:${d.address}`,
    enroll: {
      begin: (world, input) => begin(kind, world, input),
      finish: (world, s, a) =>
        matches(world, s, a)
          ? { ok: true, data: { address: s.address, ...(s.delivery && { delivery: s.delivery }) } }
          : { ok: false, reason: 'wrong' },
    },
    verify: {
      begin: (world, d) => begin(kind, world, d),
      finish: (world, _data, s, a) => (matches(world, s, a) ? { ok: true } : { ok: false, reason: 'wrong' }),
    },
  })
  return amrBy ? { ...made, amr: (_data, sentBy) => amrBy(sentBy) } : made
}
