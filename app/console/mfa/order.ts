/** The list after a move such as `up:Totp`; unchanged for a move that leads nowhere. */
export function moved(order: string[], move: string): string[] {
  const [direction, name] = move.split(':')
  const from = order.indexOf(name ?? '')
  const to = from + (direction === 'up' ? -1 : 1)
  if (from < 0 || to < 0 || to >= order.length || (direction !== 'up' && direction !== 'down')) return order
  const next = [...order]
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}

/** The admin's order first, then what it does not name. */
export const ordered = (order: string[], all: string[]): string[] => [
  ...new Set([...order.filter((name) => all.includes(name)), ...all]),
]
