import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { present } from '@/lib/hosted/present'
import { aChallenge, aCurrent, aDesk, aNotice, type Scene } from '@/lib/hosted/testing'
import { aPolicy, aRow, now, pwd } from '@/lib/interaction/testing'
import { Screen } from './screen'

const draw = (scene: Scene, desk = aDesk()) => renderToStaticMarkup(<Screen view={present(aCurrent(scene), desk)} />)
const tagOf = (html: string, name: string) => new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(html)?.[0] ?? ''
const signIn: Scene = { facts: { identifier: undefined }, rest: { userId: null } }
const oneRow = { rows: [aRow('sms')] }
const code: Scene = { facts: { evidence: [pwd], challenges: [aChallenge()], current: 'c1' }, subject: oneRow }

describe('a page driven from outside (contracts/instance.md §4)', () => {
  test.each<[string, Scene, string[]]>([
    [
      'identify',
      signIn,
      [
        'name="identifier"',
        'name="password"',
        'data-action="continue"',
        'data-action="forgot-password"',
        'data-action="register"',
      ],
    ],
    ['identify', { ...signIn, rest: { userId: null, purpose: 'register' } }, ['name="identifier"', 'data-action="sign-in"']],
    ['mfa-verify:PhoneVerificationCode', code, ['name="code"', 'name="trustDevice"', 'data-action="resend"']],
    [
      'mfa-verify-list',
      { facts: { evidence: [pwd] }, subject: oneRow },
      ['data-action="select"', 'data-factor="PhoneVerificationCode"', 'name="factorId"'],
    ],
    [
      'mfa-setup:PhoneVerificationCode',
      { facts: { evidence: [pwd] } },
      ['name="phone"', 'data-action="continue"', 'data-action="sign-out"'],
    ],
    [
      'mfa-setup-list',
      { facts: { evidence: [pwd] }, policy: aPolicy({ factors: ['sms', 'email'] }) },
      ['data-factor="EmailVerificationCode"'],
    ],
    [
      'mfa-onboarding',
      { facts: { evidence: [pwd] }, policy: aPolicy({ policy: 'PromptAtSignInAndSignUp' }) },
      ['data-action="skip"'],
    ],
    ['new-password', { step: { step: 'new-password' } }, ['name="newPassword"', 'autoComplete="new-password"']],
    [
      'profile',
      { step: { step: 'profile', missing: ['emailOrPhone', 'username'] } },
      ['name="email"', 'name="phone"', 'name="username"'],
    ],
    ['consent', { step: { step: 'consent', scopes: ['openid', 'email'] } }, ['data-action="approve"', 'data-action="deny"']],
    [
      'blocked',
      { step: { step: 'blocked', reason: 'user.suspended' } },
      ['data-action="restart"', 'data-error="user.suspended"'],
    ],
    ['done', { step: { step: 'done', userId: 'u1', evidence: [] } }, ['data-action="continue"']],
  ])('%s carries its id and its controls', (id, scene, controls) => {
    const html = draw(scene)
    expect(html).toContain(`<main data-step="${id}"`)
    for (const control of controls) expect(html).toContain(control)
    expect(html).toMatch(/<form [^>]*action="\/submit" method="post">/)
    expect(html).toContain('<input type="hidden" name="ix" value="i1"/>')
  })

  test('a masked number is read out by its last digits', () => {
    const html = draw(code)
    expect(html).toContain('<span aria-hidden="true" dir="ltr">+1***0101</span><span class="sr-only">ending in 0 1 0 1</span>')
  })

  test('a page without a refusal has no data-error', () => {
    expect(draw(signIn)).not.toContain('data-error')
  })

  test('the clocks of a code are on its form', () => {
    const html = draw(code)
    expect(html).toMatch(
      new RegExp(
        `<form [^>]*data-resend-at="${new Date(now + 30_000).toISOString()}" data-expires-at="${new Date(now + 300_000).toISOString()}" data-attempts-left="5"`,
      ),
    )
    expect(html).toContain('You can send it again at 00:00:30 UTC.')
  })
})

describe('a code that does not fit', () => {
  const wrong = aDesk({ notice: aNotice(new AppError('verification_code.code_mismatch', { attemptsLeft: 1 })) })

  test('is said in an alert the field points to', () => {
    const html = draw({ ...code, rest: { attempts: 4 } }, wrong)
    expect(html).toContain('data-error="verification_code.code_mismatch"')
    expect(html).toMatch(/<div id="alert" role="alert"/)
    expect(html).toMatch(/<strong[^>]*>That code isn&#x27;t right.<\/strong>/)
    expect(html).toContain('1 try left.')
    expect(html).toContain('Ref 7K2-4QD')
    expect(tagOf(html, 'code')).toContain('aria-invalid="true" aria-describedby="alert"')
    expect(html).toContain('data-attempts-left="1"')
  })

  test('one wait is told to scripts, readers and clocks', () => {
    const late = aDesk({
      notice: aNotice(
        new AppError('connector.rate_limit_exceeded', {
          retryAfter: 134,
          retryAt: new Date(now + 134_000).toISOString(),
          scope: 'recipient',
        }),
      ),
    })
    const html = draw(code, late)
    expect(html).toContain('data-retry-after="134"')
    expect(html).toContain('You can request another in 2 min 14 s.')
    expect(html).toContain('You can try again at 00:02 UTC.')
  })

  test('five times leaves a new code as the only way on', () => {
    const html = draw({ ...code, rest: { attempts: 5 } })
    expect(html).toContain('data-error="verification_code.exceed_max_try"')
    expect(html).not.toContain('name="code"')
    expect(html).toContain('Send a new code')
  })

  test('too late says so whoever opens the page', () => {
    const html = draw(code, aDesk({ now: now + 300_000 }))
    expect(html).toContain('data-error="verification_code.expired"')
    expect(html).not.toContain('name="code"')
  })
})

describe('input that people make', () => {
  test('the code field takes whole messages: no maxlength, no number type', () => {
    const field = tagOf(draw(code), 'code')
    expect(field).toContain('autoComplete="one-time-code"')
    expect(field).toContain('inputMode="numeric"')
    expect(field).not.toMatch(/maxlength|type="number"/i)
  })

  test('a refused sign-in keeps the identifier and never the password', () => {
    const refused = aDesk({ notice: aNotice(new AppError('session.invalid_credentials'), { identifier: 'jane@example.com' }) })
    const html = draw(signIn, refused)
    expect(html).toContain('value="jane@example.com"')
    expect(tagOf(html, 'password')).toContain('aria-invalid="true"')
    expect(tagOf(html, 'password')).not.toContain('value=')
  })

  test('an empty field is named in its own words', () => {
    const empty = aDesk({ notice: aNotice(new AppError('request.invalid', { problems: [{ path: 'identifier', message: '' }] })) })
    expect(draw(signIn, empty)).toContain('Enter your email or phone.')
  })

  test('Enter continues, although "Back" comes first', () => {
    const html = draw({
      facts: { evidence: [pwd], challenges: [aChallenge()], current: 'c1' },
      subject: { rows: [aRow('sms'), aRow('email')] },
      policy: aPolicy({ factors: ['sms', 'email'] }),
    })
    expect(html.indexOf('value="continue"')).toBeLessThan(html.indexOf('value="back"'))
  })

  test('what an admin or an application is called stays text', () => {
    const desk = aDesk()
    desk.settings.applicationName = '<img src=x onerror=alert(1)>'
    expect(draw(signIn, desk)).not.toContain('<img')
  })
})
