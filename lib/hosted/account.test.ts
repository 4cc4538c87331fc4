import { beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { aRow } from '@/lib/interaction/testing'
import { submitAccount } from './account'
import { aChallenge, aCurrent, aDesk, type Scene } from './testing'

const flows = vi.hoisted(() => ({
  current: vi.fn(),
  advance: vi.fn(),
  start: vi.fn(),
  finishLogin: vi.fn(),
  removeFactor: vi.fn(),
  preferFactor: vi.fn(),
  signOutSession: vi.fn(),
  accountOverview: vi.fn(),
  revokeSession: vi.fn(),
  sessionOf: vi.fn(),
}))
vi.mock('@/lib/flows/advance', () => flows)
vi.mock('@/lib/flows/account', () => flows)
vi.mock('@/lib/flows/session', () => flows)
vi.mock('@/lib/flows/start', () => flows)
vi.mock('@/lib/flows/finish', () => flows)
vi.mock('@/lib/oidc/issue', () => ({ resume: vi.fn(), abort: vi.fn() }))
vi.mock('./at', () => ({ deskFor: async () => aDesk(), sessionOf: flows.sessionOf }))

const session = { id: 's1', userId: 'u1', provenAt: null }
const post = (fields: Record<string, string>, origin = 'http://localhost:3000') =>
  submitAccount(
    new Request('http://localhost:3000/account/submit', {
      method: 'POST',
      headers: { origin, cookie: 'sallyport_session=x', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    }),
  )
const unproven: Scene = { rest: { purpose: 'account' }, subject: { rows: [aRow('sms')] } }
const asked: Scene = { ...unproven, step: { step: 'answer', challenge: aChallenge(), options: [] } }

beforeEach(() => {
  vi.resetAllMocks()
  flows.sessionOf.mockResolvedValue(session)
  flows.start.mockResolvedValue({ token: 'fresh', id: 'i1' })
  flows.accountOverview.mockResolvedValue({ factors: [{ id: 'f1', type: 'sms' }] })
  flows.current.mockResolvedValue(aCurrent(unproven))
  flows.advance.mockResolvedValue(aCurrent(asked))
})

describe('changes in settings', () => {
  test('adding a factor first asks the person to prove it is them, of the session that asked', async () => {
    const response = await post({ action: 'add', factorId: 'PhoneVerificationCode' })
    expect(flows.start.mock.calls[0]?.[1]).toMatchObject({
      purpose: 'account',
      userId: 'u1',
      goal: { kind: 'enroll', factor: 'sms' },
      session: { id: 's1', provenAt: null },
    })
    expect(flows.advance.mock.calls[0]?.[2]).toEqual({ do: 'begin', authenticatorId: 'sms-1' })
    expect(response.headers.get('location')).toBe('/challenge')
    expect(response.headers.getSetCookie()[0]).toMatch(/^sallyport_interaction=fresh/)
  })

  test('removing without proof asks for it and comes back to the question', async () => {
    flows.removeFactor.mockRejectedValue(new AppError('session.mfa.fresh_proof_required', {}))
    await post({ action: 'remove', factorId: 'f1' })
    expect(flows.start.mock.calls[0]?.[1]).toMatchObject({ goal: { kind: 'prove' }, returnTo: '/account/security?remove=f1' })
  })

  test('the last factor stays, and the page says why', async () => {
    flows.removeFactor.mockRejectedValue(new AppError('session.mfa.last_factor_required'))
    const response = await post({ action: 'remove', factorId: 'f1' })
    expect(response.headers.get('location')).toBe('/account/security')
    expect(decodeURIComponent(response.headers.getSetCookie().join())).toContain('session.mfa.last_factor_required')
    expect(flows.start).not.toHaveBeenCalled()
  })

  test('a proof given moments ago is not asked for again', async () => {
    flows.current.mockResolvedValue(
      aCurrent({
        rest: { purpose: 'account', returnTo: '/account/security?remove=f1' },
        step: { step: 'done', userId: 'u1', evidence: [] },
      }),
    )
    flows.finishLogin.mockResolvedValue({
      purpose: 'account',
      returnTo: '/account/security?remove=f1',
      session: null,
      trustedDevice: null,
      oidcUid: null,
    })
    flows.removeFactor.mockRejectedValue(new AppError('session.mfa.fresh_proof_required', {}))
    expect((await post({ action: 'remove', factorId: 'f1' })).headers.get('location')).toBe('/account/security?remove=f1')
  })

  test('signing out ends the session and forgets it', async () => {
    const response = await post({ action: 'sign-out' })
    expect(flows.revokeSession).toHaveBeenCalled()
    expect(response.headers.getSetCookie().join()).toContain('sallyport_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0')
  })

  test.each(['', 'constructor', '__proto__', 'delete'])('an unknown button (%j) does nothing', async (action) => {
    await post({ action, factorId: 'f1', sessionId: 's2' })
    for (const verb of [flows.removeFactor, flows.preferFactor, flows.signOutSession, flows.revokeSession, flows.start])
      expect(verb).not.toHaveBeenCalled()
  })
})

describe('who may', () => {
  test('nobody from another site', async () => {
    expect((await post({ action: 'sign-out' }, 'https://evil.example')).status).toBe(403)
    expect(flows.revokeSession).not.toHaveBeenCalled()
  })

  test('a stranger is sent to sign in', async () => {
    flows.sessionOf.mockResolvedValue(null)
    expect((await post({ action: 'remove', factorId: 'f1' })).headers.get('location')).toBe('/sign-in')
    expect(flows.removeFactor).not.toHaveBeenCalled()
  })
})
