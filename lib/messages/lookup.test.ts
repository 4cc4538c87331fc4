import { describe, expect, it } from 'vitest'
import type { TemplateRow } from '@/lib/db/config'
import { findTemplate, languagesFor, tagsFor } from './lookup'

const row = (usageType: string, languageTag: string, channel = 'sms'): TemplateRow => ({
  channel,
  usageType,
  languageTag,
  content: { text: `${usageType} ${languageTag}` },
})
const find = (rows: TemplateRow[], usage: 'MfaVerification' | 'NewDeviceNotice', languages: string[], fallback = 'en') => {
  const { content, locale, source } = findTemplate(rows, { channel: 'sms', usage, languages, fallback })
  return source === 'built-in' ? ['built-in', locale] : [content.text, locale]
}

describe('the text for a wish', () => {
  it('tries the exact tag, its base, the fallback, its base, then English', () => {
    expect(tagsFor(['pt-BR'], 'de-AT')).toEqual(['pt-BR', 'pt', 'de-AT', 'de', 'en'])
  })

  it('takes an own text in any of these before a Generic one, and that before what ships', () => {
    const rows = [row('Generic', 'de'), row('MfaVerification', 'en')]
    expect(find(rows, 'MfaVerification', ['de'])).toEqual(['MfaVerification en', 'en'])
    expect(find([row('Generic', 'de')], 'MfaVerification', ['de-CH'])).toEqual(['Generic de', 'de'])
    expect(find([], 'MfaVerification', ['de-CH'])).toEqual(['built-in', 'de'])
    expect(find([], 'MfaVerification', ['pt-PT'])).toEqual(['built-in', 'pt'])
    expect(find([], 'MfaVerification', ['tlh'])).toEqual(['built-in', 'en'])
  })

  it('never uses a Generic text for a notice, nor one of another channel', () => {
    expect(find([row('Generic', 'en')], 'NewDeviceNotice', ['en'])).toEqual(['built-in', 'en'])
    expect(find([row('MfaVerification', 'en', 'email')], 'MfaVerification', ['en'])).toEqual(['built-in', 'en'])
  })

  it('reads tags in any case', () => {
    expect(find([row('MfaVerification', 'pt-BR')], 'MfaVerification', ['PT-br'])).toEqual(['MfaVerification pt-BR', 'pt-BR'])
  })
})

describe('the language', () => {
  const from = { asked: ['fr'], user: 'de', browser: ['es'], autoDetect: true }

  it('is the one asked for, else the person’s, else the browser’s if that counts', () => {
    expect(languagesFor(from)).toEqual(['fr'])
    expect(languagesFor({ ...from, asked: [] })).toEqual(['de'])
    expect(languagesFor({ ...from, asked: [], user: null })).toEqual(['es'])
    expect(languagesFor({ ...from, asked: [], user: null, autoDetect: false })).toEqual([])
  })
})
