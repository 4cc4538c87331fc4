import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { catalogue, type ErrorCode } from '@/lib/core/errors'
import { sources } from '@/scripts/source.mjs'
import { directionOf, languages, words } from '.'
import { en } from './en'
import { refusalIn, spokenIn } from './refusals'

const root = path.resolve(import.meta.dirname, '../..')
const others = languages.filter(({ tag }) => tag !== 'en')

test('ten languages ship, one of them written from right to left', () => {
  expect(languages.map(({ tag }) => tag)).toEqual(['en', 'es', 'fr', 'de', 'it', 'pt-BR', 'ja', 'zh-CN', 'ko', 'ar'])
  expect(languages.filter(({ tag }) => directionOf(tag) === 'rtl').map(({ tag }) => tag)).toEqual(['ar'])
})

test.each([
  [['en-GB'], 'en'],
  [['de-AT', 'en'], 'de'],
  [['tlh', 'pt'], 'pt-BR'],
  [['pt-PT'], 'pt-BR'],
  [['zh-Hans-CN'], 'zh-CN'],
  [['AR-eg'], 'ar'],
  [['tlh'], 'en'],
  [['constructor', '__proto__'], 'en'],
  [[], 'en'],
])('%j is answered in %s', (asked, tag) => {
  expect(words(asked).language.tag).toBe(tag)
})

test('an unknown fallback still gives words, a known one is taken', () => {
  expect(words([], 'xx').language.tag).toBe('en')
  expect(words(['tlh'], 'fr').language.tag).toBe('fr')
})

type Leaf = { name: string; above: string; last: string; value: string | ((...given: never[]) => string) }
const leaves = (node: object, at = ''): Leaf[] =>
  Object.entries(node).flatMap(([key, value]) => {
    const name = at ? `${at}.${key}` : key
    if (key === 'refusals') return []
    const above = at.split('.').at(-1) ?? ''
    return typeof value === 'object' && value !== null ? leaves(value, name) : [{ name, above, last: key, value }]
  })
const english = leaves(en)

describe.each(others)('$tag', ({ tag }) => {
  const said = words([tag])

  it('says all that English says, and nothing else', () => {
    expect(
      leaves(said)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(english.map(({ name }) => name).sort())
  })

  it('puts what it is given into its sentences, and leaves nothing in English', () => {
    const own = new Map(leaves(said).map(({ name, value }) => [name, value]))
    for (const { name, value } of english) {
      const mine = own.get(name)
      expect([name, typeof mine]).toEqual([name, typeof value])
      if (typeof mine !== 'function' || name === 'kinds.any') continue
      const given = Array.from({ length: value.length }, (_, i) =>
        /^(common.left|code.sent|code.trust)/.test(name) ? 7 + i : `X${i}X`,
      )
      const text = (mine as (...given: unknown[]) => string)(...given)
      for (const one of given)
        expect([name, text.toLowerCase()]).toEqual([name, expect.stringContaining(String(one).toLowerCase())])
    }
    const same = english.filter(({ name, value }) => typeof value === 'string' && value.includes(' ') && own.get(name) === value)
    expect(same.map(({ name }) => name)).toEqual([])
  })

  it('has its own words for every refusal a person can meet, whatever it carries', () => {
    const samples = [{}, { retryAfter: 61 }, { attemptsLeft: 1 }, { attemptsLeft: 2 }, { kind: 'phone' }, { kind: 'email' }]
    for (const code of Object.keys(said.refusals ?? {}) as ErrorCode[])
      for (const data of [...samples, ...specimens(code)]) {
        if (!catalogue[code].data.safeParse(data).success) continue
        const text = refusalIn(said.refusals, code, data)
        expect([code, text]).toEqual([code, expect.stringMatching(/[.?!。？؟]$/)])
        expect([code, text]).toEqual([code, expect.not.stringMatching(/undefined|NaN|\[object/)])
        expect([code, text]).not.toEqual([code, refusalIn(undefined, code, data)])
      }
  })

  it('tells waits in its own units', () => {
    expect(spokenIn(tag, 134)).toMatch(/\D/)
    expect(spokenIn(tag, 3600)).not.toBe(spokenIn(tag, 60))
  })
})

function specimens(code: ErrorCode): object[] {
  if (code === 'password.rejected') return ['too_short', 'too_long', 'common', 'personal', 'same'].map((reason) => ({ reason }))
  if (code === 'identifier.invalid') return ['username', 'any'].map((kind) => ({ kind }))
  if (code === 'session.mfa.mfa_factor_not_enabled')
    return (['not_bound', 'disabled_by_policy', 'locked', 'no_connector'] as const).flatMap((reason) =>
      [true, false].map((canBind) => ({ factor: 'Totp', title: 'TITLE', reason, canBind })),
    )
  if (code === 'verification_code.expired')
    return [1, 2, 5, 11].map((minutes) => ({ expiredAt: '2026-01-01T00:00:00Z', minutes }))
  if (code === 'connector.rate_limit_exceeded') return [{ retryAfter: 134, scope: 'user' }]
  if (code.startsWith('user.') || code === 'entity.conflict') return [{ limit: 3 }, { missingProfile: [] }]
  return [{ retryAfter: 1 }, { problems: [] }, { factors: [] }]
}

test('no word is there for nobody', () => {
  const code = sources(root, ['lib', 'app', 'components'])
    .filter((name) => !/\.test\.|lib\/i18n\/(?!index)/.test(name))
    .map((name) => readFileSync(path.join(root, name), 'utf8'))
    .join('\n')
  const taken = ({ above, last }: Leaf) => {
    const own = new RegExp(`\\.${above}\\.${last}\\b|\\b(texts|t|faults)\\.${last}\\b`)
    const whole = new RegExp(`\\.${above}\\[|[=:(] (desk\\.)?t\\.([\\w.]+\\.)?${above}\\b(?!\\.)|\\.${above} as`)
    return own.test(code) || whole.test(code)
  }
  expect(english.filter((leaf) => !taken(leaf)).map(({ name }) => name)).toEqual([])
})
