import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { broken, WALL } from './rules.mjs'
import { root } from './run.mjs'
import { inspect, isTest, sources } from './source.mjs'

// `npm run numbers`: the figures the house watches. With --check it prints only broken rules and fails on any.

const folders = ['app', 'components', 'lib', 'scripts', 'e2e', 'bench', 'prisma']
const single = ['server.mjs', 'instrumentation.ts', 'instrumentation-node.ts']
const given = 'scripts/schema-engine.mjs'

const at = (sorted, share) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
const ascending = (values) => [...values].sort((a, b) => a - b)
const sum = (values) => values.reduce((a, b) => a + b, 0)
const ratio = (a, b, digits = 2) => (b ? (a / b).toFixed(digits) : '–')
const depth = (name) => path.posix.dirname(name).split('/').length - 1

/** Names a registry knows, read from the tree: a folder per factor, a file per connector. */
function names(folder, isOne) {
  const full = path.join(root, folder)
  if (!existsSync(full)) return []
  return readdirSync(full, { withFileTypes: true })
    .filter(isOne)
    .map((entry) => entry.name.replace(/\.ts$/, ''))
}

const notConnectors = new Set(['index', 'types', 'form', 'http-client', 'shared'])
const isConnector = (entry) => entry.isFile() && entry.name.endsWith('.ts') && !isTest(entry.name) && declaresChannels(entry.name)
const declaresChannels = (name) =>
  !notConnectors.has(name.slice(0, -3)) && /\bchannels:\s*\[/.test(readFileSync(path.join(root, 'lib/connectors', name), 'utf8'))

/** `sms` and `email` are also channels and kinds of address: a factor is named by its folder, or by its name in settings. */
const settingsName = (id) => /logto: '(\w+)'/.exec(readFileSync(path.join(root, 'lib/factors', id, 'index.ts'), 'utf8'))?.[1]

const spellings = (id, folder) =>
  folder === 'factors'
    ? [settingsName(id)]
    : [id, id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), id.replaceAll('-', '_')]
const importsOne = (file, id, folder) => file.imports.some(({ from }) => new RegExp(`(^|/)${folder}/${id}(/|$)`).test(from))
const namesOne = (file, id, folder) =>
  spellings(id, folder).some((s) => file.literals.includes(s)) || importsOne(file, id, folder)

/** How many files outside its own name each of the given ids, most first. */
function namedBy(files, ids, folder, own) {
  const counted = ids.map((id) => ({
    id,
    files: files.filter((file) => !own(file.name, id) && namesOne(file, id, folder)).map((f) => f.name),
  }))
  return counted.sort((a, b) => b.files.length - a.files.length)
}

const told = (counted, most = Number.POSITIVE_INFINITY) =>
  counted
    .slice(0, most)
    .map((one) => `${one.id} ${one.files.length}`)
    .join(', ') || '–'

const mostImports = (files) => {
  const [first] = [...files].sort((a, b) => b.imports.length - a.imports.length)
  return first ? `${first.imports.length} (${first.name})` : '–'
}

function figures(all) {
  const code = all.filter((file) => !isTest(file.name) && file.name !== given && !file.name.startsWith('lib/i18n/'))
  const product = code.filter((file) => /^(lib|app|components)\//.test(file.name))
  const lines = ascending(product.map((file) => file.lines))
  const lib = code.filter((file) => file.name.startsWith('lib/'))
  const deep = (keep) => Math.max(0, ...lib.filter(keep).map((file) => depth(file.name)))
  const three = ({ name }) => /^lib\/(contracts|flows)\//.test(name)
  const tests = all.filter((file) => isTest(file.name) && file.name.startsWith('lib/'))
  const factors = names('lib/factors', (entry) => entry.isDirectory())
  const connectors = names('lib/connectors', isConnector)
  const factor = namedBy(product, factors, 'factors', (name, id) => name.startsWith(`lib/factors/${id}/`))
  const connector = namedBy(product, connectors, 'connectors', (name, id) => name === `lib/connectors/${id}.ts`)
  const rows = [
    ['files, lines (lib, app, components)', '', `${product.length}, ${sum(lines)}`],
    ['median file, p90, longest', '≤ 60, ≤ 150, 300', `${at(lines, 0.5)}, ${at(lines, 0.9)}, ${at(lines, 1)}`],
    [`files over ${WALL} lines`, '0', lines.filter((n) => n > WALL).length],
    ['function p95', '≤ 40 lines', at(ascending(product.flatMap((file) => file.functions)), 0.95)],
    ['imports per file, most', '≤ 12', mostImports(product)],
    ['depth under lib (contracts and flows)', '≤ 2 (3)', `${deep((f) => !three(f))} (${deep(three)})`],
    ['comment lines per 100', '5–12', ratio(100 * sum(product.map((f) => f.comments)), sum(lines), 1)],
    ['test lines per line of lib', '≥ 0.9', ratio(sum(tests.map((f) => f.lines)), sum(lib.map((f) => f.lines)))],
    ['files outside its folder that name a factor', '1', told(factor)],
    ['files outside its file that name a connector', '1', told(connector, 3)],
    ['any', '0', sum(all.map((file) => file.any))],
  ]
  return { rows, factor, connector }
}

const all = sources(root, [...folders, ...single]).map((name) => inspect(root, name))
const problems = all.flatMap(broken)
if (!process.argv.includes('--check')) {
  const { rows, factor, connector } = figures(all)
  for (const [figure, target, ours] of rows) console.log(`${figure.padEnd(46)} ${String(ours).padEnd(22)} ${target}`)
  if (process.argv.includes('--names'))
    for (const one of [...factor, ...connector]) if (one.files.length > 1) console.log(`\n${one.id}\n  ${one.files.join('\n  ')}`)
}
for (const problem of problems) console.error(problem)
if (problems.length) process.exitCode = 1
