import { type ChildProcess, spawn } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { base, managementKey } from './instance'

/** Where a second process on the same database listens. */
export const second = `http://localhost:${Number(new URL(base).port) + 1}`

/** Starts it, ready; beside other runs that takes a while. Call it in `beforeAll`. @returns what ends it */
export async function secondInstance(): Promise<() => void> {
  test.setTimeout(180_000)
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: new URL(second).port,
    PUBLIC_URL: base,
    NODE_ENV: 'production',
    APP_ENV: 'evaluation',
    SECRET_KEY: 'e2e-secret-key-of-at-least-32-characters',
    LOG_LEVEL: 'warn',
    BOOTSTRAP_API_KEY: managementKey,
    TRUST_PROXY: '1',
    SEED: 'demo',
  }
  const instance: ChildProcess = spawn('node', ['server.mjs'], { env, stdio: 'ignore' })
  const status = () =>
    fetch(`${second}/api/health/ready`).then(
      (r) => r.status,
      () => 0,
    )
  await expect.poll(status, { timeout: 150_000 }).toBe(200)
  return () => instance.kill('SIGTERM')
}
