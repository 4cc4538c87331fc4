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

/** Tests with a database of their own take most of the time: `npm run check` leaves them to `npm test`. */
const ofDatabase = (file: string) => /\btestDb\(|testDatabaseUrl\(/.test(readFileSync(path.join(root, file), 'utf8'))
const files = testFiles()
const database = files.filter(ofDatabase)
const server = process.env.TEST_DATABASE_URL ?? ''
const on = (name: string, url: string) => ({
  extends: true as const,
  test: { name, include: database, env: { TEST_DATABASE_URL: url } },
})

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
      { extends: true, test: { name: 'unit', include: files.filter((file) => !database.includes(file)) } },
      on('embedded', ''),
      ...(server ? [on('postgres', server)] : []),
    ],
  },
})
