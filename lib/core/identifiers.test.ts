import { expect, it } from 'vitest'
import { addressBlock } from './address-block'
import { AppError } from './errors'
import { countryOf, normalizeEmail, normalizePhone, normalizeUsername, parseIdentifier } from './identifiers'
import { maskEmail, maskPhone } from './mask'

it('reads one field as the kind of identifier it is', () => {
  expect(parseIdentifier(' Jane@Example.COM ', ['email', 'phone', 'username'], 'US')).toEqual({
    kind: 'email',
    value: 'jane@example.com',
  })
  expect(parseIdentifier('(212) 555-0101', ['email', 'phone'], 'US')).toEqual({ kind: 'phone', value: '+12125550101' })
  expect(parseIdentifier('+49 30 901820', ['phone'], 'US')).toEqual({ kind: 'phone', value: '+4930901820' })
  expect(parseIdentifier('Jane_Doe', ['phone', 'username'], 'US')).toEqual({ kind: 'username', value: 'jane_doe' })
})

it('refuses what no kind fits, in words for what was asked', () => {
  const refusal = (text: string, allowed: Parameters<typeof parseIdentifier>[1]) => {
    try {
      return parseIdentifier(text, allowed, 'US')
    } catch (error) {
      return error instanceof AppError ? [error.code, error.data.kind] : error
    }
  }
  expect(refusal('jane@', ['email'])).toEqual(['identifier.invalid', 'email'])
  expect(refusal('12', ['phone', 'email'])).toEqual(['identifier.invalid', 'any'])
  expect(refusal('jane@example.com', ['phone'])).toEqual(['identifier.invalid', 'phone'])
})

it('keeps odd input out', () => {
  for (const odd of [
    'a b@example.com',
    'a@b',
    'a@@b.com',
    `${'a'.repeat(70)}@example.com`,
    'a@exa\u0000mple.com',
    'a@-b.com',
    '"a"@b.com',
  ])
    expect(normalizeEmail(odd)).toBeNull()
  expect(normalizePhone('+1212555010199999', 'US')).toBeNull()
  expect(normalizePhone('1'.repeat(60), 'US')).toBeNull()
  for (const odd of ['1abc', 'a', 'a b', 'émile', 'x'.repeat(65)]) expect(normalizeUsername(odd)).toBeNull()
})

it('masks addresses and knows their country', () => {
  expect([maskPhone('+12125550101'), maskPhone('+4930901820'), maskPhone('+351912345678')]).toEqual([
    '+1***0101',
    '+49***1820',
    '+351***5678',
  ])
  expect(maskEmail('jane@example.com')).toBe('j***@example.com')
  expect([countryOf('+12125550101'), countryOf('+14165550101'), countryOf('+4930901820')]).toEqual(['US', 'CA', 'DE'])
})

it('counts an IPv6 /64 as one caller', () => {
  expect(addressBlock('2001:db8:1:2:3:4:5:6')).toBe(addressBlock('2001:db8:1:2:ffff::1'))
  expect(addressBlock('2001:db8:1:3::1')).not.toBe(addressBlock('2001:db8:1:2::1'))
  expect(addressBlock('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(addressBlock('nonsense')).toBe('unknown')
})
