import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'

// One suite, two databases: E2E_DATABASE=embedded (default) or postgres (then DATABASE_URL names a fresh one).
const database = process.env.E2E_DATABASE === 'postgres' ? 'postgres' : 'embedded'
const port = process.env.E2E_PORT ?? '3100'
const origin = `http://localhost:${port}`
// the same as scripts/browser.mjs looks for
const installed = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
const system = process.env.CHROMIUM_PATH || installed.find((file) => existsSync(file))
const browser = {
  ...devices['Desktop Chrome'],
  launchOptions: {
    executablePath: system,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking'],
  },
}
const json = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? `test-results/e2e-${database}.json`

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: `test-results/e2e-${database}-${port}`,
  // two suites share the machine
  timeout: 60_000,
  retries: 0,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: json }]],
  // a trace of every test costs time; what failed is described in a file of its own all the same
  use: { baseURL: origin, trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off' },
  projects: [
    { name: 'chromium', use: browser },
    { name: 'no-js', use: { ...browser, javaScriptEnabled: false }, grep: /@nojs|\.nojs\.spec\.ts/ },
  ],
  webServer: {
    command: 'node server.mjs',
    url: `${origin}/api/health/ready`,
    reuseExistingServer: false,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 12_000 },
    env: {
      NODE_ENV: 'production',
      PORT: port,
      PUBLIC_URL: origin,
      APP_ENV: 'evaluation',
      DATA_DIR: `test-results/data/${database}-${port}-${Date.now()}`,
      // empty counts as absent, and keeps a developer's .env out of the run
      DATABASE_URL: database === 'postgres' ? (process.env.DATABASE_URL ?? '') : '',
      SECRET_KEY: 'e2e-secret-key-of-at-least-32-characters',
      BOOTSTRAP_API_KEY: 'e2e-bootstrap-key-of-at-least-32-characters',
      ADMIN_EMAIL: 'admin@example.com',
      ADMIN_PASSWORD: 'correct horse battery staple',
      SEED: 'demo',
      LOG_LEVEL: 'warn',
      // tests come from many network addresses: limits per address are part of what is tested
      TRUST_PROXY: '1',
    },
  },
})
