import { catalogue, type ErrorCode, messageFor } from '@/lib/core/errors'
import { en, type Words } from './en'
import type { Refusals } from './refusals'

/** A word that came through the catalogue. */
export const mark = (text: string): string => (text && !text.startsWith('⟦') ? `⟦${text}⟧` : text)

function marked<T>(node: T): T {
  if (typeof node === 'string') return mark(node) as T
  if (typeof node === 'function') return ((...given: unknown[]) => mark(node(...given))) as T
  return Object.fromEntries(Object.entries(node as object).map(([key, value]) => [key, marked(value)])) as T
}

const refusals = Object.fromEntries(
  Object.keys(catalogue).map((code) => [code, (data: unknown) => mark(messageFor(code as ErrorCode, data))]),
) as unknown as Refusals

/** English in brackets: on a page in this language, a word without them was written past the catalogue. For tests. */
export const pseudo: Words = { ...marked(en), language: { tag: 'en-XA', name: 'Pseudo' }, refusals, mark }
