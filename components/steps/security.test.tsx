import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { Overview } from '@/lib/flows/account'
import { ago, type Beside, flash, presentSecurity } from '@/lib/hosted/present-account'
import { aDesk } from '@/lib/hosted/testing'
import { now } from '@/lib/interaction/testing'
import { signInExperience } from '@/lib/policy/schema'
import { Security } from './security'

const factor = (id: string, over: Partial<Overview['factors'][number]> = {}): Overview['factors'][number] => ({
  id,
  type: 'sms',
  label: null,
  masked: '+1***0101',
  status: 'active',
  preferred: false,
  spare: false,
  createdAt: now,
  lastUsedAt: null,
  ...over,
})
const overview = (over: Partial<Overview> = {}): Overview & Beside => ({
  fields: signInExperience.parse({}).accountCenter.fields,
  name: null,
  avatar: null,
  locale: null,
  mayClose: true,
  identifiers: ['jane@example.com'],
  contacts: [{ kind: 'email', masked: 'j***@example.com', proven: true, removable: false }],
  factors: [factor('f1'), factor('f2', { type: 'email', masked: 'j***@example.com' })],
  addable: ['email'],
  sessions: [
    { id: 's2', current: false, device: 'Firefox on Windows', ip: null, lastSeenAt: now - 86_400_000, applicationId: 'account' },
    { id: 's1', current: true, device: 'Chrome on macOS', ip: '203.0.113.9', lastSeenAt: now, applicationId: 'account' },
  ],
  passwordChangedAt: null,
  freshUntil: null,
  twoStepRequired: false,
  skipsOnSignIn: false,
  browsers: [],
  activity: [],
  apps: [],
  passkeys: { rpId: 'localhost', userId: 'dTE', allAcceptedCredentialIds: [] },
  ...over,
})
const draw = (data = overview(), query = {}) =>
  renderToStaticMarkup(<Security view={presentSecurity({ now: () => now }, data, aDesk(), query)} />)

describe('the security page', () => {
  test('is found from outside, with its controls', () => {
    const html = draw()
    expect(html).toContain('<main data-page="account-security"')
    for (const action of ['select', 'prefer', 'remove', 'sign-out', 'sign-out-session', 'change-password'])
      expect(html).toContain(`data-action="${action}"`)
  })

  test('never shows a full address', () => {
    expect(draw()).not.toContain('jane@example.com')
    expect(draw()).toContain('j***@example.com')
  })

  test('a link to remove only asks; the form in the question removes', () => {
    expect(draw()).not.toContain('role="alertdialog"')
    const html = draw(overview(), { remove: 'f1' })
    expect(html).toContain('Remove text message?')
    expect(html).toContain('get in with: Email j***@example.com.')
    expect(html).toMatch(
      /<input type="hidden" name="factorId" value="f1"\/><button[^>]*value="remove"[^>]*data-action="confirm-remove"/,
    )
  })

  test('asks nothing about what is not there', () => {
    expect(draw(overview(), { remove: 'somebody-elses' })).not.toContain('role="alertdialog"')
    expect(draw(overview(), { remove: ['f1', 'f2'] })).not.toContain('role="alertdialog"')
  })

  test('asks after four weeks whether a factor is still there', () => {
    const old = factor('f1', { lastUsedAt: now - 29 * 86_400_000 })
    expect(draw(overview({ factors: [old, factor('f2')] }))).toContain('Do you still have Text message +1***0101?')
    expect(draw(overview({ factors: [factor('f1', { lastUsedAt: now - 27 * 86_400_000 })] }))).not.toContain('still have')
  })

  test('this browser comes first and is signed out at the top only', () => {
    const { sessions } = presentSecurity({ now: () => now }, overview(), aDesk(), {})
    expect(sessions?.rows.map((r) => [r.id, !!r.signOut])).toEqual([
      ['s1', false],
      ['s2', true],
    ])
  })

  test('shows and changes only what the administrator lets people see and change', () => {
    const fields = {
      name: 'Off',
      avatar: 'Edit',
      email: 'ReadOnly',
      phone: 'Off',
      password: 'ReadOnly',
      mfa: 'ReadOnly',
      session: 'ReadOnly',
      account: 'Off',
    } as const
    const html = draw(overview({ fields, addable: [], mayClose: false }))
    for (const action of [
      'edit-name',
      'contact-email',
      'change-password',
      'remove',
      'rename',
      'prefer',
      'select',
      'sign-out-session',
      'close-account',
    ])
      expect(html).not.toContain(`data-action="${action}"`)
    expect(html).toContain('j***@example.com')
    expect(html).toContain('id="factors"')
    const off = draw(overview({ fields: { ...fields, mfa: 'Off', session: 'Off', email: 'Off' } }))
    for (const panel of ['id="factors"', 'id="sessions"', '+1***0101']) expect(off).not.toContain(panel)
  })

  test('one way to verify is one too few', () => {
    expect(draw(overview({ factors: [factor('f1')] }))).toContain('You have one way to verify.')
    expect(draw()).not.toContain('You have one way to verify.')
  })
})

test.each([
  [30_000, 'just now'],
  [5 * 60_000, '5 minutes ago'],
  [3 * 3_600_000, '3 hours ago'],
  [86_400_000, 'yesterday'],
  [40 * 86_400_000, '22 November 2025'],
])('%i ms back is %s', (back, text) => {
  const said = ago(now - back, now, aDesk())
  expect([text, 'November 22, 2025']).toContain(said)
})

test('what was done is said in our words, whatever the address says', () => {
  expect(flash(aDesk(), { done: 'added', factor: 'sms' })?.strong).toBe('Text message is on.')
  expect(flash(aDesk(), { done: 'added', factor: '<b>' })).toBeUndefined()
  expect(flash(aDesk(), { done: 'constructor' })).toBeUndefined()
})
