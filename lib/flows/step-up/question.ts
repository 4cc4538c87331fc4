import { digits, keyedHash, newSecret } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { hashPassword, passwordMatches } from '@/lib/core/hash'
import { openData } from '@/lib/db/authenticators'
import type { StepUpUser } from '@/lib/db/step-up-users'
import type { AuthenticatorRow } from '@/lib/db/users'
import type { FactorType } from '@/lib/factors'
import { keptHashes } from '@/lib/factors/kept'
import type { World } from '@/lib/factors/types'
import type { At } from './at'
import { verified } from './methods'

const nameOf = ({ displayName, email, username, phone, externalId }: StepUpUser) =>
  displayName ?? email ?? username ?? phone ?? externalId

/** What a factor may know when a user of the step-up API is asked. @param row the authenticator that the answer is for */
export function worldFor({ action, user, settings, application }: At, now: number, method: string, row: AuthenticatorRow): World {
  const others = verified(user).filter((one) => one.type === row.type && one.id !== row.id && !one.disabledAt)
  return {
    now,
    digits,
    codeLength: settings.otpLength,
    random: newSecret,
    hash: {
      code: (code) => keyedHash('code', [action.id, user.id, method, row.id, code].join(':')),
      password: hashPassword,
      passwordMatches,
      kept: (text) => keptHashes(user.id, text),
    },
    personal: [],
    user: { id: user.id, name: nameOf(user) },
    rp: { id: env().DOMAIN, name: application.name, origin: env().PUBLIC_URL, others: application.metadata.allowedOrigins },
    rows: () => others.map(openData),
  }
}

/** Whose they are, told by the factor alone. */
export const questionType = (row: AuthenticatorRow): FactorType => row.type as FactorType
