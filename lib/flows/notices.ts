import type { Ctx } from '@/lib/core/ctx'
import { log } from '@/lib/core/log'
import { maskEmail, maskPhone } from '@/lib/core/mask'
import { db } from '@/lib/db/client'
import { take } from '@/lib/db/limits'
import type { UserRow } from '@/lib/db/users'
import type { Address } from '@/lib/interaction/types'
import type { Variables } from '@/lib/messages/compose'
import { type Delivery, deliver } from '@/lib/messages/deliver'
import { deviceLabel } from './device'
import type { Effects, State } from './state'

type Reachable = Pick<UserRow, 'id' | 'email' | 'emailVerifiedAt' | 'phone' | 'phoneVerifiedAt' | 'name' | 'username' | 'locale'>
type About = { added?: Address; removed?: Address }
const perDay = { count: 10, window: 86400 }

/** Told by mail: somebody tried to sign up with an address that has an account. The one who tried sees the ordinary code page. */
export function accountExists(s: State, owner: UserRow): Effects['sends'][number] {
  const byMail = !!owner.email
  return {
    wait: false,
    delivery: {
      kind: byMail ? 'email' : 'phone',
      to: (byMail ? owner.email : owner.phone) ?? '',
      usageType: 'AccountExistsNotice',
      languages: [],
      user: { id: owner.id, name: owner.name, username: owner.username, locale: owner.locale },
      application: { id: s.application.id, name: s.application.name },
      interactionId: s.interaction.id,
      variables: { maskedTarget: byMail ? maskEmail(owner.email ?? '') : maskPhone(owner.phone ?? '') },
    },
  }
}

/** Where a notice goes: the proven mailbox, else the proven phone, but not the address it is about; and one that was just removed. */
function targets(user: Reachable, { added, removed }: About): Pick<Delivery, 'kind' | 'to'>[] {
  const home: Pick<Delivery, 'kind' | 'to'>[] =
    user.email && user.emailVerifiedAt
      ? [{ kind: 'email', to: user.email }]
      : user.phone && user.phoneVerifiedAt
        ? [{ kind: 'phone', to: user.phone }]
        : []
  const gone = removed && !home.some((h) => h.to === removed.value) ? [{ kind: removed.kind, to: removed.value }] : []
  return [...home.filter((h) => h.to !== added?.value), ...gone]
}

/** Tells a person what happened to their account: at most ten a day, and a failure never blocks what they did. */
export async function notify(
  ctx: Ctx,
  user: Reachable,
  usageType: string,
  variables: Variables = {},
  addresses: About = {},
): Promise<void> {
  try {
    const [counted] = await take(db(), ctx.now(), [{ key: `notices:${user.id}`, ...perDay }])
    if (counted?.over) return
    const about = {
      device: deviceLabel(ctx.userAgent),
      time: `${new Date(ctx.now()).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      ...variables,
    }
    for (const target of targets(user, addresses))
      await deliver(ctx, {
        ...target,
        usageType,
        languages: [],
        user: { id: user.id, name: user.name, username: user.username, locale: user.locale },
        variables: about,
      })
  } catch (error) {
    log().warn({ err: error, requestId: ctx.requestId, usageType }, 'a notice could not be sent')
  }
}
