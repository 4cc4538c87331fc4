import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { lockPerson } from '@/lib/db/authenticators'
import { transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import type { Session } from '@/lib/db/sessions'
import { factors } from '@/lib/factors'
import { account, accountPolicy, tellRemoved, withoutFactors } from './account'
import { tellContactGone, withoutContact } from './account-closing'
import { accountFields, expectEditable } from './account-fields'
import { expectFresh } from './account-fresh'

/**
 * Takes the phone away altogether: out of the profile, and with it every second step that goes to a phone. Both or nothing.
 * @throws session.mfa.fresh_proof_required, session.mfa.last_factor_required, user.missing_profile where it is needed to sign in
 */
export async function removeNumber(ctx: Ctx, session: Session): Promise<void> {
  await expectEditable('phone')
  expectFresh(ctx, session)
  const { experience } = await config()
  const [policy, fields] = await Promise.all([accountPolicy(), accountFields()])
  const done = await transaction(async (tx) => {
    await lockPerson(tx, session.userId)
    const found = await account(tx, ctx, session.userId, policy)
    const ids = found.subject.rows.filter(({ type }) => factors[type].address === 'phone').map(({ id }) => id)
    if (ids.length && fields.mfa !== 'Edit') throw new AppError('account_center.field_not_editable', { field: 'mfa' })
    const rows = await withoutFactors(tx, ctx, found, ids)
    const user = found.person.user.phone ? await withoutContact(tx, ctx, experience, found.person, 'phone') : null
    return { person: found.person, rows, user }
  })
  tellRemoved(ctx, done.person, done.rows)
  if (done.user) tellContactGone(ctx, done.user, 'phone')
}
