import { equal, keyedHash, keyedHashes } from '@/lib/core/crypto'

/** Bound to the session, so that one that was planted is worth nothing. @param purpose of one dialect: none is good in the other */
export const csrfOf = (purpose: string, sessionId: string): string => keyedHash(purpose, sessionId)

/** Also one made under an older SECRET_KEY: the cookie lives as long as the session. */
export const isCsrfOf = (purpose: string, sessionId: string, given: string): boolean =>
  keyedHashes(purpose, sessionId).some((hash) => equal(hash, given))
