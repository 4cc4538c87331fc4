import { Secret, TOTP } from 'otpauth'

/** For tests: what an authenticator app shows. @param at milliseconds */
export const appCode = (secret: string, at: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at })
