/** Every number of the house (security.md §1). Seconds unless the name says otherwise. */
export const limits = {
  code: { length: 6, ttl: 300, minTtl: 60, maxTtl: 600, attempts: 5 },
  resend: { waits: [30, 60, 120], perInteraction: 5 },
  recipient: [
    { count: 5, window: 600 },
    { count: 10, window: 3600 },
    { count: 20, window: 86400 },
  ],
  address: { signIn: { count: 60, window: 60 }, signUp: { count: 10, window: 60 }, send: { count: 30, window: 3600 } },
  sms: { countriesPerAddress: { count: 3, window: 86400 }, prefix: { count: 10, window: 3600 }, dailySends: 5000 },
  factor: { softLockEvery: 10, softLock: 900, softLockMax: 3600, disableAt: 50 },
  /** wrong second-factor answers over all factors of one account */
  account: { count: 30, window: 3600 },
  password: {
    perAddress: { count: 10, window: 900 },
    perAccount: { count: 100, window: 3600 },
    min: 8,
    max: 128,
    maxBytes: 1024,
  },
  interaction: { ttl: 600 },
  session: { absolute: 86400, idle: 3600, freshProof: 600 },
  oidc: { code: 60, access: 900, refreshSliding: 14 * 86400, refreshAbsolute: 90 * 86400, refreshGrace: 10, idToken: 900 },
  trustedDevice: { days: 30 },
  resetCoolingOff: 24 * 3600,
  /** messages for one new password over the API */
  resetMessages: { count: 3, window: 3600 },
  setupLink: 24 * 3600,
  factors: { sharedNumber: 5 },
  testSends: { count: 10, window: 3600 },
} as const
