import { Secret, TOTP } from 'otpauth'
import { z } from 'zod'
import { plainCode } from '../delivered-code'
import { limits } from '../limits'
import { factor, type Verdict } from '../types'
import { words } from './words'

/** RFC 6238 as every authenticator app knows it: SHA-1, 6 digits, 30 seconds; one step of clock drift either way. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const window = 1

/** `lastStep`: the last time step a code was taken for; it and all before it are refused (RFC 6238 §5.2). */
const data = z.object({ secret: z.string(), lastStep: z.number().int() })
const state = z.object({ secret: z.string() })
const answer = z.object({ code: z.string().max(64) })
type Data = z.output<typeof data>
/** From another product: base 32 of 80 bits or more (RFC 4226 §4 asks for 128; older apps made 80). */
const brought = z.object({
  secret: z
    .string()
    .transform((text) => text.replace(/[\s-]|=+$/g, '').toUpperCase())
    .refine((text) => /^[A-Z2-7]{16,128}$/.test(text), 'Enter the key in base 32, 16 characters or more.'),
})

const app = (secret: string) => new TOTP({ ...parameters, secret: Secret.fromBase32(secret) })

function check(now: number, { secret, lastStep }: Data, given: string): Verdict<Data> {
  const token = plainCode(given)
  // compared by bytes: other alphabets' digits are longer
  if (!/^[0-9]+$/.test(token)) return { ok: false, reason: 'wrong' }
  const delta = app(secret).validate({ token, timestamp: now, window })
  if (delta === null) return { ok: false, reason: 'wrong' }
  const step = Math.floor(now / 1000 / parameters.period) + delta
  return step > lastStep ? { ok: true, data: { secret, lastStep: step } } : { ok: false, reason: 'replayed' }
}

/** An authenticator app. */
export const totp = factor({
  type: 'totp',
  title: 'Authenticator app',
  hint: 'Get a code from your app',
  words,
  role: 'second',
  strength: 2,
  rank: 20,
  wire: { nauth: 'totp', authsignal: 'AUTHENTICATOR_APP', logto: 'Totp', amr: ['otp'] },
  data,
  input: z.object({}),
  state,
  answer,
  perUser: limits.totp,
  secrets: ['secret'],
  wrong: 'session.mfa.invalid_totp_code',
  full: 'user.totp_already_in_use',
  label: () => 'Authenticator app',
  bring: {
    input: brought,
    data: (given) => ({ secret: brought.parse(given).secret, lastStep: 0 }),
  },
  enroll: {
    begin({ random, rp, user }) {
      const secret = new Secret({ buffer: Uint8Array.from(Buffer.from(random(20), 'base64url')).buffer })
      const uri = new TOTP({ ...parameters, secret, issuer: rp.name, label: user.name }).toString()
      return {
        state: { secret: secret.base32 },
        prompt: { shape: 'qr-code', uri, secret: secret.base32, length: parameters.digits },
      }
    },
    finish: ({ now }, { secret }, { code }) => check(now, { secret, lastStep: 0 }, code),
  },
  verify: {
    begin: (_world, { secret }) => ({
      state: { secret },
      prompt: { shape: 'code', length: parameters.digits, alphabet: 'digits' },
    }),
    finish: ({ now }, stored, _state, { code }) => check(now, stored, code),
  },
})
