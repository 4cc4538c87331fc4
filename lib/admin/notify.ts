import type { Ctx } from '@/lib/core/ctx'
import type { UserRow } from '@/lib/db/users'
export async function notify(_ctx: Ctx, _user: UserRow, _usage: string, _values: Record<string, string> = {}): Promise<void> {}
