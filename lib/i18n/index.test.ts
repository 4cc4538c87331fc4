import { expect, test } from 'vitest'
import { words } from '.'
import { en } from './en'

test.each([[['en-GB']], [['de', 'en']], [['tlh']], [['constructor', '__proto__']], [[]]])('%j gets whole words', (languages) => {
  expect(words(languages)).toBe(en)
})

test('an unknown fallback still gives words', () => {
  expect(words([], 'xx')).toBe(en)
})
