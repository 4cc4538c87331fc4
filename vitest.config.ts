import path from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    include: ['{lib,app,components,scripts,prisma}/**/*.test.{ts,tsx,mjs}', 'e2e/clients/**/*.test.ts'],
    env: {
      NODE_ENV: 'test',
      SECRET_KEY: 'test-secret-key-of-at-least-32-characters',
      LOG_LEVEL: 'silent',
      DATA_DIR: path.join(import.meta.dirname, 'test-results/vitest-data'),
    },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
