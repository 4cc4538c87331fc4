import { z } from 'zod'

/** A value that travels in an HTTP header: printable ASCII, so it can neither break the request nor be cut. */
export const headerValue = z
  .string()
  .regex(/^[\x20-\x7e]+$/, 'Use letters, digits and punctuation only.')
  .max(1024)

/** An operator's own HTTP address. Credentials have their own sealed fields and never sit in it. */
export const endpoint = z
  .url({ protocol: /^https?$/, error: 'Enter an address that starts with https://.' })
  .max(2048)
  .refine((value) => !URL.canParse(value) || !new URL(value).username, 'Leave user name and password out of the address.')
  .refine((value) => !value.includes('#'), 'Leave out the part after #.')
