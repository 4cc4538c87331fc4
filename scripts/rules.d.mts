import type { Facts } from './source.mjs'

export const WALL: number
export function broken(facts: Facts): string[]
