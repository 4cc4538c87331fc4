import { describe, expect, it } from 'vitest'
import { codesOf, linesOf, numberOf, numberOrNull, proseOf, ticked, valuesOf } from './console-form'

const form = (...entries: [string, string][]) => {
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  return data
}

describe('reading a form', () => {
  it('cuts lists at every separator people use, and drops what is blank or twice', () => {
    expect(codesOf(form(['c', ' us, de;fr\nDE ']), 'c')).toEqual(['US', 'DE', 'FR'])
    expect(linesOf(form(['u', 'https://a\r\n\r\n  https://b  ']), 'u')).toEqual(['https://a', 'https://b'])
  })

  it('names the control of a number that is none, instead of saving 0', () => {
    for (const bad of ['', ' ', '1.5', '-1', '1e3', '0x10', '99999999999', '１２'])
      expect(() => numberOf(form(['days', bad]), 'days')).toThrowError(
        expect.objectContaining({
          code: 'request.invalid',
          data: { problems: [{ path: 'days', message: 'Enter a whole number.' }] },
        }),
      )
    expect(numberOf(form(['days', ' 30 ']), 'days')).toBe(30)
    expect(numberOrNull(form(['days', ' ']), 'days')).toBeNull()
  })

  it('stores texts with the line ends they were written with', () => {
    expect(proseOf(form(['text', 'a\r\n\r\nb']), 'text')).toBe('a\n\nb')
  })

  it('takes an absent box for no, whatever a ticked one says', () => {
    expect([ticked(form(['on', '']), 'on'), ticked(form(), 'on')]).toEqual([true, false])
  })
})

describe('what a refused form shows again', () => {
  it('never holds a password, secret, token or key', () => {
    const shown = valuesOf(
      form(
        ['name', 'Acme'],
        ['password', 'hunter22'],
        ['authToken', 'x'],
        ['apiKeySecret', 'x'],
        ['api-key', 'x'],
        ['auth.pass', 'x'],
        ['$ACTION_REF_1', ''],
      ),
      ['auth.pass'],
    )
    expect(shown).toEqual({ name: 'Acme' })
  })

  it('keeps all ticks of one name', () => {
    expect(valuesOf(form(['order', 'a'], ['order', 'b']))).toEqual({ order: ['a', 'b'] })
  })
})
