import { describe, expect, it } from 'vitest'
import { moved, ordered } from './order'

describe('order of factors', () => {
  const list = ['a', 'b', 'c']

  it('moves one place at a time and loses nothing', () => {
    expect(moved(list, 'up:b')).toEqual(['b', 'a', 'c'])
    expect(moved(list, 'down:b')).toEqual(['a', 'c', 'b'])
  })

  it('stays as it is for a move that leads nowhere', () => {
    for (const move of ['', 'up:a', 'down:c', 'up:x', 'sideways:b', 'up']) expect(moved(list, move)).toEqual(list)
  })

  it('lists a factor the admin never ordered, and none this version lacks', () => {
    expect(ordered(['c', 'gone', 'a'], list)).toEqual(['c', 'a', 'b'])
  })
})
