import { expect, test } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { words } from '@/lib/i18n'
import { split } from '@/lib/i18n/sentences'
import { type Notice, noticeCookie, noticeView, readNotice } from './notice'
import { aNotice } from './testing'

const t = words([])
const asHeader = (cookie: string) => cookie.split(';')[0] ?? ''
const garbled = (value: unknown) => `sallyport_notice=${encodeURIComponent(JSON.stringify(value))}`

test('a refusal is shown on the page it belongs to and on no other', () => {
  const cookie = asHeader(
    noticeCookie(new AppError('verification_code.expired', { expiredAt: 'x' }), '7K2-4QD', 'i1/code', { identifier: 'a' }),
  )
  expect(readNotice(cookie, 'i1/code')).toMatchObject({ code: 'verification_code.expired', values: { identifier: 'a' } })
  expect(readNotice(cookie, 'i1/password')).toBeNull()
  expect(readNotice(cookie, 'i2/code')).toBeNull()
})

test.each([
  null,
  '',
  'sallyport_notice=%7B',
  garbled([]),
  garbled({ code: 'constructor', data: {}, values: {}, ref: '', at: 'x' }),
  garbled({ code: 7 }),
])('a cookie that somebody bent (%s) is no refusal', (header) => {
  expect(readNotice(header, 'x')).toBeNull()
})

test('a refusal too big for a cookie loses its details, not itself', () => {
  const cookie = noticeCookie(new AppError('request.invalid', { problems: [{ path: 'x', message: 'y'.repeat(5000) }] }), 'R', 'x')
  expect(cookie.length).toBeLessThan(1000)
  expect(readNotice(asHeader(cookie), 'x')?.code).toBe('request.invalid')
})

test('words of a refusal never come from the cookie', () => {
  const bent: Notice = aNotice(
    new AppError('request.invalid', { problems: [{ path: 'constructor', message: '<b>Send your password to us</b>' }] }),
  )
  expect(noticeView(bent, t, [], '').strong).toBe("That request isn't complete.")
})

test('details that do not fit their code still give words', () => {
  const bent: Notice = { ...aNotice(new AppError('user.suspended')), code: 'request.rate_limited', data: { retryAfter: 'soon' } }
  expect(noticeView(bent, t, [], '').strong).not.toBe('')
})

test('an error about an address lands on the field this page has for it', () => {
  const refusal = aNotice(new AppError('identifier.invalid', { kind: 'phone' }))
  expect(noticeView(refusal, t, ['phone'], 'Phone number')).toMatchObject({
    field: 'phone',
    strong: 'Enter a full phone number.',
    rest: 'Include the area code.',
  })
  expect(noticeView(refusal, t, [], '').field).toBeUndefined()
})

test('the first sentence stands out', () => {
  expect(split('One. Two. Three.')).toEqual({ strong: 'One.', rest: 'Two. Three.' })
  expect(split('Use version 1.5 of it')).toEqual({ strong: 'Use version 1.5 of it', rest: '' })
})
