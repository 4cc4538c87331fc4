import { describe, expect, it } from 'vitest'
import { useEnv } from '@/lib/core/env'
import { valuesOf } from '@/lib/hosted/console-form'
import { applicationMetadata } from '@/lib/policy/application'
import { directAdvice, directControl, directSignInOf } from './direct'

const standard = applicationMetadata.parse({}).directSignIn
function sent(over: Record<string, string> = {}): FormData {
  const form = new FormData()
  const { tokenDelivery, cookieSameSite, cookieRefreshDays, jsonRefreshDays, resetPageUrl } = standard
  const texts = {
    delivery: tokenDelivery,
    cookieSameSite,
    resetPageUrl,
    webOrigins: '',
    nativeOrigins: '',
    cookieHostPrefix: 'on',
  }
  const numbers = { cookieRefreshDays: String(cookieRefreshDays), jsonRefreshDays: String(jsonRefreshDays) }
  for (const [name, value] of Object.entries({ ...texts, ...numbers, ...over })) form.append(name, value)
  return form
}

describe('the section for sign-in over the API', () => {
  it('sends back what it showed', () => {
    expect(directSignInOf(sent())).toEqual(standard)
  })

  it('reads one origin per line, and none of its words is lost after a refusal', () => {
    const form = sent({ webOrigins: 'https://a.example\r\n\r\n https://b.example ', headless: 'on' })
    expect(directSignInOf(form)).toMatchObject({ webOrigins: ['https://a.example', 'https://b.example'], headless: true })
    expect(Object.keys(valuesOf(form)).toSorted()).toEqual([...form.keys()].toSorted())
  })

  it.each([
    ['directSignIn', 'delivery'],
    ['directSignIn.tokenDelivery', 'delivery'],
    ['directSignIn.webOrigins.3', 'webOrigins'],
    ['directSignIn.nativeOrigins.0', 'nativeOrigins'],
    ['directSignIn.cookieSameSite', 'cookieSameSite'],
    ['directSignIn.jsonRefreshDays', 'jsonRefreshDays'],
  ])('shows what is wrong with %s under %s', (path, control) => {
    expect(directControl(path)).toBe(control)
    expect([...sent().keys()]).toContain(control)
  })

  it('warns of pages that no cookie reaches', () => {
    useEnv({ ...process.env, PUBLIC_URL: 'https://auth.example.com', APP_ENV: 'evaluation' })
    expect(directAdvice(standard)).toEqual([])
    expect(directAdvice({ ...standard, webOrigins: ['https://app.example.org'] })).toEqual([
      expect.stringMatching(/^https:\/\/app\.example\.org is on another site/),
    ])
  })
})
