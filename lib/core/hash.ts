import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { newSecret } from './crypto'
import { AppError } from './errors'

/** OWASP: 19 MiB, two passes, one lane. */
const parameters = { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1 }

/** Runs below the event loop's priority: a storm of sign-ins must not slow other requests. Thread priority is Linux's to give. */
const script = `
const { parentPort } = require('node:worker_threads')
try { require('node:os').setPriority(Number(require('node:fs').readlinkSync('/proc/thread-self').split('/').pop()), 10) } catch {}
const argon2 = require('@node-rs/argon2')
parentPort.on('message', ({ id, hash, text }) => {
  try {
    const value = hash ? argon2.verifySync(hash, text) : argon2.hashSync(text, ${JSON.stringify(parameters)})
    parentPort.postMessage({ id, value })
  } catch (error) { parentPort.postMessage({ id, error: String(error) }) }
})`

type Job = { hash?: string; text: string; resolve: (value: string | boolean) => void; reject: (error: unknown) => void }
type Pool = { workers: { worker: Worker; busy: Job | null }[]; queue: Job[]; sequence: number }
const holder = globalThis as typeof globalThis & { sallyportHashes?: Pool; sallyportDecoy?: Promise<string> }
const queueLimit = availableParallelism() * 64

function pool(): Pool {
  holder.sallyportHashes ??= { workers: [], queue: [], sequence: 0 }
  const { workers } = holder.sallyportHashes
  while (workers.length < availableParallelism()) workers.push(spawn())
  return holder.sallyportHashes
}

function spawn(): Pool['workers'][number] {
  const slot: Pool['workers'][number] = { worker: new Worker(script, { eval: true }), busy: null }
  slot.worker.unref()
  slot.worker.on('message', ({ value, error }: { value?: string | boolean; error?: string }) => {
    const job = slot.busy
    slot.busy = null
    if (error === undefined) job?.resolve(value ?? false)
    else job?.reject(new Error(error))
    pump()
  })
  slot.worker.on('error', (error) => {
    slot.busy?.reject(error)
    const workers = holder.sallyportHashes?.workers
    workers?.splice(workers.indexOf(slot), 1)
  })
  return slot
}

function pump(): void {
  const { workers, queue } = pool()
  for (const slot of workers) {
    if (slot.busy) continue
    const job = queue.shift()
    if (!job) {
      slot.worker.unref()
      continue
    }
    slot.busy = job
    slot.worker.ref()
    slot.worker.postMessage({ hash: job.hash, text: job.text })
  }
}

function run(job: Pick<Job, 'hash' | 'text'>): Promise<string | boolean> {
  if (pool().queue.length >= queueLimit) throw new AppError('server.unavailable', { retryAfter: 2 })
  return new Promise((resolve, reject) => {
    pool().queue.push({ ...job, resolve, reject })
    pump()
  })
}

/** Argon2id in PHC string format. @throws server.unavailable when more wait than can be served soon */
export async function hashPassword(text: string): Promise<string> {
  return String(await run({ text }))
}

/** @throws server.unavailable when more wait than can be served soon */
export async function passwordMatches(hash: string, text: string): Promise<boolean> {
  return (await run({ hash, text })) === true
}

/** A hash that no password has: what an unknown identifier is compared with, so that it costs the same. */
export function decoyHash(): Promise<string> {
  holder.sallyportDecoy ??= hashPassword(newSecret())
  return holder.sallyportDecoy
}
