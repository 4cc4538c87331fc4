const shift = globalThis as typeof globalThis & { sallyportClockShift?: number }

/** Milliseconds since the epoch. An evaluation instance may be moved forward to try out expiry (`PUT /api/dev/clock`). */
export function now(): number {
  return Date.now() + (shift.sallyportClockShift ?? 0)
}

/** Moves this process' clock. @param seconds offset from real time, 0 to return to it */
export function shiftClock(seconds: number): void {
  shift.sallyportClockShift = seconds * 1000
}
