import { describe, expect, it } from 'vitest'
import { applicationTypes } from '@/lib/policy/application'
import { callbackFor, snippetsFor } from './console-snippets'

const of = (type: string, direct = true) =>
  snippetsFor({
    id: 'app_1',
    type,
    publicUrl: 'https://auth.acme.com',
    redirectUri: 'https://acme.com/cb',
    direct,
    builtIn: false,
  })
const everything = (type: string) => of(type).map((s) => [s.env ?? '', ...s.code.map(({ text }) => text)].join('\n'))

describe('blocks to copy', () => {
  it.each(applicationTypes)('%s has one, and each names this instance', (type) => {
    expect(everything(type).length).toBeGreaterThan(0)
    for (const text of everything(type)) expect(text).toContain('https://auth.acme.com')
  })

  it('for Logto’s own SDKs and next-auth keep the names those read', () => {
    const [v5] = of('Traditional')
    for (const name of [
      'AUTH_SECRET',
      'AUTH_LOGTO_ID=app_1',
      'AUTH_LOGTO_SECRET',
      'AUTH_LOGTO_ISSUER=https://auth.acme.com/oidc',
    ])
      expect(v5?.env).toContain(name)
  })

  it('for apps that cannot keep a secret ask for none', () => {
    for (const type of ['SPA', 'Native']) expect(everything(type).join('\n')).not.toMatch(/secret/i)
  })

  it('name the sign-in API only where it may be called', () => {
    const titles = (direct: boolean) => of('SPA', direct).map(({ title }) => title)
    expect(titles(true)).toContain('Sign-in API')
    expect(titles(false)).not.toContain('Sign-in API')
  })

  it('say where each library comes back to', () => {
    expect(callbackFor('next-auth-v5')).toBe('http://localhost:3000/api/auth/callback/logto')
    expect(callbackFor('curl')).toBeNull()
  })
})
