import type { Ctx } from '@/lib/core/ctx'
import { audit } from '@/lib/db/audit'
import { transaction } from '@/lib/db/client'
import type { Session } from '@/lib/db/sessions'
import { personById, type UserRow, updateUser } from '@/lib/db/users'
import { expectEditable } from './account-fields'

/** What people are called, in parts: OpenID Connect Core §5.1 `given_name`, `family_name`, `zoneinfo`. */
export type Named = { firstName: string | null; lastName: string | null; timezone: string | null }
type Stored = { givenName?: string | null; familyName?: string | null; zoneinfo?: string | null }

/** Where only a full name is on file, its first word and the rest. */
export function namesOf({ name, profile }: Pick<UserRow, 'name' | 'profile'>): Named {
  const { givenName, familyName, zoneinfo } = profile as Stored
  const timezone = zoneinfo ?? null
  if (givenName || familyName) return { firstName: givenName ?? null, lastName: familyName ?? null, timezone }
  const [first, ...rest] = (name ?? '').split(' ').filter(Boolean)
  return { firstName: first ?? null, lastName: rest.join(' ') || null, timezone }
}

export type NameChange = { [K in keyof Named]?: string | null | undefined } & { locale?: string | null | undefined }

/** Changes the parts that are given; the full name follows. Weakens nothing, so it needs no proof. @throws account_center.field_not_editable */
export async function saveNames(ctx: Ctx, session: Session, given: NameChange): Promise<void> {
  const { firstName, lastName } = given
  if (firstName !== undefined || lastName !== undefined) await expectEditable('name')
  await transaction(async (tx) => {
    const user = (await personById(tx, session.userId))?.user
    if (!user) return
    const before = namesOf(user)
    const after = { ...before, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) } as Named
    const name = [after.firstName, after.lastName].filter(Boolean).join(' ') || null
    await updateUser(tx, ctx.now(), user.id, {
      name,
      profile: { ...(user.profile as object), givenName: after.firstName, familyName: after.lastName, zoneinfo: after.timezone },
      ...(given.locale !== undefined && { locale: given.locale }),
    })
    await audit(tx, ctx, { event: 'User.Profile.Updated', userId: user.id, details: { changed: Object.keys(given) } })
  })
}
