/** An id as the integer some clients want: the last 52 bits of it, the same for ever, and telling nothing of how many there are. */
export const numberOf = (id: string): number => Number.parseInt(id.replace(/-/g, '').slice(-13), 16)

/** The one of these that an integer or a whole id means. */
export const named = <R extends { id: string }>(rows: R[], given: string | number): R | undefined =>
  rows.find(({ id }) => id === given || String(numberOf(id)) === String(given))
