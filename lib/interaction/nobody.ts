import type { Subject } from './types'

/** Nobody: what an unknown identifier is. @param now milliseconds */
export const nobodyAt = (now: number): Subject => ({
  now,
  userId: null,
  suspended: false,
  profile: {},
  proven: [],
  rows: [],
  hasPassword: false,
  passwordDue: false,
  role: null,
  locale: null,
  createdAt: null,
  mfaSkip: null,
  suggestionSkipped: false,
  passkeySkipped: false,
  override: null,
  skipsOnSignIn: false,
  resetProof: null,
  trusted: false,
})
