import type { Standing } from '@/lib/db/standing'
import { same } from '@/lib/interaction/rows'
import type { Interaction } from '@/lib/interaction/types'

/**
 * Whether everything an interaction rests on still holds at its end: the session that asked for it, the password and the
 * authenticators that were proven, the addresses a code went to. An administrator, a reset or the owner elsewhere may have taken
 * any of them away meanwhile. @param at as read under the person's lock; null when the person is gone
 */
export function stillStands({ facts, purpose }: Pick<Interaction, 'facts' | 'purpose'>, at: Standing | null): boolean {
  if (!at || at.suspended || (facts.session && !at.session)) return false
  const here = facts.evidence.filter((e) => !e.kept)
  const becoming = facts.request.api ? facts.profile : {}
  const known = [...at.authenticators, ...facts.bound.map((b) => b.id)]
  const proofs = here.every((e) => {
    const row = e.credential ?? e.authenticatorId
    // in settings, and over the API, a code goes to an address that is to become the person's
    const own = purpose === 'account' || !e.address || [at[e.address.kind], becoming[e.address.kind]].includes(e.address.value)
    return row ? known.includes(row) : own
  })
  // set up without a code of its own, because the address on file was proven before
  const taken = facts.bound.filter((b) => !here.some((e) => e.bound && e.authenticatorId === b.id))
  // or just now, as the number that becomes theirs
  const shown = (b: (typeof taken)[number]) => here.some((e) => !e.authenticatorId && same(e.address, b.address))
  return proofs && taken.every((b) => !b.address || at[b.address.kind] === b.address.value || (!!facts.request.api && shown(b)))
}
