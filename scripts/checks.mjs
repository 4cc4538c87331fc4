import { routeTypes } from './prepare.mjs'
import { bin, step } from './run.mjs'

const report = (name) => `test-results/${name}.json`

function vitest(name, title, ...options) {
  const command = bin('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report(name)}`, ...options)
  return { name: title, report: report(name), run: (env) => step(title, command, { env }) }
}

export const unitTests = vitest('unit', 'unit tests', '--project=unit', '--project=mocks', '--maxWorkers=2')

/** The same tests on every database there is. @param {string} [postgres] address of a server to make databases on */
export function databaseTests(postgres) {
  const projects = ['--project=embedded', ...(postgres ? ['--project=postgres'] : [])]
  // those on the server mostly wait for it
  const { run, ...rest } = vitest('database', 'database tests', ...projects, '--maxWorkers=3')
  return { ...rest, run: () => run({ TEST_DATABASE_URL: postgres ?? '' }) }
}

/** What must hold before anything is built, quickest first. */
export const checks = [
  { name: 'format and lint', run: () => step('format and lint', bin('biome', 'ci', '.')) },
  { name: 'types', run: () => routeTypes().then(() => step('types', bin('tsc', '--noEmit'))) },
  { name: 'house rules', run: () => step('house rules', ['node', 'scripts/numbers.mjs', '--check']) },
  unitTests,
]
