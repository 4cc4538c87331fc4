import { digits, keyedHash, keyedHashes, newSecret } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { hashPassword, passwordMatches } from '@/lib/core/hash'
import { factors, knowledge } from '@/lib/factors'
import { limits } from '@/lib/policy/limits'

/**
 * The stored data of a new password, by the factor's own rules. Hashing takes its time: never call it inside a transaction.
 * @param personal identifiers and name of the person, which the password must not be
 * @throws password.rejected, server.unavailable
 */
export async function passwordData(
  ctx: Ctx,
  password: string,
  personal: (string | null | undefined)[],
): Promise<{ hash: string }> {
  const world = {
    now: ctx.now(),
    digits,
    codeLength: limits.code.length,
    hash: {
      code: (code: string) => keyedHash('admin', code),
      password: hashPassword,
      passwordMatches,
      kept: (code: string) => keyedHashes('admin', code),
    },
    random: newSecret,
    user: { id: '', name: '' },
    rp: { id: '', name: '', origin: '' },
    rows: () => [],
    personal: personal.filter((word): word is string => !!word),
  }
  const { state } = await factors[knowledge].enroll.begin(world, { password })
  return factors[knowledge].data.parse(state) as { hash: string }
}
