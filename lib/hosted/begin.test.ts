import { beforeEach, describe, expect, test, vi } from 'vitest'
import { begin } from './begin'
import { aCurrent, type Scene } from './testing'

const flows = vi.hoisted(() => ({ current: vi.fn(), start: vi.fn(), limitRate: vi.fn() }))
vi.mock('@/lib/flows/advance', () => ({ current: flows.current, advance: vi.fn() }))
vi.mock('@/lib/flows/start', () => ({ start: flows.start }))
vi.mock('@/lib/flows/finish', () => ({ finishLogin: vi.fn() }))
vi.mock('@/lib/oidc/issue', () => ({ resume: vi.fn(), abort: vi.fn() }))
vi.mock('@/lib/http/guards', () => ({ limitRate: flows.limitRate, checkOrigin: vi.fn() }))
vi.mock('./at', () => ({ deskFor: vi.fn() }))

const get = (query: string, cookie = '') =>
  begin(new Request(`http://localhost:3000/begin?${query}`, { headers: cookie ? { cookie } : {} }))
const started = () => flows.start.mock.calls[0]?.[1]
const withCookie = 'sallyport_interaction=old'
const demo: Scene = { rest: { oidcUid: 'uid', userId: null }, facts: { request: { startedAt: '/oidc/auth?x' } } }

beforeEach(() => {
  vi.resetAllMocks()
  flows.start.mockResolvedValue({ token: 'fresh', id: 'i2' })
})

describe('opening an interaction', () => {
  test('of its own leads to the account', async () => {
    const response = await get('screen=register&login_hint=jane%40example.com')
    expect(started()).toEqual({
      purpose: 'register',
      applicationId: 'account',
      returnTo: '/account/security',
      request: { screen: 'register', loginHint: 'jane@example.com' },
    })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/begin?screen=register&set')
    expect(response.headers.getSetCookie()[0]).toMatch(/^sallyport_interaction=fresh; Path=\/; HttpOnly; SameSite=Lax/)
  })

  test('out of a running one keeps the application, its request and the identifier', async () => {
    flows.current.mockResolvedValue(aCurrent(demo))
    await get('screen=forgot-password', withCookie)
    expect(started()).toMatchObject({
      purpose: 'recover',
      applicationId: 'demo-app',
      oidcUid: 'uid',
      request: { startedAt: '/oidc/auth?x', loginHint: 'jane@example.com' },
    })
  })

  test('out of a finished recovery goes on to sign in at the same application', async () => {
    const { interaction } = aCurrent({ ...demo, rest: { oidcUid: 'uid', purpose: 'recover' } })
    flows.current.mockResolvedValue({ gone: 'finished', interaction })
    await get('screen=sign-in', withCookie)
    expect(started()).toMatchObject({ purpose: 'sign-in', oidcUid: 'uid' })
  })

  test.each([
    ['an ended sign-in', { gone: 'finished', interaction: aCurrent(demo).interaction }],
    ['an expired one whose provider interaction is over too', { gone: 'expired', interaction: aCurrent(demo).interaction }],
    ['settings of whoever was signed in', aCurrent({ rest: { purpose: 'account', returnTo: '/account/security?remove=x' } })],
  ])('out of %s hands on no rights', async (_, earlier) => {
    flows.current.mockResolvedValue(earlier)
    await get('screen=sign-in', withCookie)
    expect(started()).toMatchObject({ applicationId: 'account', returnTo: '/account/security' })
    expect(started()).not.toHaveProperty('oidcUid')
    expect(started()).not.toHaveProperty('userId')
  })

  test('an unknown screen is sign-in', async () => {
    await get('screen=constructor')
    expect(started()).toMatchObject({ purpose: 'sign-in' })
  })
})

test('a browser that dropped the cookie is told, not sent round in circles', async () => {
  expect((await get('screen=sign-in&set', withCookie)).headers.get('location')).toBe('/sign-in')
  expect((await get('screen=sign-in&set')).headers.get('location')).toBe('/sign-in?cookies=off')
  expect(flows.start).not.toHaveBeenCalled()
})
