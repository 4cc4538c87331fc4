import { digits, keyedHash, newSecret } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { hashPassword, passwordMatches } from '@/lib/core/hash'
import type { PhoneChannel } from '@/lib/core/mask'
import { openData } from '@/lib/db/authenticators'
import type { FactorType } from '@/lib/factors'
import { keptHashes } from '@/lib/factors/kept'
import type { World } from '@/lib/factors/types'
import type { State } from './state'

type Question = {
  /** what an answer is bound to, so that a code for one thing never answers another */
  binding: string
  factor?: FactorType
  authenticatorId?: string
  delivery?: PhoneChannel
  /** the code will never be sent (unknown or taken address): its hash is one that nothing has */
  unmatchable?: boolean
}

/** What a factor may know. */
export function worldOf(s: State, now: number, { binding, unmatchable, delivery, ...question }: Question): World {
  const { id, userId, facts } = s.interaction
  const profile = { ...s.subject.profile, ...facts.profile }
  const own = [...Object.values(facts.profile), ...Object.values(s.subject.profile), facts.identifier?.value]
  const person = userId ?? id
  return {
    now,
    digits,
    ...(delivery && { delivery }),
    codeLength: s.policy.code.length,
    random: newSecret,
    hash: {
      code: unmatchable ? () => newSecret() : (code) => keyedHash('code', `${id}:${binding}:${code}`),
      password: hashPassword,
      passwordMatches,
      kept: (text) => keptHashes(person, text),
    },
    personal: own.filter((word): word is string => !!word),
    user: { id: person, name: profile.email ?? profile.username ?? profile.phone ?? facts.identifier?.value ?? '' },
    rp: { id: env().DOMAIN, name: s.config.experience.branding.productName, origin: env().PUBLIC_URL, others: ownPages(s) },
    rows: () => rowsOf(s, question),
  }
}

/** Only where the application asks with pages of its own. */
function ownPages({ interaction, application }: State): string[] {
  const { webOrigins, nativeOrigins } = application.metadata.directSignIn
  return interaction.facts.request.api ? [...webOrigins, ...nativeOrigins] : []
}

/** Data of the person's usable rows of a factor, but the one in question. */
function rowsOf(s: State, { factor, authenticatorId }: Pick<Question, 'factor' | 'authenticatorId'>): unknown[] {
  const stored = (s.person?.authenticators ?? []).filter(
    (row) => row.type === factor && row.id !== authenticatorId && row.verifiedAt && !row.disabledAt,
  )
  const bound = s.interaction.facts.bound.filter((b) => b.type === factor)
  return [...stored.map(openData), ...bound.map((b) => b.data)]
}
