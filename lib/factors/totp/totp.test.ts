import { Secret, TOTP } from 'otpauth'
import { expect, it } from 'vitest'
import { aWorld } from '../testing'
import { totp } from '.'

/** The secret of RFC 6238 appendix B for SHA-1. */
const secret = Secret.fromUTF8('12345678901234567890').base32
const at = (seconds: number) => aWorld('i1', { now: seconds * 1000 })
const verify = (seconds: number, code: string, lastStep = 0) =>
  totp.verify.finish(at(seconds), { secret, lastStep }, { secret }, { code })

it.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
])('takes the codes of RFC 6238 at %i', async (seconds, code) => {
  expect(await verify(seconds, code)).toMatchObject({ ok: true, data: { lastStep: Math.floor(seconds / 30) } })
})

it('forgives one step of drift either way, and no more', async () => {
  const now = 1_800_000_000
  const codeAt = (seconds: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: seconds * 1000 })
  for (const drift of [-30, 0, 30]) expect(await verify(now, codeAt(now + drift))).toMatchObject({ ok: true })
  for (const drift of [-60, 60]) expect(await verify(now, codeAt(now + drift))).toMatchObject({ ok: false })
})

it('takes each step once: an earlier or equal one is refused', async () => {
  const step = Math.floor(1234567890 / 30)
  expect(await verify(1234567890, '005924', step)).toEqual({ ok: false, reason: 'replayed' })
  expect(await verify(1234567890, '005924', step - 1)).toMatchObject({ ok: true })
})

it('makes a secret of 160 bits and an otpauth link with issuer and account', async () => {
  const { prompt } = await totp.enroll.begin(aWorld(), {})
  if (prompt.shape !== 'qr-code') throw new Error('no picture')
  expect(Secret.fromBase32(prompt.secret).bytes).toHaveLength(20)
  const link = new URL(prompt.uri)
  expect([link.host, decodeURIComponent(link.pathname)]).toEqual(['totp', '/Acme:jane@example.com'])
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    issuer: 'Acme',
    secret: prompt.secret,
    digits: '6',
    period: '30',
  })
})
