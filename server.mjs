import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { drainable } from './scripts/server/drain.mjs'
import {
  answer,
  demandsUpgrade,
  foreignForm,
  limitBody,
  MAX_HEADER_BYTES,
  plainTarget,
  refuse,
  scrub,
} from './scripts/server/guard.mjs'
import { secureHeaders } from './scripts/server/headers.mjs'
import { mountFor, serveMount } from './scripts/server/mounts.mjs'

// The process: an HTTP server in front of Next. It guards nothing that a route does not guard again; it keeps malformed,
// oversized and slow requests away, gives pages their nonce, and answers OIDC and API calls without the way through Next.

const START_MS = 60_000
const dev = process.argv.includes('--dev')

if (existsSync('.env')) process.loadEnvFile('.env')
process.env.NODE_ENV = dev ? 'development' : 'production'
process.env.NEXT_TELEMETRY_DISABLED ??= '1'

const fail = (message) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

if (!dev && !existsSync('.next/BUILD_ID')) fail('There is no build yet. Run `npm start`, which makes one, or `npm run build`.')

// oidc-provider warns about every Node it does not list; the versions we support are tested.
const { warn } = console
console.warn = (...args) => {
  if (!String(args[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...args)
}
process.on('unhandledRejection', (reason) => console.error('unhandled rejection', reason))

const server = createServer({
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // longer than the usual 60 s of load balancers, so they never write to a connection we are closing
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  noDelay: true,
})
const draining = drainable(server)

const port = Number(process.env.PORT) || 3000
const { default: next } = await import('next')
// Next puts its upgrade listener on the server it is given: only development has one (hot reload).
const app = next({ dev, port, hostname: 'localhost', httpServer: dev ? server : new EventEmitter() })
await app.prepare()
const page = app.getRequestHandler()
const sallyport = await published()
const { summary = [] } = await sallyport.ready.catch(refuseToStart)
// with `X_FILE` and aliases resolved, when the application's own reading is there
const { PUBLIC_URL = process.env.PUBLIC_URL ?? `http://localhost:${port}`, PORT = port } = globalThis.sallyportEnv ?? {}
const publicUrl = new URL(PUBLIC_URL)

/** instrumentation.ts may finish after `prepare()` in production: wait for what it publishes. */
async function published() {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(20)) if (globalThis.sallyport) return globalThis.sallyport
  return fail('The application did not start: instrumentation published nothing.')
}

/** What the operator has to fix is a sentence; what we have to fix comes with its stack. */
function refuseToStart(error) {
  const plain = ['EnvError', 'LockError'].includes(error?.name)
  fail(plain ? error.message : `The application did not start: ${error?.stack ?? error}`)
}

/** The one page that others may frame. */
const isStepUp = (url) => /^\/step-up(\/|\?|$)/.test(url)
const isOidc = (url) => /^\/oidc(\/|\?|$)/.test(url)

async function serve(req, res) {
  if (!plainTarget(req.url) || (!dev && demandsUpgrade(req.headers))) return answer(res, 400)
  if (foreignForm(req, publicUrl)) return answer(res, 403)
  if (!limitBody(req, res)) return
  scrub(req, publicUrl)
  const mounted = mountFor(sallyport.mounts, req.url)
  const framers = isStepUp(req.url) ? await sallyport.framers(req.url) : undefined
  secureHeaders(req, res, { dev, publicUrl, page: !mounted, framers })
  if (isOidc(req.url) && sallyport.oidc) {
    // Next itself fetches the target of a Server Action's redirect; a provider address must only be visited by the browser
    if (req.headers.rsc !== undefined) return void res.writeHead(404).end()
    return sallyport.oidc(req, res)
  }
  return mounted ? serveMount(mounted, req, res, publicUrl) : page(req, res)
}

server.on('request', (req, res) => {
  draining.track(res)
  req.on('error', () => undefined)
  res.on('error', () => undefined)
  serve(req, res).catch((error) => {
    if (req.socket.destroyed || res.writableEnded) return
    console.error('request failed', error)
    answer(res, 500)
  })
})
if (dev) server.on('upgrade', (req, socket) => !req.url.startsWith('/_next/') && refuse(socket, 400))
server.on('connect', (_req, socket) => refuse(socket, 400))
server.on('clientError', (error, socket) => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  refuse(socket, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400)
})

const stop = async () => {
  if (draining.stopping()) process.exit(1)
  await draining.stop(async () => sallyport.drain?.()).catch((error) => console.error('draining failed', error))
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

server.once('error', (error) =>
  fail(error.code === 'EADDRINUSE' ? `Port ${PORT} is taken. Set PORT to another one.` : error.message),
)
// containers call themselves HOSTNAME: that is a name, not a wish to listen on one address only
const { HOSTNAME } = process.env
server.listen(PORT, HOSTNAME && HOSTNAME !== os.hostname() ? HOSTNAME : undefined, () => {
  console.log([`ready ${publicUrl.origin}`, ...summary].join('\n'))
})
