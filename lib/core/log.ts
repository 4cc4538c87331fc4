import pino, { type Logger } from 'pino'
import { env } from './env'

const secretNames = [
  'password',
  'newPassword',
  'code',
  'secret',
  'token',
  'authorization',
  'cookie',
  'client_secret',
  'refresh_token',
  'authToken',
  'to',
  'email',
  'phone',
]
const store = globalThis as typeof globalThis & { sallyportLog?: Logger }

/** JSON lines on standard output; names that may hold a code, secret or address are cut out at any of the first two levels. */
export function log(): Logger {
  store.sallyportLog ??= pino({
    level: env().LOG_LEVEL,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  })
  return store.sallyportLog
}
