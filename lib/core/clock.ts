const shift = globalThis as typeof globalThis & { sallyportClockShift?: number }

/** Milliseconds that a machine's clock is put right by without anybody noticing; a greater step back is believed. */
const slack = 1000
let latest = 0

/** The machine's time; where its clock is put back a little, this one waits: what was sent a moment ago is not sent later. */
function steady(): number {
  const real = Date.now()
  if (real >= latest || latest - real > slack) latest = real
  return latest
}

/** Milliseconds since the epoch. An evaluation instance may be moved forward to try out expiry (`PUT /api/dev/clock`). */
export function now(): number {
  return steady() + (shift.sallyportClockShift ?? 0)
}

/** Moves this process' clock. @param seconds offset from real time, 0 to return to it */
export function shiftClock(seconds: number): void {
  shift.sallyportClockShift = seconds * 1000
}
