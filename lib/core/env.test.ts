import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { EnvError, parseEnv } from './env'

const dir = mkdtempSync(path.join(tmpdir(), 'sallyport-env-'))
const parse = (given: Record<string, string>) => parseEnv({ DATA_DIR: dir, ...given } as unknown as NodeJS.ProcessEnv)
const problems = (given: Record<string, string>): string[] => {
  try {
    parse(given)
  } catch (error) {
    return error instanceof EnvError ? error.problems : [String(error)]
  }
  return []
}

it('needs nothing to try it out, and keeps its own secret readable by its owner alone', () => {
  const e = parse({})
  expect(e).toMatchObject({ PUBLIC_URL: 'http://localhost:3000', APP_ENV: 'evaluation', INBOX: true, SEED: 'demo' })
  const file = path.join(dir, 'secret')
  expect(readFileSync(file, 'utf8')).toBe(e.SECRET_KEY[0])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(parse({}).SECRET_KEY).toEqual(e.SECRET_KEY)
})

it('names everything that is wrong at once', () => {
  expect(problems({ PORT: 'x', DATABASE_URL: 'mysql://a', BOOTSTRAP_API_KEY: 'short', TRUST_PROXY: 'yes' })).toHaveLength(4)
  expect(problems({ PORT: 'x', PUBLIC_URL: 'http://auth.example.com' })).toHaveLength(3)
  expect(problems({ PUBLIC_URL: 'http://auth.example.com' })).toEqual([
    expect.stringContaining('https'),
    expect.stringContaining('SECRET_KEY'),
  ])
  expect(problems({ PUBLIC_URL: 'https://auth.example.com/path', SECRET_KEY: 'k'.repeat(32) })).toEqual([
    expect.stringContaining('without a path'),
  ])
  expect(problems({ ADMIN_PASSWORD: 'long enough' })).toEqual([expect.stringContaining('ADMIN_EMAIL')])
  expect(problems({ SECRET_KEY_FILE: path.join(dir, 'absent') })).toEqual([expect.stringContaining('SECRET_KEY_FILE')])
})

it('reads files and the names other products use', () => {
  const file = path.join(dir, 'key')
  writeFileSync(file, `${'k'.repeat(40)}\n`)
  expect(parse({ SECRET_KEY_FILE: file }).SECRET_KEY).toEqual(['k'.repeat(40)])
  expect(parse({ ENDPOINT: 'http://localhost:4000/' }).PUBLIC_URL).toBe('http://localhost:4000')
  expect(parse({ PUBLIC_URL: 'https://auth.example.com', SECRET_KEY: 'k'.repeat(32) })).toMatchObject({
    APP_ENV: 'production',
    INBOX: false,
    SEED: 'none',
    SECURE: true,
  })
})
