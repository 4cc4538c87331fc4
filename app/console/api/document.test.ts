import { describe, expect, it } from 'vitest'
import { dialects, documentOf } from '@/lib/contracts/dialects'
import { managementDocument, managementTables } from '@/lib/contracts/management'
import { guides } from './[dialect]/guides'
import { groupsOf, linesOf, typeOf } from './document'

const shownOf = (document: Parameters<typeof groupsOf>[0]) =>
  groupsOf(document).flatMap(({ operations }) => operations.map(({ method, path }) => `${method} ${path}`))

describe('the API page', () => {
  it('shows every endpoint there is', () => {
    const real = managementTables.flatMap((table) =>
      Object.keys(table).map((key) => key.replace(' /', ' /api/').replace(/:(\w+)/g, '{$1}')),
    )
    expect(shownOf(managementDocument()).toSorted()).toEqual(real.toSorted())
  })

  it('reads unions, lists and nested members', () => {
    expect(typeOf({ anyOf: [{ type: 'string' }, { type: 'null' }] })).toBe('string | null')
    expect(typeOf({ type: 'array', items: { enum: ['a', 'b'] } })).toBe('a | b[]')
    const schema = { type: 'array', items: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, x: {} } } }
    expect(linesOf(schema)).toEqual([
      { name: 'id', type: 'string', required: true },
      { name: 'x', type: 'any', required: false },
    ])
  })
})

describe.each(dialects.map((dialect) => [dialect.id, dialect] as const))('the page of %s', (id, dialect) => {
  const groups = groupsOf(documentOf(dialect))

  it('says under every call what comes and what may be refused', () => {
    for (const { path, answers, parameters } of groups.flatMap(({ operations }) => operations)) {
      expect([path, answers.length > 1]).toEqual([path, true])
      expect(parameters.every(({ name }) => name)).toBe(true)
    }
  })

  it('shows no example that the API does not know', () => {
    const url = 'https://auth.acme.com'
    const { list } = guides[id]!.journeys(url)
    const paths = groups.flatMap(({ operations }) => operations.map(({ path }) => path))
    const called = list.flatMap(({ curl = '' }) => [...curl.matchAll(/https:\/\/auth\.acme\.com(\/[\w/-]+)/g)].map(([, p]) => p!))
    expect(called.length).toBeGreaterThan(3)
    // a name in an address stands for what the document has in braces there
    const known = paths.map((path) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`))
    for (const path of called) expect([path, known.some((one) => one.test(path))]).toEqual([path, true])
  })

  it('has a guide', () => expect(guides[id]?.points.length).toBeGreaterThan(2))
})
