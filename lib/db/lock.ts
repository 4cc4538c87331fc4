import { mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'

/** Another process holds the embedded database. */
export class LockError extends Error {
  override name = 'LockError'
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Takes the embedded database's directory for this process; PGlite itself would let a second process corrupt it.
 * A lock whose owner is gone is taken over.
 * @throws LockError naming the process that holds it
 */
export function lockDirectory(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const file = path.join(dir, 'lock')
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = openSync(file, 'wx', 0o600)
      writeSync(handle, String(process.pid))
      const release = () => rmSync(file, { force: true })
      process.once('exit', release)
      return release
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const pid = Number(readFileSync(file, 'utf8')) || 0
      if (pid !== process.pid && pid > 0 && alive(pid))
        throw new LockError(
          `The embedded database in ${dir} is in use by process ${pid}. Stop it first, choose another DATA_DIR, or set DATABASE_URL to run several instances.`,
        )
      rmSync(file, { force: true })
    }
  }
  throw new LockError(`The embedded database in ${dir} could not be locked.`)
}
