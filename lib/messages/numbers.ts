/** The numbers of sending (security.md §1, contracts/logto.md §4). Windows in seconds, deadlines in milliseconds. */
export const numbers = {
  recipient: [
    { count: 5, window: 600 },
    { count: 10, window: 3600 },
    { count: 20, window: 86400 },
  ],
  perAddress: { count: 30, window: 3600 },
  prefix: { count: 10, window: 3600 },
  countriesPerAddress: { count: 3, window: 86400 },
  dailySends: { count: 5000, window: 86400 },
  attempt: { phone: 5_000, email: 10_000 },
  /** what is left of a connector's 10 s after `grace`, the time it gets to tell how an attempt ended that was cut off */
  chain: 9_750,
  grace: 250,
  pause: { usual: 30, most: 300 },
  sms: { mostSegments: 3, personalCharacters: 20 },
  /** longest value of a variable that is neither personal nor the admin's own */
  valueCharacters: 80,
} as const
