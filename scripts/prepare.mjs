import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { filesUnder, fingerprint, stamp } from './fingerprint.mjs'
import { bin, root, step } from './run.mjs'

// What a clone needs before it can run: each step is skipped when its inputs are the ones of the last time.

const at = (name) => path.join(root, name)
const read = (name) => JSON.parse(readFileSync(at(name), 'utf8'))
const isTest = (name) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(name)

const buildInputs = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'prisma/seed.ts',
  'instrumentation.ts',
  'instrumentation-node.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

/** Stops with one sentence on a Node that is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Sallyport needs Node 20.19 or newer; this is ${process.version}. Node 24 LTS is recommended: https://nodejs.org`)
  process.exit(1)
}

/** True when what npm says it installed is what the lockfile asks for, so an install by hand counts too. */
export function sameAsLock(lock, installed) {
  const names = Object.keys(lock.packages).filter((name) => name !== '')
  const wanted = (name) => lock.packages[name]
  const missing = names.some((name) => !installed.packages[name] && !wanted(name).optional && !wanted(name).peer)
  const stale = Object.entries(installed.packages).some(([name, { version }]) => wanted(name)?.version !== version)
  return !missing && !stale
}

function installedByHand() {
  const hidden = 'node_modules/.package-lock.json'
  return existsSync(at(hidden)) && sameAsLock(read('package-lock.json'), read(hidden))
}

async function install() {
  const mark = stamp(at('node_modules/.sallyport-lock'), fingerprint(root, ['package-lock.json']))
  if (mark.fresh()) return
  if (!installedByHand()) {
    const npm = process.env.npm_execpath ? ['node', process.env.npm_execpath] : ['npm']
    await step('install dependencies', [...npm, 'ci', '--include=dev'])
  }
  mark.keep()
}

async function generate() {
  const mark = stamp(at('generated/.sallyport-schema'), fingerprint(root, ['prisma/schema.prisma', 'package-lock.json']))
  if (mark.fresh() && existsSync(at('generated/prisma/client.ts'))) return
  await step('generate the database client', bin('prisma', 'generate'))
  mark.keep()
}

/** Dependencies and the generated database client. */
export async function prepare() {
  requireNode()
  await install()
  await generate()
}

/** A production build of the sources as they are now. */
export async function build() {
  const mark = stamp(
    at('.next/.sallyport-build'),
    fingerprint(root, buildInputs, (name) => !isTest(name)),
  )
  if (mark.fresh() && existsSync(at('.next/BUILD_ID'))) return
  // a build that breaks half-way must not look like the one before it
  rmSync(at('.next/BUILD_ID'), { force: true })
  await step('build', bin('next', 'build'), { env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } })
  mark.keep()
}

/** Route types for the type-checker, renewed when a route appears, moves or goes. */
export async function routeTypes() {
  const routes = filesUnder(root, ['app'], (name) => /\/(page|route|layout|default)\.tsx?$/.test(name))
  const mark = stamp(at('.next/.sallyport-routes'), routes.join('\n'))
  if (routes.length === 0 || (mark.fresh() && existsSync(at('next-env.d.ts')) && existsSync(at('.next/types')))) return
  await step('route types', bin('next', 'typegen'), { env: { NEXT_TELEMETRY_DISABLED: '1' } })
  mark.keep()
}
