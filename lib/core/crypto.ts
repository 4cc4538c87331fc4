import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto'
import { env } from './env'

let newest = 0
let made = 0

/**
 * UUIDv7 (RFC 9562 §5.7): time-ordered, so keys stay dense in the index. Those of one millisecond are in the order they were made in
 * (§6.2, method 1): what is newest is never a matter of luck. @param at milliseconds since the epoch
 */
export function newId(at: number = Date.now()): string {
  made = at > newest ? 0 : made + 1
  newest = Math.max(at, newest)
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at, 0, 6)
  bytes.writeUInt16BE(0x7000 | (made & 0x0fff), 6)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** An unguessable URL-safe secret. @param bytes entropy, 32 = 256 bits */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 256 bits in letters and digits alone (base62), for keys that people copy: a double click takes all of it. */
export const newKey = (): string => Array.from({ length: 43 }, () => letters[randomInt(letters.length)]).join('')

/** Decimal digits from a CSPRNG, leading zeros allowed. */
export function digits(length: number): string {
  return Array.from({ length }, () => randomInt(10)).join('')
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A short support reference a person can read out: `7K2-4QD`. */
export function reference(): string {
  const letters = Array.from({ length: 6 }, () => crockford[randomInt(32)]).join('')
  return `${letters.slice(0, 3)}-${letters.slice(3)}`
}

/** For secrets of at least 128 bits (session, interaction, API tokens): a plain hash is enough. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function equal(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest()
  const right = createHash('sha256').update(b).digest()
  return timingSafeEqual(left, right)
}

type Key = { id: string; material: Buffer }
let cached: { source: string; keys: Key[] } | undefined

function keys(): Key[] {
  const source = env().SECRET_KEY.join(',')
  if (cached?.source !== source)
    cached = {
      source,
      keys: env().SECRET_KEY.map((secret) => ({ id: sha256(`id:${secret}`).slice(0, 8), material: derive(secret, 'seal') })),
    }
  return cached.keys
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'sallyport', purpose, 32))
}

/** A stable secret for one built-in purpose (console client, cookie signing), the same on every instance. */
export function derivedSecret(purpose: string): string {
  return derive(env().SECRET_KEY[0]!, purpose).toString('base64url')
}

/** All derived secrets of a purpose, newest key first: sign with the first, accept any. */
export function derivedSecrets(purpose: string): string[] {
  return env().SECRET_KEY.map((secret) => derive(secret, purpose).toString('base64url'))
}

/** Keyed hash for low-entropy values (codes, recipients in limit keys). Hashes made under a rotated-out key stop matching: they live for minutes. */
export function keyedHash(purpose: string, value: string): string {
  return keyedHashes(purpose, value)[0]!
}

/** The hash under each key of SECRET_KEY, newest first: for what is kept for years, store the first and accept any. */
export function keyedHashes(purpose: string, value: string): string[] {
  return env().SECRET_KEY.map((secret) =>
    createHmac('sha256', derive(secret, 'hmac')).update(`${purpose}\0${value}`).digest('base64url'),
  )
}

/**
 * AES-256-GCM with a key id; `place` (`table:row:column`) is additional data, so a ciphertext moved elsewhere fails to open.
 * Format: `v1.<key id>.<iv>.<ciphertext+tag>`.
 */
export function seal(place: string, plain: string): string {
  const key = keys()[0]!
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key.material, iv)
  cipher.setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `v1.${key.id}.${iv.toString('base64url')}.${body.toString('base64url')}`
}

/** Opens what `seal` made at the same place, under any key of SECRET_KEY. Throws when tampered with, moved, or the key is gone. */
export function unseal(place: string, sealed: string): string {
  const [version, keyId, iv, body] = sealed.split('.')
  const key = keys().find((k) => k.id === keyId)
  if (version !== 'v1' || !key || !iv || !body) throw new Error(`cannot open the secret at ${place}: unknown key or format`)
  const bytes = Buffer.from(body, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key.material, Buffer.from(iv, 'base64url'))
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8')
}

export const isSealed = (value: unknown): value is string =>
  typeof value === 'string' && /^v1\.[0-9a-f]{8}\.[\w-]+\.[\w-]+$/.test(value)
