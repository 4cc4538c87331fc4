import { z } from 'zod'
import { limits } from '../limits'
import { factor, type World } from '../types'
import { words } from './words'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 13 characters of 5 bits */
const length = 13

/** Hashes of the codes that were not used yet. */
const data = z.object({ hashes: z.array(z.string()) })
const state = z.object({ codes: z.array(z.string()) })
/** Setting up: that they were saved. Verifying: one of them. */
const answer = z.union([z.object({ code: z.string().max(64) }), z.object({ acknowledge: z.literal('true') })])

/** Crockford's base 32 forgives: case, the letters that look like digits, and whatever stands between. */
export const plainBackupCode = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[\s\-–—.]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')

/** From another product: unused codes in clear, of 50 bits or more in this alphabet. */
const brought = z.object({
  codes: z
    .array(z.string().transform(plainBackupCode))
    .min(1)
    .max(limits.backupCodes)
    .refine((codes) => codes.every((code) => new RegExp(`^[${alphabet}]{10,32}$`).test(code)), 'Use 10 to 32 letters and digits.')
    .refine((codes) => new Set(codes).size === codes.length, 'A code is listed twice.'),
})

/** `8K2Q-7VXM-3T9RD`: groups are easier to copy. */
export const grouped = (code: string): string => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`

function fresh(random: World['random']): string {
  const bytes = Buffer.from(random(length), 'base64url')
  return [...bytes].map((byte) => alphabet[byte & 31]).join('')
}

/** Ten codes on paper, each good once: the way in when everything else is lost. */
export const backupCodes = factor({
  type: 'backup-codes',
  title: 'Backup code',
  hint: `${length} characters, each works once`,
  words,
  role: 'second',
  spare: true,
  strength: 2,
  rank: 90,
  wire: { nauth: 'backup', authsignal: 'RECOVERY_CODE', logto: 'BackupCode', amr: ['backup_code'] },
  data,
  input: z.object({}),
  state,
  answer,
  perUser: 1,
  secrets: [],
  wrong: 'session.mfa.invalid_backup_code',
  full: 'user.backup_code_already_in_use',
  label: ({ hashes }) => `${hashes.length} of ${limits.backupCodes} left`,
  holds: limits.backupCodes,
  left: ({ hashes }) => hashes.length,
  bring: {
    input: brought,
    data: (given, hash) => ({ hashes: brought.parse(given).codes.map((code) => hash.kept(code)[0]!) }),
  },
  enroll: {
    begin({ random }) {
      const codes = Array.from({ length: limits.backupCodes }, () => fresh(random))
      return { state: { codes }, prompt: { shape: 'codes-list', codes: codes.map(grouped) } }
    },
    finish: ({ hash }, { codes }, given) =>
      'acknowledge' in given
        ? { ok: true, data: { hashes: codes.map((code) => hash.kept(code)[0]!) } }
        : { ok: false, reason: 'wrong' },
  },
  verify: {
    begin: () => ({ state: { codes: [] }, prompt: { shape: 'code', length, alphabet: 'crockford' } }),
    finish({ hash }, { hashes }, _state, given) {
      const tried = 'code' in given ? hash.kept(plainBackupCode(given.code)) : []
      const left = hashes.filter((one) => !tried.includes(one))
      return left.length < hashes.length ? { ok: true, data: { hashes: left } } : { ok: false, reason: 'wrong' }
    },
  },
})
