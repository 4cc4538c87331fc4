import { build, prepare } from './prepare.mjs'
import { main, root } from './run.mjs'

// `npm start` and, with --dev, `npm run dev`: a clone with nothing but Node becomes a running instance.

/** npm ends its shell on a signal but the shell does not pass it on: an orphan of npm stops as if it had been told. */
function followNpm() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

main(async () => {
  if (process.env.npm_lifecycle_event && process.platform !== 'win32') followNpm()
  process.chdir(root)
  await prepare()
  if (!process.argv.includes('--dev')) await build()
  // in this very process: one pid, so signals and the exit code need no forwarding
  await import('../server.mjs')
})
