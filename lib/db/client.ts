import path from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { type Prisma, PrismaClient } from '@/generated/prisma/client'
import { building, env } from '@/lib/core/env'
import { lockDirectory } from './lock'

/** One process, one client, one pool: Next loads this module more than once. */
type Store = { prisma?: PrismaClient; pool?: pg.Pool; pglite?: Promise<PGlite>; release?: () => void }
const holder = globalThis as typeof globalThis & { sallyportDb?: Store }
function held(): Store {
  holder.sallyportDb ??= {}
  return holder.sallyportDb
}

/** Inside or outside a transaction: every function of this layer takes one first. */
export type Tx = Prisma.TransactionClient

const embeddedDir = (): string => path.join(env().DATA_DIR, 'pg')

function pglite(): Promise<PGlite> {
  const store = held()
  store.pglite ??= (async () => {
    store.release = lockDirectory(env().DATA_DIR)
    const { PGlite } = await import('@electric-sql/pglite')
    return PGlite.create(embeddedDir())
  })()
  return store.pglite
}

/** Connects at the first query only, so that importing this module opens nothing. */
function embedded(): SqlDriverAdapterFactory {
  return {
    provider: 'postgres',
    adapterName: 'embedded',
    async connect() {
      const { PrismaPGlite } = await import('pglite-prisma-adapter')
      return new PrismaPGlite(await pglite()).connect()
    },
  }
}

function pool(): pg.Pool {
  const store = held()
  store.pool ??= new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 20,
    connectionTimeoutMillis: 1500,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
    // a network that drops packets closes nothing: who waits is told within 2 s
    query_timeout: 1500,
    keepAlive: true,
  }).on('error', () => undefined) // an idle connection that dies is replaced at the next query
  return store.pool
}

/** The database. Flows and verbs never see it: they call this layer's functions with it. */
export function db(): PrismaClient {
  if (building()) throw new Error('nothing may open the database while Next builds')
  const store = held()
  store.prisma ??= new PrismaClient({
    adapter: env().DATABASE_URL ? new PrismaPg(pool()) : embedded(),
    transactionOptions: { maxWait: 5000, timeout: 8000 },
  })
  return store.prisma
}

/** A short transaction: no hashing, no network inside (the embedded database has one connection). */
export function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work)
}

export type RawSql = {
  query(sql: string, args?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  exec(sql: string): Promise<unknown>
  close(): Promise<void>
}

/** A plain SQL connection for migrations and boot. */
export async function rawConnection(): Promise<RawSql> {
  if (!env().DATABASE_URL) {
    const lite = await pglite()
    return { query: (sql, args) => lite.query(sql, args), exec: (sql) => lite.exec(sql), close: async () => undefined }
  }
  // of its own: a migration may take its time
  const client = new pg.Client({ connectionString: env().DATABASE_URL, connectionTimeoutMillis: 1500 })
  await client.connect()
  return { query: (sql, args) => client.query(sql, args), exec: (sql) => client.query(sql), close: () => client.end() }
}

export async function closeDb(): Promise<void> {
  const store = held()
  await store.prisma?.$disconnect()
  await store.pool?.end()
  await (await store.pglite)?.close()
  store.release?.()
  holder.sallyportDb = {}
}

/** True for a unique-constraint violation; `fields` names the columns on both drivers. */
export function uniqueViolation(error: unknown): { fields: string } | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'P2002') return null
  return { fields: JSON.stringify('meta' in error ? error.meta : '') }
}
