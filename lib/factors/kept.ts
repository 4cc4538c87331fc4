import { keyedHashes } from '@/lib/core/crypto'

/** Keyed, bound to the person, for codes that are kept: all hashes a text may have been stored under, the newest first. */
export const keptHashes = (userId: string, text: string): string[] => keyedHashes('kept', `${userId}:${text}`)
