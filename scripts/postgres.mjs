import { randomBytes } from 'node:crypto'

const named = process.env.TEST_DATABASE_URL
const guess = () => {
  const { PGUSER = 'postgres', PGPASSWORD = '' } = process.env
  return `postgresql://${encodeURIComponent(PGUSER)}:${encodeURIComponent(PGPASSWORD)}@127.0.0.1:5432/postgres`
}

async function query(url, sql) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/**
 * The PostgreSQL the tests may create databases on: TEST_DATABASE_URL, else whatever answers on 127.0.0.1:5432.
 * @returns {Promise<{ url?: string, why?: string }>} `why` when there is none; a named one that does not answer throws
 */
export async function findPostgres() {
  const url = named || guess()
  try {
    await query(url, 'select 1')
    return { url }
  } catch (error) {
    if (named) throw new Error(`TEST_DATABASE_URL does not answer: ${error.message}`, { cause: error })
    return { why: `no usable PostgreSQL on 127.0.0.1:5432 (${error.code ?? error.message}); set TEST_DATABASE_URL` }
  }
}

/** Runs `body` with the address of a database made for it, and drops that database whatever happens. */
export async function withFreshDatabase(server, body) {
  const name = `sallyport_test_${randomBytes(6).toString('hex')}`
  await query(server, `CREATE DATABASE ${name}`)
  // nobody needs these rows after a crash
  await query(server, `ALTER DATABASE ${name} SET synchronous_commit = off`)
  const url = new URL(server)
  url.pathname = `/${name}`
  try {
    return await body(url.href)
  } finally {
    await query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }
}
