import { expect, it } from 'vitest'
import { plainCode } from './delivered-code'

it('takes a code as people paste it, and only ASCII digits count', () => {
  expect(plainCode(' 123 456\n')).toBe('123456')
  expect(plainCode('123-456')).toBe('123456')
  expect(plainCode('１２３４５６')).not.toBe('123456')
})
