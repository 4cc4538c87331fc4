import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { build, prepare } from './prepare.mjs'
import { main, root } from './run.mjs'

// `npm run size`: what a browser loads for the hosted pages, against the budget. "own" is what a page loads beyond the
// scripts that even `_not-found` needs, which are the framework's.

const pages = ['/sign-in', '/register', '/forgot-password', '/demo']
const KB = 1000
const budget = { html: 14 * KB, css: 12 * KB, own: 12 * KB, js: 150 * KB, requests: 10, foreign: 0 }

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

const gz = (data) => gzipSync(data, { level: 6 }).length
const attributes = (html, tag, name) =>
  [...html.matchAll(new RegExp(`<${tag}\\b[^>]*?\\b${name}="([^"]+)"`, 'g'))].map((match) => match[1].replaceAll('&amp;', '&'))

/** What the HTML makes a browser fetch at once. */
export function assets(html) {
  const stylesheets = [...html.matchAll(/<link\b[^>]*>/g)].map((m) => m[0]).filter((tag) => /rel="stylesheet"/.test(tag))
  // browsers that load modules skip `nomodule`
  const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map((m) => m[0]).filter((tag) => !/\bnomodule\b/i.test(tag))
  return {
    css: [...new Set(stylesheets.flatMap((tag) => attributes(tag, 'link', 'href')))],
    js: [...new Set(scripts.flatMap((tag) => attributes(tag, 'script', 'src')))],
    images: [...new Set(attributes(html, 'img', 'src'))].filter((src) => !src.startsWith('data:')),
  }
}

/** Which figures are over the budget. */
export const over = (figures) => Object.keys(budget).filter((name) => figures[name] > budget[name])

async function start() {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const data = mkdtempSync(path.join(os.tmpdir(), 'sallyport-size-'))
  const env = {
    ...process.env,
    PORT: port,
    PUBLIC_URL: origin,
    APP_ENV: 'evaluation',
    DATA_DIR: data,
    DATABASE_URL: '',
    SEED: 'demo',
    LOG_LEVEL: 'warn',
  }
  const child = spawn(process.execPath, ['server.mjs'], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
  for (const end = Date.now() + 60_000; Date.now() < end && child.exitCode === null; await sleep(100)) {
    const ready = await fetch(`${origin}/api/health/ready`).catch(() => undefined)
    if (ready?.ok) return { origin, stop }
  }
  await stop()
  throw new Error('the server did not become ready')
}

async function measure(origin, page, framework) {
  const response = await fetch(origin + page)
  if (!response.ok) throw new Error(`${page} answers ${response.status}`)
  const html = await response.text()
  const { css, js, images } = assets(html)
  const sizes = async (urls) => {
    const each = await Promise.all(
      urls.map(async (url) => gz(Buffer.from(await (await fetch(new URL(url, origin))).arrayBuffer()))),
    )
    return each.reduce((a, b) => a + b, 0)
  }
  const foreign = [...css, ...js, ...images].filter((url) => new URL(url, origin).origin !== origin).length
  const own = js.filter((url) => !framework.has(url))
  return {
    html: gz(html),
    css: await sizes(css),
    own: await sizes(own),
    js: await sizes(js),
    requests: 1 + css.length + js.length + images.length,
    foreign,
  }
}

const show = (name, value) => (['requests', 'foreign'].includes(name) ? `${value}` : `${(value / KB).toFixed(1)} kB`)

async function report() {
  await prepare()
  await build()
  const { origin, stop } = await start()
  try {
    const framework = new Set(assets(await (await fetch(`${origin}/_not-found`)).text()).js)
    const names = Object.keys(budget)
    console.log(['page'.padEnd(18), ...names.map((name) => name.padStart(10))].join(''))
    console.log(['budget'.padEnd(18), ...names.map((name) => show(name, budget[name]).padStart(10))].join(''))
    for (const page of pages) {
      const figures = await measure(origin, page, framework)
      const tooMuch = over(figures)
      console.log(
        [page.padEnd(18), ...names.map((name) => show(name, figures[name]).padStart(10))].join('') +
          (tooMuch.length ? `  over: ${tooMuch.join(', ')}` : ''),
      )
      if (tooMuch.length) process.exitCode = 1
    }
  } finally {
    await stop()
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) main(report)
