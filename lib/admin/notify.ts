import type { Ctx } from '@/lib/core/ctx'
import { log } from '@/lib/core/log'
import type { AddressKind } from '@/lib/core/mask'
import { db } from '@/lib/db/client'
import { take } from '@/lib/db/limits'
import type { UserRow } from '@/lib/db/users'
import { deliver } from '@/lib/messages/deliver'
import type { NoticeUsage } from '@/lib/messages/usage'

type Address = { kind: AddressKind; to: string }
const perDay = { count: 10, window: 86400 }

/** Where a person is told of what happened to the account: a proven mailbox, else a proven phone. */
function addressOf(user: UserRow): Address | null {
  if (user.email && user.emailVerifiedAt) return { kind: 'email', to: user.email }
  return user.phone && user.phoneVerifiedAt ? { kind: 'phone', to: user.phone } : null
}

async function send(ctx: Ctx, user: UserRow, address: Address, usageType: NoticeUsage, variables: Record<string, string>) {
  const [taken] = await take(db(), ctx.now(), [{ key: `notice:${user.id}`, ...perDay }])
  if (taken?.over) return
  const { id, name, username, locale } = user
  const time = `${new Date(ctx.now()).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  await deliver(ctx, {
    ...address,
    usageType,
    languages: [],
    user: { id, name, username, locale },
    variables: { time, ...variables },
  })
}

const running = new Set<Promise<void>>()
/** Resolves when every notice under way has been sent or given up: for draining, and for tests. */
export const noticesSent = async (): Promise<void> => void (await Promise.all(running))

/**
 * Tells the person, after the change was committed. Nobody waits for it and its failure undoes nothing (contracts/logto.md §7).
 * @param address where to, if not the usual place: an old address learns that it was replaced
 */
export function notify(
  ctx: Ctx,
  user: UserRow,
  usageType: NoticeUsage,
  { address = addressOf(user), ...variables }: { address?: Address | null; factorLabel?: string } = {},
): void {
  if (!address) return
  const sending: Promise<void> = send(ctx, user, address, usageType, variables)
    .catch((error: unknown) => log().warn({ err: error, ref: ctx.requestId, usageType }, 'a notice was not sent'))
    .finally(() => running.delete(sending))
  running.add(sending)
}
