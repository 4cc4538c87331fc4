import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from '../scripts/run.mjs'

const key = 'bench-bootstrap-key-of-at-least-32-characters'

/**
 * The built instance on a database of its own.
 * @param {{ url: string, port: number }} given url: of an empty PostgreSQL database
 * @returns {Promise<{ base: string, api: Function, post: Function, code: Function, stop: () => Promise<void> }>}
 */
export async function instance({ url, port }) {
  const base = `http://localhost:${port}`
  const data = mkdtempSync(path.join(tmpdir(), 'sallyport-bench-'))
  const env = {
    ...process.env,
    ...{ NODE_ENV: 'production', APP_ENV: 'evaluation', PORT: String(port), PUBLIC_URL: base, DATA_DIR: data, DATABASE_URL: url },
    ...{
      SECRET_KEY: 'bench-secret-key-of-at-least-32-characters',
      BOOTSTRAP_API_KEY: key,
      SEED: 'demo',
      LOG_LEVEL: 'warn',
      TRUST_PROXY: '1',
    },
  }
  const child = spawn(process.execPath, ['server.mjs'], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const ready = () =>
    fetch(`${base}/api/health/ready`).then(
      (r) => r.ok,
      () => false,
    )
  const late = Date.now() + 60_000
  while (!(await ready())) {
    if (Date.now() > late || child.exitCode !== null) throw new Error('the instance did not start; run `npm run build` first')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  let network = 0
  /** One request at an address of its own, so that no limit is met. @returns status and body, and how long it took in ms */
  async function send(method, to, body, headers = {}) {
    network += 1
    const peer = `198.18.${Math.floor(network / 250) % 250}.${(network % 250) + 1}`
    const since = performance.now()
    const response = await fetch(`${base}${to}`, {
      method,
      headers: { 'x-forwarded-for': peer, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { ms: performance.now() - since, status: response.status, body: text ? JSON.parse(text) : {} }
  }
  async function api(method, to, body) {
    const { status, body: answer } = await send(method, to, body, { authorization: `Bearer ${key}` })
    if (status >= 300) throw new Error(`${method} ${to} answered ${status}: ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    send,
    api,
    /** The newest code at an address. */
    async code(to) {
      for (;;) {
        const [message] = (await api('GET', `/api/dev/messages?${new URLSearchParams({ to, limit: '1' })}`)).messages
        if (message?.code) return message.code
      }
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}
