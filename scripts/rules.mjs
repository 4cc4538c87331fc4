import { isTest } from './source.mjs'

export const WALL = 300
const SHORT = 40
const exemptFromWall = /^(lib\/i18n\/|prisma\/|generated\/|scripts\/schema-engine\.mjs$)/
const mayReadEnv =
  /^(lib\/core\/env\.ts$|scripts\/|bench\/|e2e\/|prisma\/|server\.mjs$|instrumentation[^/]*\.ts$|[^/]+\.config\.ts$)/
const prisma = /(^@prisma\/|^pglite-prisma-adapter$|generated\/prisma)/
const short = /^app\/(.*\/)?(page\.tsx|route\.ts)$/

/** Every house rule that a single file can break, as sentences. */
export function broken({ name, lines, any, env, imports }) {
  return [
    lines > WALL && !exemptFromWall.test(name) && `${name}: ${lines} lines, the wall is ${WALL}`,
    short.test(name) && lines > SHORT && `${name}: ${lines} lines, a page or route has at most ${SHORT}`,
    any > 0 && `${name}: ${any} × any`,
    env > 0 && !isTest(name) && !mayReadEnv.test(name) && `${name}: reads process.env; lib/core/env.ts is the only reader`,
    !/^(lib\/db\/|prisma\/|scripts\/)/.test(name) &&
      imports.some(({ from }) => prisma.test(from)) &&
      `${name}: imports Prisma; lib/db is the only importer`,
  ].filter(Boolean)
}
