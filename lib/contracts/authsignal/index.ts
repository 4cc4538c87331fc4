import { mount } from '@/lib/http/mount'
import type { Endpoints } from '@/lib/http/route'
import { forHolders, forServers } from './callers'
import { clientPaths } from './client'
import { withOrigins } from './origins'
import { tracking, users } from './server'
import { queries } from './server-queries'
import { render } from './wire'

/** The contract of contracts/authsignal.md by theme. */
export const stepUpTables: Endpoints[] = [forServers(tracking), forServers(users), forServers(queries), forHolders(clientPaths)]
export const stepUpPrefix = '/v1'

const serve = mount(stepUpPrefix, stepUpTables, { render, maxBytes: 64 * 1024 })

/** `/v1` as one function. Slashes that clients double are one. */
export const stepUpMount = withOrigins((request) => {
  const url = new URL(request.url)
  const path = url.pathname.replace(/\/{2,}/g, '/')
  if (path === url.pathname) return serve(request)
  url.pathname = path
  return serve(new Request(url, request))
})
