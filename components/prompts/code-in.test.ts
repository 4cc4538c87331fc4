import { expect, test } from 'vitest'
import { codeIn } from './code-in'

test.each([
  ['482913', '482913'],
  ['482 913', '482913'],
  ['482-913', '482913'],
  ['Your code is 482 913.', '482913'],
  ['482913 is your Acme code. It expires in 10 minutes.', '482913'],
  ['@auth.acme.com #004213', '004213'],
  ['4829', '4829'],
  ['48a', '48'],
  ['', ''],
])('%j holds %j', (text, code) => {
  expect(codeIn(text, 6)).toBe(code)
})

test('a longer number is no code of ours: nothing is cut off silently', () => {
  expect(codeIn('12345678', 6)).toBe('12345678')
})
