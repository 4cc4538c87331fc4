import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's root, with a separator at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url))
const signals = ['SIGINT', 'SIGTERM']

/**
 * Runs a command to its end.
 * @param {string[]} command program and arguments; `node` is the running Node
 * @param {{ env?: NodeJS.ProcessEnv, live?: boolean, timeout?: number }} [options] live: output goes straight to the terminal
 * @returns {Promise<{ ok: boolean, code: number | null, output: string }>}
 */
export function run([program, ...args], { env, live = false, timeout } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: live ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && program !== 'node',
      timeout,
    })
    const forward = (signal) => {
      child.kill(signal)
      process.exitCode = 130
    }
    for (const signal of signals) process.on(signal, forward)
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    const end = (code) => {
      for (const signal of signals) process.off(signal, forward)
      resolve({ ok: code === 0, code, output })
    }
    child.on('error', (error) => {
      output += error.message
      end(null)
    })
    child.on('close', end)
  })
}

/** A tool of `node_modules/.bin`, run by the Node that runs us. */
export const bin = (name, ...args) => [path.join(root, 'node_modules/.bin', name), ...args]

/** "1.2 s" */
export const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

/** Says what is being done, does it, says how long it took. Throws StepFailed with the output when it does not succeed. */
export async function step(title, command, options = {}) {
  const since = Date.now()
  if (process.stdout.isTTY) process.stdout.write(`  ${title} …`)
  const result = await run(command, options)
  const mark = result.ok ? '✓' : '✗'
  process.stdout.write(`${process.stdout.isTTY ? '\r' : ''}${mark} ${title}  ${seconds(since)}\n`)
  if (!result.ok) throw new StepFailed(title, result.output)
  return result
}

/** A step that did not succeed, with everything it printed. */
export class StepFailed extends Error {
  constructor(title, output) {
    super(`${title} failed`)
    this.name = 'StepFailed'
    this.output = output
  }
}

/** Runs a script's main function; a failed step is told by its own output, anything else by its stack. */
export function main(body) {
  body().catch((error) => {
    console.error(error instanceof StepFailed ? `\n${error.output.trim()}\n\n${error.message}` : error)
    process.exitCode = process.exitCode || 1
  })
}
