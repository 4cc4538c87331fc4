import { env, useEnv as startWith } from '@/lib/core/env'
import { putBootstrapKey } from '@/lib/db/api-keys'
import { transaction } from '@/lib/db/client'
import { managementMount } from '.'

/** For tests: calls the whole API as a server with the bootstrap key. */
export const base = 'http://localhost:3000'
export const key = 'k'.repeat(40)

const names = ['SECRET_KEY', 'DATA_DIR', 'LOG_LEVEL'] as const
const kept = Object.fromEntries(names.map((name) => [name, [env()[name]].flat().join(',')]))

/** The instance as if it had been started with these names. */
export function serve(over: Record<string, string> = {}): void {
  const { DATABASE_URL } = env()
  startWith({ NODE_ENV: 'test', PUBLIC_URL: base, ...kept, ...(DATABASE_URL && { DATABASE_URL }), ...over })
}

export const giveKey = (): Promise<void> => transaction((tx) => putBootstrapKey(tx, Date.now(), key))

export type Answer = { status: number; headers: Headers; text: string; body: Record<string, unknown> & unknown[] }

export async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const request = new Request(`${base}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  if (headers.authorization === '') request.headers.delete('authorization')
  const response = await managementMount(request)
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : text }
}
