import { routeTypes } from './prepare.mjs'
import { bin, step } from './run.mjs'

export const vitestReport = 'test-results/vitest.json'

const vitest = bin('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`)

/** What must hold before anything is built, quickest first. */
export const checks = [
  { name: 'format and lint', run: () => step('format and lint', bin('biome', 'ci', '.')) },
  { name: 'types', run: () => routeTypes().then(() => step('types', bin('tsc', '--noEmit'))) },
  { name: 'house rules', run: () => step('house rules', ['node', 'scripts/numbers.mjs', '--check']) },
  { name: 'unit tests', tests: true, run: (env) => step('unit tests', vitest, { env }) },
]
