import type { Ctx } from '@/lib/core/ctx'
import type { AddressKind } from '@/lib/core/mask'
import type { UserRow } from '@/lib/db/users'
import { factorWords } from '@/lib/factors'
import { notify } from './notices'
import { given, spareUsed } from './record'
import type { State } from './state'

/** What a person hears of an interaction that just ended, beside its page. @param strange signed in from a browser not seen before */
export async function tell(ctx: Ctx, s: State, user: UserRow, strange: boolean): Promise<void> {
  const { facts, purpose } = s.interaction
  if (facts.newPassword && purpose !== 'register') await notify(ctx, user, 'PasswordChangedNotice')
  if (purpose === 'register') return
  if (strange) await notify(ctx, user, 'NewDeviceNotice')
  if (spareUsed(s)) await notify(ctx, user, 'BackupCodeUsedNotice')
  const moved = facts.goal?.kind === 'contact' ? facts.goal.contact : given(s)?.kind
  if (moved) await tellOld(ctx, s, moved)
  for (const b of facts.bound)
    await notify(
      ctx,
      user,
      'FactorAddedNotice',
      { factorLabel: (tag) => `${factorWords(b.type, tag).title} ${b.label}` },
      { ...(b.address && { added: b.address }) },
    )
}

/** The address that was replaced hears of it. */
async function tellOld(ctx: Ctx, s: State, kind: AddressKind): Promise<void> {
  const before = s.person?.user
  const value = before?.[kind]
  if (before && value) await notify(ctx, before, 'ContactChangedNotice', {}, { removed: { kind, value } })
}
