import type { Ctx } from '@/lib/core/ctx'
import type { StepUpUser } from '@/lib/db/step-up-users'
import type { AuthenticatorRow } from '@/lib/db/users'
import { type FactorType, factors, factorWords } from '@/lib/factors'
import { notify } from '../notices'
import { later } from '../underway'
import { addressOf } from './methods'

/** Users of the step-up API hear of their authenticators at what they have proven besides: contracts/authsignal.md §15.1. */
function tell(ctx: Ctx, user: StepUpUser, row: AuthenticatorRow, usageType: string, which: 'added' | 'removed'): void {
  const type = row.type as FactorType
  const at = (proven: boolean) => (proven ? new Date(user.createdAt) : null)
  const reachable = {
    ...{ id: user.id, name: user.displayName, username: user.username, locale: user.locale },
    ...{ email: user.email, emailVerifiedAt: at(user.emailVerified) },
    ...{ phone: user.phone, phoneVerifiedAt: at(user.phoneVerified) },
  }
  const [kind, value] = [factors[type].address, addressOf(row)]
  const about = kind && value ? { [which]: { kind, value } } : {}
  const label = { factorLabel: (tag: string) => factorWords(type, tag).title }
  later(ctx, notify(ctx, reachable, usageType, label, about))
}

export const tellAdded = (ctx: Ctx, user: StepUpUser, row: AuthenticatorRow): void =>
  tell(ctx, user, row, 'FactorAddedNotice', 'added')
export const tellRemoved = (ctx: Ctx, user: StepUpUser, row: AuthenticatorRow): void =>
  tell(ctx, user, row, 'FactorRemovedNotice', 'removed')
