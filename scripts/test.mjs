import { rmSync } from 'node:fs'
import path from 'node:path'
import { missingBrowser } from './browser.mjs'
import { checks, databaseTests } from './checks.mjs'
import { findPostgres, withFreshDatabase } from './postgres.mjs'
import { build, prepare } from './prepare.mjs'
import { countPlaywright, countVitest, total } from './report.mjs'
import { bin, main, root, run, StepFailed, step } from './run.mjs'

// `npm test`: everything, on a fresh clone too. The last line is the count.

const counts = []
const notes = []
const failure = { passed: 0, failed: 1, skipped: [], red: [] }

/** Runs one part and goes on after a failure, so one run tells everything that is wrong. */
async function part(name, body) {
  try {
    await body()
    return true
  } catch (error) {
    console.error(`${(error.output ?? error.stack).trim()}\n`)
    notes.push(`failed: ${name}`)
    return false
  }
}

async function withoutBrowser(postgres) {
  for (const check of [...checks, databaseTests(postgres.url)]) {
    const ok = await part(check.name, check.run)
    if (!check.report && !ok) counts.push(failure)
    if (!check.report) continue
    const counted = countVitest(check.report)
    counts.push(ok || counted.failed ? counted : { ...counted, failed: 1 })
  }
}

/** One run of the end-to-end tests against a server of its own. */
async function endToEnd({ name, database, port, env = {} }, ...options) {
  const report = `test-results/e2e-${name}.json`
  const { ok, output } = await run(bin('playwright', 'test', ...options), {
    env: { ...env, E2E_DATABASE: database, E2E_PORT: port, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  console.log(`\nend to end, ${name}\n${output.trim()}`)
  const counted = countPlaywright(report)
  counts.push(ok || counted.failed ? counted : { ...counted, failed: 1 })
}

/** Three at once: a browser waits more than it works, and the embedded database is the slower one. */
const everyEnd = (postgres) =>
  Promise.all([
    endToEnd({ name: 'embedded', database: 'embedded', port: '3100' }, '--project=chromium'),
    endToEnd({ name: 'embedded-no-js', database: 'embedded', port: '3120' }, '--project=no-js'),
    postgres &&
      withFreshDatabase(postgres, (url) =>
        endToEnd({ name: 'postgres', database: 'postgres', port: '3110', env: { DATABASE_URL: url } }),
      ),
  ])

/** The schema that the migrations make is the schema; on a database in memory, so a running instance's is never opened. */
async function drift() {
  const title = 'migrations match the schema'
  const to = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma']
  const { output } = await step(title, bin('prisma', 'migrate', 'diff', ...to, '--exit-code'), {
    env: { DATABASE_URL: 'pglite:memory://' },
  })
  // the command also ends with 0 when its engine dies
  if (!output.includes('No difference detected')) throw new StepFailed(title, output)
}

main(async () => {
  rmSync(path.join(root, 'test-results'), { recursive: true, force: true })
  await prepare()
  const postgres = await findPostgres()
  if (postgres.why) notes.push(`skipped: everything on PostgreSQL: ${postgres.why}`)
  await withoutBrowser(postgres)
  if (!(await part('migrations match the schema', drift))) counts.push(failure)
  const noBrowser = await missingBrowser()
  const built = await part('build', build)
  if (!built) counts.push(failure)
  if (noBrowser) {
    notes.push(`failed: end to end: ${noBrowser}`)
    counts.push(failure)
  } else if (built) {
    console.log('\nend to end: some minutes')
    await everyEnd(postgres.url)
  }
  const { passed, failed, skipped, red } = total(counts)
  const lines = [...skipped.map((line) => `skipped: ${line}`), ...notes, ...red.map((line) => `failed: ${line}`)]
  console.log(['', ...lines].join('\n'))
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  process.exitCode = failed ? 1 : process.exitCode
})
