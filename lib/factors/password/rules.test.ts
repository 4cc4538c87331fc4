import { expect, it } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { checkPassword } from './rules'

function reason(password: string, personal: string[] = []): unknown {
  try {
    checkPassword(password, personal)
  } catch (error) {
    return error instanceof AppError ? error.data.reason : error
  }
  return 'fine'
}

it('asks for length, refuses common and personal ones, and nothing else', () => {
  expect(reason('short')).toBe('too_short')
  expect(reason('é'.repeat(8))).toBe('common')
  expect(reason('x1'.repeat(65))).toBe('too_long')
  expect(reason('Password123')).toBe('common')
  expect(reason('QWERTYUIOP')).toBe('common')
  expect(reason('jane.doe1', ['jane.doe@example.com'])).toBe('personal')
  expect(reason('12125550101', ['+12125550101'])).toBe('personal')
  expect(reason('correct horse battery staple', ['jane@example.com'])).toBe('fine')
  expect(reason('all lower case words')).toBe('fine')
  expect(reason('пароль из слов')).toBe('fine')
})

it('counts composed and decomposed letters alike', () => {
  expect(reason('cafe\u0301 noir')).toBe(reason('café noir'))
})
