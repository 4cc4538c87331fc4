import { expect, it } from 'vitest'
import { deviceLabel } from './device'

it('names a browser as people do, and what is none as unknown', () => {
  const chrome =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
  expect(deviceLabel(chrome)).toBe('Chrome on macOS')
  for (const none of [null, '', 'node', 'something of our own']) expect(deviceLabel(none)).toBe('Unknown device')
})
