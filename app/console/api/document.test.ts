import { describe, expect, it } from 'vitest'
import { managementTables } from '@/lib/contracts/management'
import { linesOf, readApi, typeOf } from './document'

describe('the API page', () => {
  it('shows every endpoint there is', () => {
    const shown = readApi().flatMap(({ operations }) => operations.map(({ method, path }) => `${method} ${path}`))
    const real = managementTables.flatMap((table) =>
      Object.keys(table).map((key) => key.replace(' /', ' /api/').replace(/:(\w+)/g, '{$1}')),
    )
    expect(shown.toSorted()).toEqual(real.toSorted())
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
