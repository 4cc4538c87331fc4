import { db } from './client'

/** What keeps this instance from serving, in words for an operator; empty when nothing does. Never throws. */
export async function databaseProblems(): Promise<string[]> {
  try {
    const [row] = await db().$queryRaw<[{ failed: number; keys: number }]>`
      SELECT (SELECT count(*)::int FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL) AS failed,
        (SELECT count(*)::int FROM signing_keys WHERE state = 'current') AS keys`
    return [...(row.failed ? ['a migration failed'] : []), ...(row.keys ? [] : ['there is no signing key'])]
  } catch {
    return ['the database does not answer']
  }
}
