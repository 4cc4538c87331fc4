import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { sha256 } from '@/lib/core/crypto'
import { env, testDatabaseUrl } from '@/lib/core/env'
import { closeDb, db } from './client'
import { migrate } from './migrate'

const migrations = path.join(process.cwd(), 'prisma/migrations')

/** A database of one test file's own, installed as `db()` until `close`. */
export type TestDb = {
  kind: 'embedded' | 'postgres'
  /** empties every table; the migrations stay */
  clear: () => Promise<void>
  close: () => Promise<void>
}

/**
 * For tests: a migrated, empty database. In memory, or a fresh one on the server that TEST_DATABASE_URL names.
 * Call it in `beforeAll`, its `close` in `afterAll`.
 */
export async function testDb(kind: TestDb['kind'] = testDatabaseUrl() ? 'postgres' : 'embedded'): Promise<TestDb> {
  // of a file before that left something broken behind, nothing counts here
  await closeDb().catch(() => undefined)
  forgetConfig()
  const drop = kind === 'postgres' ? await onServer(testDatabaseUrl() ?? '') : await inMemory()
  db()
  const close = async () => {
    await closeDb()
    Object.assign(globalThis, { sallyportDb: { prisma: closed } })
    forgetConfig()
    await drop()
  }
  return { kind, clear: () => clear(), close }
}

/** What comes late, when a test file is over, finds no database: it must not open the one in DATA_DIR, which all files share. */
const closed = new Proxy({} as never, {
  get(_none, name) {
    if (name === '$disconnect') return async () => undefined
    throw new Error('the database of this test is closed')
  },
})

/** The configuration is cached by version, and an empty database starts its versions afresh. */
export function forgetConfig(): void {
  delete (globalThis as { sallyportConfig?: unknown }).sallyportConfig
}

/** A message that nobody waits for may still be writing its row: then the two block each other and one is asked to try again. */
async function clear(attempts = 3): Promise<void> {
  const tables = await db().$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`
  const all = tables.map((table) => table.name).join(', ')
  // the audit trail refuses to be emptied: its trigger is off for this one transaction
  const emptied = db().$transaction([
    db().$executeRaw`ALTER TABLE audit_events DISABLE TRIGGER USER`,
    db().$executeRawUnsafe(`TRUNCATE ${all} RESTART IDENTITY CASCADE`),
    db().$executeRaw`ALTER TABLE audit_events ENABLE TRIGGER USER`,
  ])
  try {
    await emptied
  } catch (error) {
    if (attempts > 1 && /deadlock/i.test(String(error))) return clear(attempts - 1)
    throw error
  }
  forgetConfig()
}

function install(store: Record<string, unknown>, databaseUrl: string | undefined): void {
  Object.assign(env(), { DATABASE_URL: databaseUrl })
  Object.assign(globalThis, { sallyportDb: store })
}

async function inMemory(): Promise<() => Promise<void>> {
  install({ pglite: PGlite.create({ loadDataDir: await migratedImage() }) }, undefined)
  return async () => undefined
}

/** The data directory of a migrated database, made once for all test files and all runs with the same migrations. */
async function migratedImage(): Promise<Blob> {
  const names = (await readdir(migrations)).sort()
  const scripts = await Promise.all(
    names.map((name) => readFile(path.join(migrations, name, 'migration.sql'), 'utf8').catch(() => '')),
  )
  const file = path.join(env().DATA_DIR, `migrated-${sha256(scripts.join('\n')).slice(0, 12)}.tar`)
  if (!existsSync(file)) await makeImage(file)
  return new Blob([new Uint8Array(await readFile(file))])
}

async function makeImage(file: string): Promise<void> {
  const lite = await PGlite.create()
  await migrate({ query: (sql, args) => lite.query(sql, args), exec: (sql) => lite.exec(sql), close: () => lite.close() })
  const image = await lite.dumpDataDir('none')
  await lite.close()
  await mkdir(path.dirname(file), { recursive: true })
  // several test files may make it at once: each renames a whole file into place
  const own = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(own, new Uint8Array(await image.arrayBuffer()))
  await rename(own, file)
}

async function onServer(server: string): Promise<() => Promise<void>> {
  const name = `sallyport_unit_${randomBytes(6).toString('hex')}`
  await command(server, `CREATE DATABASE ${name}`)
  // nobody needs these rows after a crash
  await command(server, `ALTER DATABASE ${name} SET synchronous_commit = off`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await migrate({ query: (sql, args) => client.query(sql, args), exec: (sql) => client.query(sql), close: () => client.end() })
  await client.end()
  install({}, url.href)
  return () => command(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
}

async function command(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
