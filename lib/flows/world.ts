import { digits, keyedHash, newSecret } from '@/lib/core/crypto'
import { hashPassword, passwordMatches } from '@/lib/core/hash'
import type { World } from '@/lib/factors/types'
import type { State } from './state'

/**
 * What a factor may know. Code hashes are bound to interaction, factor, authenticator or address, and purpose, so a code for one
 * never answers another.
 * @param unmatchable the code will never be sent (unknown or taken address): its hash is one that nothing has
 */
export function worldOf(s: State, now: number, binding: string, unmatchable = false): World {
  const { profile, identifier } = s.interaction.facts
  const own = [...Object.values(profile), ...Object.values(s.subject.profile), identifier?.value]
  return {
    now,
    digits,
    codeLength: s.policy.code.length,
    hash: {
      code: unmatchable ? () => newSecret() : (code) => keyedHash('code', `${s.interaction.id}:${binding}:${code}`),
      password: hashPassword,
      passwordMatches,
    },
    personal: own.filter((word): word is string => !!word),
  }
}
