import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|::1|.*\.localhost)$/
const flag = z.enum(['0', '1', 'true', 'false']).transform((v) => v === '1' || v === 'true')
const list = z.string().transform((v) =>
  v
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean),
)
const cidr = (v: string) => ipaddr.isValid(v) || ipaddr.isValidCIDR(v)

const portWords = 'must be a port number, 1 to 65535'

const shape = z.object({
  PORT: z.coerce.number(portWords).int(portWords).min(1, portWords).max(65535, portWords).default(3000),
  HOSTNAME: z.string().optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((v) => v.replace(/\/+$/, ''))
    .optional(),
  APP_ENV: z.enum(['evaluation', 'production']).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  DATA_DIR: z.string().default('.data'),
  SECRET_KEY: list.pipe(z.array(z.string().min(32, 'each key needs at least 32 characters')).min(1)).optional(),
  BOOTSTRAP_API_KEY: z.string().min(32, 'needs at least 32 characters').optional(),
  ADMIN_EMAIL: z
    .email()
    .transform((v) => v.toLowerCase())
    .optional(),
  ADMIN_PASSWORD: z.string().min(8).max(128).optional(),
  INBOX: flag.optional(),
  TRUST_PROXY: z
    .string()
    .refine(
      (v) => /^\d+$/.test(v) || v.split(',').every((part) => cidr(part.trim())),
      'must be a number of hops or a list of CIDRs',
    )
    .optional(),
  OUTBOUND_ALLOW: list.optional(),
  GEOIP_DATABASE: z.string().optional(),
  SEED: z.enum(['demo', 'none']).optional(),
  METRICS_TOKEN: z.string().min(16, 'needs at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
})

/** Names other products use for the same thing; ours wins when both are set. */
const aliases: Record<string, string[]> = {
  DATABASE_URL: ['DB_URL'],
  PUBLIC_URL: ['ENDPOINT', 'AUTH_URL', 'NEXTAUTH_URL'],
  SECRET_KEY: ['ENCRYPTION_KEY'],
  TRUST_PROXY: ['TRUST_PROXY_HEADER'],
}

type Parsed = z.output<typeof shape>
export type Env = Omit<Parsed, 'PUBLIC_URL' | 'APP_ENV' | 'SECRET_KEY' | 'INBOX' | 'SEED' | 'OUTBOUND_ALLOW'> & {
  PUBLIC_URL: string
  APP_ENV: 'evaluation' | 'production'
  SECRET_KEY: string[]
  INBOX: boolean
  SEED: 'demo' | 'none'
  OUTBOUND_ALLOW: string[]
  /** the host people see, without scheme or port */
  DOMAIN: string
  /** people on other machines can reach it */
  PUBLIC: boolean
  /** cookies carry Secure and the `__Host-` prefix */
  SECURE: boolean
}

/** Everything that is wrong with the environment, in one list. */
export class EnvError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`The environment is not usable:\n${problems.map((p) => `  - ${p}`).join('\n')}`)
    this.name = 'EnvError'
    this.problems = problems
  }
}

/** Reads `X`, else the file named by `X_FILE`, else an alias; empty counts as absent. */
function read(source: NodeJS.ProcessEnv, name: string, problems: string[]): string | undefined {
  for (const key of [name, ...(aliases[name] ?? [])]) {
    if (source[key]) return source[key]
    const file = source[`${key}_FILE`]
    if (!file) continue
    try {
      return readFileSync(file, 'utf8').trim()
    } catch {
      problems.push(`${key}_FILE: cannot read ${file}`)
    }
  }
  return undefined
}

/** One variable; a bad one is noted and counts as absent, so that the rest is judged all the same. */
function parsed(name: string, one: z.ZodType, value: string | undefined, problems: string[]): unknown {
  const result = one.safeParse(value)
  if (result.success) return result.data
  problems.push(`${name}: ${result.error.issues[0]?.message}`)
  return one.safeParse(undefined).data
}

/**
 * Parses the environment of contracts/instance.md §1.
 * @throws EnvError naming every bad or missing variable at once
 */
export function parseEnv(source: NodeJS.ProcessEnv): Env {
  const problems: string[] = []
  const raw = Object.fromEntries(Object.keys(shape.shape).map((name) => [name, read(source, name, problems)]))
  const e = Object.fromEntries(
    Object.entries(shape.shape).map(([name, one]) => [name, parsed(name, one, raw[name], problems)]),
  ) as Parsed
  const publicUrl = e.PUBLIC_URL ?? `http://localhost:${e.PORT}`
  const url = new URL(publicUrl)
  const local = loopback.test(url.hostname)
  const production = (e.APP_ENV ?? (local ? 'evaluation' : 'production')) === 'production'
  if (url.pathname !== '/' || url.search || url.hash) problems.push('PUBLIC_URL: must be an origin, without a path')
  if (production && url.protocol !== 'https:') problems.push('PUBLIC_URL: production needs https')
  if (production && !e.SECRET_KEY) problems.push('SECRET_KEY: required in production (32 characters or more)')
  if (!production && url.protocol === 'http:' && !local) problems.push('PUBLIC_URL: http works on localhost only')
  if (e.ADMIN_PASSWORD && !e.ADMIN_EMAIL) problems.push('ADMIN_EMAIL: required when ADMIN_PASSWORD is set')
  if (problems.length) throw new EnvError(problems)
  return {
    ...e,
    PUBLIC_URL: publicUrl,
    APP_ENV: production ? 'production' : 'evaluation',
    SECRET_KEY: e.SECRET_KEY ?? [secretFromDisk(e.DATA_DIR)],
    INBOX: e.INBOX ?? !production,
    SEED: e.SEED ?? (production ? 'none' : 'demo'),
    OUTBOUND_ALLOW: e.OUTBOUND_ALLOW ?? [],
    DOMAIN: url.hostname,
    PUBLIC: !local,
    SECURE: url.protocol === 'https:',
  }
}

/** Evaluation only: a random key kept beside the embedded database, readable by its owner alone. */
function secretFromDisk(dir: string): string {
  const file = path.join(dir, 'secret')
  if (!existsSync(file)) {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    try {
      writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  return readFileSync(file, 'utf8').trim()
}

const store = globalThis as typeof globalThis & { sallyportEnv?: Env }

/** The parsed environment, once per process. */
export function env(): Env {
  store.sallyportEnv ??= parseEnv(process.env)
  return store.sallyportEnv
}

/** For tests: the environment as if the process had been started with these names. */
export function useEnv(source: NodeJS.ProcessEnv): Env {
  store.sallyportEnv = parseEnv(source)
  return store.sallyportEnv
}

/** For tests: what the process was started with counts again. */
export function forgetEnv(): void {
  delete store.sallyportEnv
}

/** next-auth reads its own names from the process; they follow ours. */
export function publishAuthEnv(secret: string): void {
  process.env.NEXTAUTH_URL = `${env().PUBLIC_URL}/api/auth`
  process.env.NEXTAUTH_SECRET = secret
}

/** True while Next compiles: nothing may open the database or need a variable then. */
export const building = (): boolean => process.env.NEXT_PHASE === 'phase-production-build'

/** For tests: the PostgreSQL server they may create databases on; absent = they use the embedded one. */
export const testDatabaseUrl = (): string | undefined => process.env.TEST_DATABASE_URL || undefined
