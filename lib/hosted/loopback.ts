import { env } from '@/lib/core/env'

const anyAddress = /^(0\.0\.0\.0|::|localhost)$/
const literal = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f:]+:[0-9a-f:]+)$/i

/**
 * An address of this very process, for relying parties that live in it: their calls to the issuer must not depend on how the
 * public name resolves from here. @param path own path
 */
export function loopback(path: string): string {
  const { PORT, HOSTNAME = '' } = env()
  // an instance told to listen on one address only answers there
  const host = literal.test(HOSTNAME) && !anyAddress.test(HOSTNAME) ? HOSTNAME : '127.0.0.1'
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}${path}`
}
