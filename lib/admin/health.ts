import { databaseProblems } from '@/lib/db/health'

const patience = 1800

/**
 * Whether this instance can serve: database, migrations, signing key. Answers within 2 s, whatever hangs.
 * @returns reasons against it
 */
export async function readiness(): Promise<string[]> {
  const timer: { handle?: NodeJS.Timeout } = {}
  const late = new Promise<string[]>((done) => {
    timer.handle = setTimeout(() => done(['the database does not answer']), patience)
  })
  return Promise.race([databaseProblems(), late]).finally(() => clearTimeout(timer.handle))
}
