import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Every file under the given files and folders, sorted, as paths relative to `base`; what does not exist is left out. */
export function filesUnder(base, names, keep = () => true) {
  const found = []
  const walk = (name) => {
    const full = path.join(base, name)
    if (!existsSync(full)) return
    if (!statSync(full).isDirectory()) return void (keep(name) && found.push(name))
    for (const entry of readdirSync(full)) walk(path.posix.join(name, entry))
  }
  names.forEach(walk)
  return found.sort()
}

/** SHA-256 over names and contents: equal after a checkout that only touched times, different after any edit, move or removal. */
export function fingerprint(base, names, keep) {
  const hash = createHash('sha256')
  for (const name of filesUnder(base, names, keep))
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(base, name)))
      .update('\0')
  return hash.digest('hex')
}

/** A remembered fingerprint: `fresh()` is true when the last `keep()` saw the same value. */
export function stamp(file, value) {
  return {
    fresh: () => existsSync(file) && readFileSync(file, 'utf8') === value,
    keep: () => {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, value)
    },
  }
}
