import { beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '@/lib/core/errors'
import type { Command, Current } from '@/lib/flows/types'
import { aPolicy, aRow, now, pwd } from '@/lib/interaction/testing'
import { submit } from './submit'
import { aChallenge, aCurrent, aDesk, type Scene } from './testing'

const door = vi.hoisted(() => ({ current: vi.fn(), advance: vi.fn(), finishLogin: vi.fn(), resume: vi.fn(), abort: vi.fn() }))
vi.mock('@/lib/flows/advance', () => ({ current: door.current, advance: door.advance }))
vi.mock('@/lib/flows/finish', () => ({ finishLogin: door.finishLogin }))
vi.mock('@/lib/oidc/issue', () => ({ resume: door.resume, abort: door.abort }))
vi.mock('./at', () => ({ deskFor: async () => aDesk() }))

const stranger: Scene = { facts: { identifier: undefined }, rest: { userId: null } }
const rows = [aRow('sms'), aRow('email')]
const policy = aPolicy({ factors: ['sms', 'email'] })
const gate: Scene = { facts: { evidence: [pwd] }, subject: { rows }, policy }
const code: Scene = { facts: { evidence: [pwd], challenges: [aChallenge()], current: 'c1' }, subject: { rows }, policy }
const done: Scene = { step: { step: 'done', userId: 'u1', evidence: [pwd] } }

/** The door as a script: what each call finds and what it leads to. */
function scripted(before: Scene, ...after: (Scene | AppError | Error)[]) {
  let here: Current = aCurrent(before)
  door.current.mockImplementation(async () => here)
  door.advance.mockImplementation(async () => {
    const next = after.shift()
    if (next instanceof Error) throw next
    if (next) here = aCurrent(next)
    return here
  })
}

const post = (fields: Record<string, string>, headers: Record<string, string> = {}, body?: string) =>
  submit(
    new Request('http://localhost:3000/submit', {
      method: 'POST',
      headers: {
        origin: 'http://localhost:3000',
        cookie: 'sallyport_interaction=token',
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: body ?? new URLSearchParams({ ix: 'i1', action: 'continue', ...fields }).toString(),
    }),
  )
const asked = (): Command[][] => door.advance.mock.calls.map(([, , ...commands]) => commands as Command[])
const notice = (response: Response) => {
  const cookie = response.headers.getSetCookie().find((c) => c.startsWith('sallyport_notice=')) ?? ''
  return decodeURIComponent(cookie.split(';')[0]?.slice('sallyport_notice='.length) ?? '')
}

beforeEach(() => {
  vi.resetAllMocks()
  door.resume.mockResolvedValue('http://localhost:3000/oidc/auth/x')
  door.abort.mockResolvedValue('http://localhost:3000/oidc/auth/denied')
})

describe('every post ends in a page that can be reloaded', () => {
  test('walk A: password, then the preferred factor is begun without being asked', async () => {
    scripted(stranger, gate, code)
    const response = await post({ identifier: 'jane@example.com', password: 'x' })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/challenge')
    expect(asked()).toEqual([
      [
        { do: 'identify', identifier: 'jane@example.com' },
        { do: 'password', password: 'x' },
      ],
      [{ do: 'begin', authenticatorId: 'sms-1' }],
    ])
  })

  test('F2: asking for the list, or going back to it, sends nothing', async () => {
    scripted(code, gate)
    await post({ action: 'try-another' })
    expect(asked()).toEqual([[{ do: 'list' }]])
  })

  test('a refused begin shows its reason on the list', async () => {
    scripted(stranger, gate, new AppError('connector.general'))
    const response = await post({ identifier: 'jane@example.com', password: 'x' })
    expect(response.headers.get('location')).toBe('/challenge')
    expect(JSON.parse(notice(response))).toMatchObject({ code: 'connector.general', at: 'i1/mfa-verify-list' })
  })

  test('where a code is the only way in, it is sent with the identifier', async () => {
    const recover: Scene = { ...stranger, rest: { userId: null, purpose: 'recover' } }
    scripted(
      recover,
      { rest: { purpose: 'recover' } },
      { rest: { purpose: 'recover' }, step: { step: 'answer', challenge: aChallenge({ mode: 'prove' }), options: [] } },
    )
    const response = await post({ identifier: 'jane@example.com' })
    expect(asked()[1]).toEqual([{ do: 'send-code' }])
    expect(response.headers.get('location')).toBe('/challenge')
  })

  test('a refusal keeps what was typed, but no password and no code', async () => {
    scripted(stranger, new AppError('session.invalid_credentials'))
    const response = await post({ identifier: 'jane@example.com', password: 'secret-password' })
    expect(response.headers.get('location')).toBe('/sign-in')
    expect(JSON.parse(notice(response))).toMatchObject({
      code: 'session.invalid_credentials',
      at: 'i1/identify',
      values: { identifier: 'jane@example.com' },
    })
    expect(notice(response)).not.toContain('secret-password')
  })

  test.each(['interaction.stale', 'interaction.wrong_step'] as const)('%s is nobody’s fault', async (refusal) => {
    scripted(code, new AppError(refusal))
    const response = await post({ code: '482913' })
    expect(response.headers.get('location')).toBe('/challenge')
    expect(notice(response)).toBe('')
  })

  test('a fault is shown by its reference, never by its words', async () => {
    scripted(code, new Error('relation "users" does not exist'))
    const response = await post({ code: '482913' })
    expect(JSON.parse(notice(response))).toMatchObject({ code: 'server.unexpected' })
    expect(notice(response)).not.toContain('relation')
  })
})

describe('a post that is not for this interaction', () => {
  test.each([{ ix: 'another' }, { ix: '' }])('with %j acts on nothing', async (fields) => {
    scripted(code)
    const response = await post({ code: '482913', ...fields })
    expect(response.headers.get('location')).toBe('/challenge')
    expect(door.advance).not.toHaveBeenCalled()
  })

  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
  ])('from %s is refused before it is read', async (_, headers) => {
    scripted(code)
    const response = await post({ code: '482913' }, headers)
    expect(response.status).toBe(403)
    expect(door.current).not.toHaveBeenCalled()
  })

  test.each<[number, string, Record<string, string>]>([
    [400, 'ix=i1&code=1&code=2', {}],
    [400, 'ix=i1&code=%00', {}],
    [400, 'ix=i1&code=%ff', {}],
    [400, `ix=i1&code=${'1'.repeat(3000)}`, {}],
    [415, '{"ix":"i1"}', { 'content-type': 'application/json' }],
    [413, `ix=i1&a=${'1'.repeat(300_000)}`, {}],
  ])('malformed is refused with %i', async (status, body, headers) => {
    scripted(code)
    expect((await post({}, headers, body)).status).toBe(status)
    expect(door.advance).not.toHaveBeenCalled()
  })

  test('without a cookie starts at the beginning', async () => {
    expect((await post({}, { cookie: '' })).headers.get('location')).toBe('/sign-in')
  })
})

describe('the end', () => {
  const session = { id: 's1', token: 'session-token', amr: ['pwd'], acr: null, authTime: now, expiresAt: Date.now() + 3_600_000 }
  const finished = (over: object = {}) =>
    door.finishLogin.mockResolvedValue({
      purpose: 'sign-in',
      userId: 'u1',
      oidcUid: null,
      returnTo: '/account/security',
      request: {},
      session,
      trustedDevice: null,
      consent: null,
      ...over,
    })

  test('sets the session, drops the interaction, and goes back to who asked', async () => {
    scripted(code, done)
    finished({ oidcUid: 'uid', trustedDevice: { secret: 'device-secret', maxAge: 60 } })
    const response = await post({ code: '482913' })
    expect(response.headers.get('location')).toBe('http://localhost:3000/oidc/auth/x')
    const cookies = response.headers.getSetCookie().join('\n')
    expect(cookies).toMatch(/sallyport_session=session-token; Path=\/; HttpOnly; SameSite=Lax; Max-Age=36\d\d/)
    expect(cookies).toContain('sallyport_device=device-secret')
    expect(cookies).toContain('sallyport_interaction=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0')
  })

  test('keeps the session although the application cannot be reached again', async () => {
    scripted(code, done)
    finished({ oidcUid: 'uid' })
    door.resume.mockRejectedValue(new AppError('session.not_found'))
    const response = await post({ code: '482913' })
    expect(response.headers.get('location')).toBe('/sign-in')
    expect(response.headers.getSetCookie().join()).toContain('sallyport_session=session-token')
  })

  test('recovery gives no session and no way back into the application', async () => {
    scripted(code, { ...done, rest: { purpose: 'recover', oidcUid: 'uid' } })
    finished({ purpose: 'recover', oidcUid: 'uid', session: null })
    const response = await post({ code: '482913' })
    expect(response.headers.get('location')).toBe('/forgot-password')
    expect(response.headers.getSetCookie().join()).not.toContain('sallyport_session')
    expect(door.resume).not.toHaveBeenCalled()
  })

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/\tevil'])(
    'a stored way back (%j) never leaves this host',
    async (returnTo) => {
      scripted(code, done)
      finished({ returnTo })
      expect((await post({ code: '482913' })).headers.get('location')).toBe('/account/security')
    },
  )

  test('giving up tells the application', async () => {
    scripted(code, { rest: { oidcUid: 'uid' }, step: { step: 'cancelled' } })
    expect((await post({ action: 'sign-out' })).headers.get('location')).toBe('http://localhost:3000/oidc/auth/denied')
    expect(door.abort).toHaveBeenCalledWith('uid', 'access_denied')
  })
})
