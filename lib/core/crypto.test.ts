import { expect, it } from 'vitest'
import { digits, newId, seal, unseal } from './crypto'
import { useEnv } from './env'

const first = 'first-secret-key-of-thirty-two-chars-'
const second = 'second-secret-key-of-thirty-two-chars'
const start = (keys: string) => useEnv({ SECRET_KEY: keys, PUBLIC_URL: 'http://localhost:3000' } as unknown as NodeJS.ProcessEnv)

it('opens a secret only where it was sealed, and never a changed one', () => {
  start(first)
  const box = seal('users:1:seed', 'hidden')
  expect(box).not.toContain('hidden')
  expect(unseal('users:1:seed', box)).toBe('hidden')
  expect(() => unseal('users:2:seed', box)).toThrow()
  expect(() => unseal('users:1:seed', `${box.slice(0, -2)}AA`)).toThrow()
})

it('opens with every key of the list and seals with the first', () => {
  start(first)
  const old = seal('a:b:c', 'hidden')
  start(`${second},${first}`)
  expect(unseal('a:b:c', old)).toBe('hidden')
  const fresh = seal('a:b:c', 'hidden')
  start(second)
  expect(unseal('a:b:c', fresh)).toBe('hidden')
  expect(() => unseal('a:b:c', old)).toThrow(/unknown key/)
})

it('makes ids that sort by time and codes of digits', () => {
  expect(newId(1000) < newId(2000)).toBe(true)
  const sameMoment = Array.from({ length: 1000 }, () => newId(1000))
  expect([...sameMoment].sort()).toEqual(sameMoment)
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(digits(8)).toMatch(/^\d{8}$/)
})
