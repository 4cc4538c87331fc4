import { checks, unitTests } from './checks.mjs'
import { prepare } from './prepare.mjs'
import { countVitest } from './report.mjs'
import { main, seconds } from './run.mjs'

// `npm run check`: format, lint, types, house rules and unit tests; stops at the first that fails. Tests that need a database are
// part of `npm test`.

main(async () => {
  const since = Date.now()
  await prepare()
  for (const check of checks) await check.run()
  const { passed, skipped } = countVitest(unitTests.report)
  console.log(`checked in ${seconds(since)}: ${passed} tests passed, ${skipped.length} skipped`)
})
