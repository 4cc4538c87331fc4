import { AppError } from '@/lib/core/errors'
import { isCommon } from './common'

const min = 8
const max = 128
const maxBytes = 1024

/**
 * NIST SP 800-63B-4 §3.1.1: length, a list of common ones, nothing of the person's own; no composition rules.
 * @param personal identifiers and names of the person
 * @throws password.rejected
 */
export function checkPassword(text: string, personal: string[]): void {
  const normal = text.normalize('NFC')
  if ([...normal].length < min) throw new AppError('password.rejected', { reason: 'too_short' })
  if ([...normal].length > max || Buffer.byteLength(normal) > maxBytes)
    throw new AppError('password.rejected', { reason: 'too_long' })
  const folded = normal.toLowerCase()
  if (isCommon(folded) || new Set(folded).size < 3) throw new AppError('password.rejected', { reason: 'common' })
  const own = personal.flatMap((p) => [p, p.split('@')[0]!]).map((p) => p.toLowerCase().replace(/^\+/, ''))
  if (own.some((p) => p.length >= 4 && (folded === p || (folded.includes(p) && folded.length - p.length < 4))))
    throw new AppError('password.rejected', { reason: 'personal' })
}
