import { build, prepare } from './prepare.mjs'
import { main, root } from './run.mjs'

// `npm start` and, with --dev, `npm run dev`: a clone with nothing but Node becomes a running instance.

main(async () => {
  process.chdir(root)
  await prepare()
  if (!process.argv.includes('--dev')) await build()
  // in this very process: one pid, so signals and the exit code need no forwarding
  await import('../server.mjs')
})
