import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fingerprint, stamp } from './fingerprint.mjs'
import { sameAsLock } from './prepare.mjs'
import { countPlaywright, countVitest, total } from './report.mjs'
import { broken } from './rules.mjs'
import { assets, over } from './size.mjs'
import { inspect } from './source.mjs'

const dir = mkdtempSync(path.join(os.tmpdir(), 'sallyport-scripts-'))
const write = (name, text) => {
  writeFileSync(path.join(dir, name), text)
  return path.join(dir, name)
}
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('staleness', () => {
  it('changes with content and names, not with times', () => {
    const file = write('a.txt', '1')
    const before = fingerprint(dir, ['a.txt'])
    utimesSync(file, 0, 0)
    expect(fingerprint(dir, ['a.txt'])).toBe(before)
    write('a.txt', '2')
    expect(fingerprint(dir, ['a.txt'])).not.toBe(before)
  })

  it('a stamp is fresh only for the value it kept', () => {
    const file = path.join(dir, 'stamp')
    expect(stamp(file, 'a').fresh()).toBe(false)
    stamp(file, 'a').keep()
    expect([stamp(file, 'a').fresh(), stamp(file, 'b').fresh()]).toEqual([true, false])
  })

  it('an install by hand counts, a missing or different package does not', () => {
    const lock = { packages: { '': {}, 'node_modules/a': { version: '1' }, 'node_modules/b': { version: '1', optional: true } } }
    expect(sameAsLock(lock, { packages: { 'node_modules/a': { version: '1' } } })).toBe(true)
    expect(sameAsLock(lock, { packages: {} })).toBe(false)
    expect(sameAsLock(lock, { packages: { 'node_modules/a': { version: '2' } } })).toBe(false)
  })
})

describe('counts', () => {
  it('a missing report is a failure, never a pass', () => {
    expect(countVitest('no-such-report.json').failed).toBe(1)
    expect(countPlaywright('no-such-report.json').failed).toBe(1)
  })

  it('a test file that does not load is a failure', () => {
    const tests = [
      { status: 'passed', fullName: 'a' },
      { status: 'pending', fullName: 'b' },
    ]
    const report = {
      testResults: [
        { status: 'passed', assertionResults: tests },
        { status: 'failed', name: path.resolve('lib/c.test.ts'), assertionResults: [] },
      ],
    }
    const counted = countVitest(write('v.json', JSON.stringify(report)))
    expect(counted).toEqual({ passed: 1, failed: 1, skipped: ['b'], red: ['lib/c.test.ts'] })
  })

  it('counts nested specs and says why one was skipped', () => {
    const test = (status, annotations = []) => ({ projectName: 'chromium', status, annotations })
    const spec = (title, ...tests) => ({ title, tests })
    const skip = test('skipped', [{ type: 'skip', description: 'needs a camera' }])
    const report = {
      errors: [],
      suites: [{ specs: [spec('a', test('expected'))], suites: [{ specs: [spec('b', test('unexpected')), spec('c', skip)] }] }],
    }
    const counted = countPlaywright(write('p.json', JSON.stringify(report)))
    expect(counted).toEqual({ passed: 1, failed: 1, skipped: ['chromium: c: needs a camera'], red: ['chromium: b'] })
    expect(total([counted, counted])).toMatchObject({ passed: 2, failed: 2, red: ['chromium: b', 'chromium: b'] })
  })
})

describe('facts of a file', () => {
  it('reads code, not strings or comments', () => {
    const code = [
      "import type { A } from './a'",
      "import { b } from '@/lib/b'",
      '// any process.env',
      "const text = 'x: any, process.env'",
      'export const POST = route({ summary: text })',
      "export const submit = action({ caller: 'console' }, async (x: any) => process.env.X ?? b)",
      'export type T = A',
    ]
    write('f.ts', `${code.join('\n')}\n`)
    const facts = inspect(dir, 'f.ts')
    expect(facts).toMatchObject({ lines: 7, comments: 1, any: 1, env: 1 })
    expect(facts.imports).toEqual([
      { from: './a', typeOnly: true },
      { from: '@/lib/b', typeOnly: false },
    ])
    expect(facts.exports.map(({ name, call, caller }) => [name, call, caller])).toEqual([
      ['POST', 'route', undefined],
      ['submit', 'action', 'console'],
    ])
  })

  it('names each broken rule', () => {
    const fine = { name: 'app/a/page.tsx', lines: 40, any: 0, env: 0, imports: [] }
    expect(broken(fine)).toEqual([])
    expect(broken({ ...fine, lines: 301, any: 1, env: 1, imports: [{ from: '@prisma/client' }] })).toHaveLength(5)
    expect(broken({ ...fine, name: 'lib/core/env.ts', env: 3 })).toEqual([])
  })
})

describe('page weight', () => {
  it('finds what a browser fetches, once, without nomodule', () => {
    const html =
      '<link rel="stylesheet" href="/a.css"/><script src="/a.js" async=""></script><script src="/a.js"></script><script noModule="" src="/old.js"></script>'
    expect(assets(html)).toEqual({ css: ['/a.css'], js: ['/a.js'], images: [] })
  })

  it('names what is over', () =>
    expect(over({ html: 14_001, css: 12_000, own: 0, js: 0, requests: 11, foreign: 0 })).toEqual(['html', 'requests']))
})
