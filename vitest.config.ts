import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname
const roots = ['lib', 'app', 'components', 'scripts', 'prisma', 'e2e/clients']

function testFiles(): string[] {
  return roots.flatMap((dir) => {
    try {
      const names = readdirSync(path.join(root, dir), { recursive: true, encoding: 'utf8' })
      return names.filter((name) => /\.test\.(ts|tsx|mjs)$/.test(name)).map((name) => path.join(dir, name))
    } catch {
      return []
    }
  })
}

const files = testFiles()
const holding = (pattern: RegExp) => files.filter((file) => pattern.test(readFileSync(path.join(root, file), 'utf8')))
/** Tests with a database of their own take most of the time: `npm run check` leaves them to `npm test`. */
const database = holding(/\btestDb\(|testDatabaseUrl\(/)
/** Those that put other modules in place have a process of their own; the rest share one, and what it has loaded. */
const mocking = holding(/\bvi\.mock\(/)
const both = mocking.filter((file) => database.includes(file))
if (both.length) throw new Error(`a test of a database mocks no modules: ${both.join(', ')}`)

const server = process.env.TEST_DATABASE_URL ?? ''
const project = (name: string, include: string[], more: { isolate?: boolean; env?: Record<string, string> } = {}) => ({
  extends: true as const,
  test: { name, include, isolate: false, setupFiles: ['lib/core/testing-setup.ts'], ...more },
})
const on = (name: string, url: string) => project(name, database, { env: { TEST_DATABASE_URL: url } })

export default defineConfig({
  resolve: { alias: { '@': root } },
  test: {
    env: {
      NODE_ENV: 'test',
      SECRET_KEY: 'test-secret-key-of-at-least-32-characters',
      LOG_LEVEL: 'silent',
      DATA_DIR: path.join(root, 'test-results/vitest-data'),
    },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      project(
        'unit',
        files.filter((file) => !database.includes(file) && !mocking.includes(file)),
      ),
      project('mocks', mocking, { isolate: true }),
      on('embedded', ''),
      ...(server ? [on('postgres', server)] : []),
    ],
  },
})
