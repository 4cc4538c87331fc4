import { existsSync } from 'node:fs'
import { bin, run } from './run.mjs'

/** Debian's, the one without windows first: it takes two thirds of the time. */
const debianBrowsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
const debianHasOne = () => debianBrowsers.some((file) => existsSync(file))
const MINUTES = 60_000

async function playwrightHasOne() {
  const { chromium } = await import('@playwright/test')
  return existsSync(chromium.executablePath())
}

async function installWithApt() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run(['apt-get', 'update'], { env, timeout: 3 * MINUTES })
  const install = ['apt-get', 'install', '-y', '--no-install-recommends']
  const { ok } = await run([...install, 'chromium-headless-shell'], { env, timeout: 10 * MINUTES })
  if (!ok) await run([...install, 'chromium'], { env, timeout: 10 * MINUTES })
  return debianHasOne()
}

/** Makes sure the end-to-end tests have a browser. @returns a sentence when there is none, else undefined */
export async function missingBrowser() {
  const named = process.env.CHROMIUM_PATH
  if (named) return existsSync(named) ? undefined : `CHROMIUM_PATH names ${named}, which does not exist`
  if (debianHasOne() || (await playwrightHasOne())) return undefined
  console.log('  looking for a browser …')
  await run(bin('playwright', 'install', 'chromium'), { timeout: 3 * MINUTES })
  if ((await playwrightHasOne()) || (await installWithApt())) return undefined
  return 'no Chromium: install one (Debian: apt install chromium) or set CHROMIUM_PATH'
}
