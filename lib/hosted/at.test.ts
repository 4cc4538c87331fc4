import { beforeEach, describe, expect, test, vi } from 'vitest'
import { aRow, pwd } from '@/lib/interaction/testing'
import { at } from './at'
import { isOwnPath } from './present-end'
import { aChallenge, aCurrent, aDesk, type Scene } from './testing'

const flows = vi.hoisted(() => ({ current: vi.fn(), readSession: vi.fn(), accountOverview: vi.fn() }))
vi.mock('@/lib/flows/advance', () => ({ current: flows.current }))
vi.mock('@/lib/flows/session', () => ({ readSession: flows.readSession }))
vi.mock('@/lib/flows/account', () => ({ accountOverview: flows.accountOverview }))
vi.mock('@/lib/flows/branding', () => ({ hostedSettings: async () => aDesk().settings }))

const cookie = { cookie: 'sallyport_interaction=token' }
const open = (path: string, headers: Record<string, string> = cookie, query = {}) => at(path, new Headers(headers), query)
const running = (scene: Scene) => flows.current.mockResolvedValue(aCurrent(scene))
const code: Scene = { facts: { evidence: [pwd], challenges: [aChallenge()], current: 'c1' }, subject: { rows: [aRow('sms')] } }

beforeEach(() => {
  vi.resetAllMocks()
  flows.readSession.mockResolvedValue(null)
  flows.accountOverview.mockResolvedValue({ identifiers: ['jane@example.com'] })
})

describe('the page shows where the interaction is', () => {
  test('whatever address was asked for', async () => {
    running(code)
    expect(await open('/setup')).toEqual({ to: '/challenge' })
    expect(await open('/sign-in')).toEqual({ to: '/challenge' })
    expect(await open('/challenge')).toMatchObject({ view: { id: 'mfa-verify:PhoneVerificationCode' } })
  })

  test('before anything is proven, another first page may be had', async () => {
    running({ facts: { identifier: undefined }, rest: { userId: null } })
    expect(await open('/register')).toEqual({ to: '/begin?screen=register' })
  })

  test.each(['/nothing', '/constructor', '/'])('%s is no page', async (path) => {
    expect(await open(path)).toBeNull()
  })
})

describe('nobody is left at a dead end', () => {
  test('without an interaction, a first page opens one and a later page offers to', async () => {
    expect(await open('/sign-in', {})).toEqual({ to: '/begin?screen=sign-in' })
    expect(await open('/challenge', {})).toMatchObject({ view: { id: 'expired', body: { primary: { action: 'restart' } } } })
  })

  test('an expired one starts again at the same application with the same identifier', async () => {
    const { interaction } = aCurrent({ facts: { request: { startedAt: '/oidc/auth?client_id=demo' } } })
    flows.current.mockResolvedValue({ gone: 'expired', interaction })
    expect(await open('/challenge')).toMatchObject({
      view: {
        id: 'expired',
        body: { primary: { action: 'restart', href: '/oidc/auth?client_id=demo&login_hint=jane%40example.com' } },
      },
    })
  })

  test('finished in another tab, it says who is signed in and goes on', async () => {
    const { interaction } = aCurrent({ rest: { returnTo: '/account/security' } })
    flows.current.mockResolvedValue({ gone: 'finished', interaction })
    flows.readSession.mockResolvedValue({ id: 's1', userId: 'u1' })
    expect(await open('/challenge')).toMatchObject({
      view: {
        id: 'done',
        lead: ["You're signed in as j***@example.com."],
        body: { primary: { action: 'continue', href: '/account/security' } },
      },
    })
  })

  test('a finished recovery invites to sign in', async () => {
    const { interaction } = aCurrent({ rest: { purpose: 'recover' } })
    flows.current.mockResolvedValue({ gone: 'finished', interaction })
    expect(await open('/forgot-password')).toMatchObject({ view: { id: 'done', body: { primary: { action: 'sign-in' } } } })
    expect(await open('/sign-in')).toEqual({ to: '/begin?screen=sign-in' })
  })

  test('a browser that keeps no cookies is told so', async () => {
    expect(await open('/sign-in', {}, { cookies: 'off' })).toMatchObject({
      view: { id: 'expired', body: { primary: { action: 'restart' } } },
    })
  })
})

test.each([
  ['/a/b?c=d', true],
  ['//evil', false],
  ['/\\evil', false],
  ['/a\\b', false],
  ['/a\nb', false],
  ['/\t/evil', false],
  ['https://evil', false],
  ['', false],
  [null, false],
])('own path %j: %s', (path, own) => {
  expect(isOwnPath(path)).toBe(own)
})
