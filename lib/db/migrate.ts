import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { RawSql } from './client'

const table = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`

/** Prisma's own advisory lock, so that our start and `prisma migrate deploy` never run together. */
const lock = 72707369

/** Read at run time from the working directory: not a file for the bundler to follow. */
const directory = (): string => path.join(/* turbopackIgnore: true */ process.cwd(), 'prisma/migrations')

/**
 * `prisma migrate deploy` on an open connection: same table, checksums and lock, so operators may use either.
 * @returns names of the migrations applied now
 */
export async function migrate(sql: RawSql, dir = directory()): Promise<string[]> {
  await sql.query('SELECT pg_advisory_lock($1)', [lock])
  try {
    await sql.exec(table)
    const done = await applied(sql)
    const names = (await readdir(dir, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name)
    const fresh = names.filter((name) => !done.has(name)).sort()
    for (const name of fresh) await apply(sql, name, await readFile(path.join(dir, name, 'migration.sql'), 'utf8'))
    return fresh
  } finally {
    await sql.query('SELECT pg_advisory_unlock($1)', [lock])
  }
}

async function applied(sql: RawSql): Promise<Set<unknown>> {
  const { rows } = await sql.query(`SELECT migration_name, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`)
  const failed = rows.find((row) => !row.finished_at)
  if (failed) throw new Error(`Migration ${failed.migration_name} failed earlier; see \`prisma migrate resolve\`.`)
  return new Set(rows.map((row) => row.migration_name))
}

async function apply(sql: RawSql, name: string, script: string): Promise<void> {
  const id = randomUUID()
  const checksum = createHash('sha256').update(script).digest('hex')
  await sql.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)`, [id, checksum, name])
  try {
    await sql.exec(`BEGIN;\n${script}\n;COMMIT;`)
  } catch (error) {
    await sql.exec('ROLLBACK').catch(() => undefined)
    await sql.query(`UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1`, [id, String(error)])
    throw error
  }
  await sql.query(`UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1`, [id])
}
