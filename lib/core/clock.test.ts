import { afterEach, expect, it, vi } from 'vitest'
import { now, shiftClock } from './clock'

afterEach(() => {
  vi.restoreAllMocks()
  shiftClock(0)
})

it('waits where the machine’s clock is put back a little, and believes a great step', () => {
  const machine = vi.spyOn(Date, 'now')
  const at = Date.UTC(2100, 0, 1)
  const read = (ms: number) => {
    machine.mockReturnValue(at + ms)
    return now() - at
  }
  expect([read(0), read(-3), read(5), read(-900), read(-60_000), read(-59_999)]).toEqual([0, 0, 5, 5, -60_000, -59_999])
  shiftClock(60)
  expect(read(0)).toBe(60_000)
})
