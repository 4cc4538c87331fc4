import { newId } from '@/lib/core/crypto'
import { type Ctx, systemCtx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { hashPassword } from '@/lib/core/hash'
import { countOwners } from '@/lib/db/admin-users'
import { createAuthenticator } from '@/lib/db/authenticators'
import { rawConnection, type Tx, transaction } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { ensureSigningKeys } from '@/lib/db/signing-keys'
import { createUser } from '@/lib/db/users'
import { knowledge } from '@/lib/factors'
import { ensureBuiltIns } from './built-in'
import { offerSetup } from './owner'

/** Fills an empty database with demo data; the hash is made before the transaction. */
export type DemoSeed = { password: string; seed: (tx: Tx, ctx: Ctx, hash: string) => Promise<void> }

/**
 * Everything between an open port and an open door: migrations, signing keys, built-in rows, the first owner, demo data. Every part
 * may run again, and instances that start together take turns.
 * @returns lines for the person who started it
 */
export async function boot(demo: DemoSeed): Promise<string[]> {
  const ctx = systemCtx()
  const sql = await rawConnection()
  await migrate(sql).finally(() => sql.close())
  await ensureSigningKeys(['RS256', 'ES256', 'ES384'], ctx.now())
  const { ADMIN_EMAIL, ADMIN_PASSWORD, SEED } = env()
  const owner =
    ADMIN_EMAIL && ADMIN_PASSWORD ? { email: ADMIN_EMAIL, hash: await hashPassword(ADMIN_PASSWORD.normalize('NFC')) } : null
  const hash = SEED === 'demo' ? await hashPassword(demo.password) : null
  await transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(72707372)::text`
    const empty = (await tx.user.count()) === 0
    await ensureBuiltIns(tx, ctx, SEED === 'demo')
    if (owner && !(await countOwners(tx))) await createOwner(tx, ctx.now(), owner)
    if (empty && hash) await demo.seed(tx, ctx, hash)
  })
  return summary(ctx)
}

async function createOwner(tx: Tx, now: number, { email, hash }: { email: string; hash: string }): Promise<void> {
  const id = newId(now)
  await createUser(tx, now, { id, email, role: 'owner' })
  await createAuthenticator(tx, now, {
    id: newId(now),
    userId: id,
    type: knowledge,
    data: { hash },
    createdVia: 'Admin',
    verified: true,
  })
}

async function summary(ctx: Ctx): Promise<string[]> {
  const { PUBLIC_URL, SEED, INBOX, ADMIN_EMAIL, DATABASE_URL, DATA_DIR, APP_ENV, PUBLIC } = env()
  const token = await offerSetup(ctx)
  const console = token
    ? `${PUBLIC_URL}/console/setup?token=${token}  (one-time link for the first admin, works for a day)`
    : `${PUBLIC_URL}/console${ADMIN_EMAIL ? `  (${ADMIN_EMAIL})` : ''}`
  const lines = [
    ...(SEED === 'demo' ? [['Demo app', `${PUBLIC_URL}/demo  (sms@example.com, correct horse battery staple)`]] : []),
    ['Console', console],
    ...(INBOX ? [['Inbox', `${PUBLIC_URL}/console/inbox`]] : []),
    ['API docs', `${PUBLIC_URL}/console/api`],
    ['Database', DATABASE_URL ? 'PostgreSQL' : `embedded in ${DATA_DIR} (one process; set DATABASE_URL to run several)`],
  ].map(([name, value]) => `  ${`${name}`.padEnd(10)}${value}`)
  const warnings = [
    ...(APP_ENV === 'production' && !DATABASE_URL
      ? ['the embedded database is one process; production usually wants DATABASE_URL']
      : []),
    ...(APP_ENV === 'evaluation' && PUBLIC
      ? ['APP_ENV=evaluation on a public address: anybody who finds it can read every code. Use production for real people']
      : []),
  ].map((text) => `  Warning   ${text}`)
  return ['', ...lines, ...warnings, '']
}
