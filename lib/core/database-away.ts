/** Codes of Prisma, `pg` and the operating system that say: the database cannot be reached, or not now. */
const away =
  /^(P1001|P1002|P1008|P1017|P2024|P2028|P2034|P2037|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|57P0[123]|53300|08\w{3})$/
const awayWords =
  /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Can't reach database server|connection (is )?closed|the database system is|Unable to start a transaction/i

/** Looks through causes: a driver's error arrives wrapped. */
export function databaseAway(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false
  if ('code' in error && typeof error.code === 'string' && away.test(error.code)) return true
  return awayWords.test(error.message) || databaseAway(error.cause, depth + 1)
}
