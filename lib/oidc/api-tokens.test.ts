import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { newId, newSecret } from '@/lib/core/crypto'
import { systemCtx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { db, transaction } from '@/lib/db/client'
import { createSession, endSessions, type Session } from '@/lib/db/sessions'
import { type TestDb, testDb } from '@/lib/db/testing'
import { issueApiTokens, namedByAccessToken, refreshApiTokens, sessionOfAccessToken } from './api-tokens'
import { provider } from './provider'
import { anApp, anIssuer, aUser, type Issuer, type TestApp } from './testing'

let database: TestDb
let issuer: Issuer
let app: TestApp
beforeAll(async () => {
  database = await testDb()
  issuer = await anIssuer()
  app = await anApp()
})
afterEach(() => shiftClock(0))
afterAll(async () => {
  await issuer.close()
  await database.close()
})

const ctx = systemCtx()
const week = 7 * 86_400
async function signedIn() {
  const userId = await aUser()
  const session = { id: newId(), userId, applicationId: app.id, amr: ['pwd', 'sms', 'mfa'], acr: 'mfa', authTime: now() }
  const rest = { ip: null, userAgent: null, provenAt: null, expiresAt: now() + week * 1000, createdAt: now(), token: newSecret() }
  await transaction((tx) => createSession(tx, { ...session, ...rest }))
  return { session, tokens: await issueApiTokens(ctx, session, week) }
}
const basic = () => `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}`
const form = async (path: string, token: string, authorization = basic()) => {
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  const response = await fetch(`${issuer.base}/oidc${path}`, { method: 'POST', headers, body: new URLSearchParams({ token }) })
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : {} }
}
const me = (token: string) => fetch(`${issuer.base}/oidc/me`, { headers: { authorization: `Bearer ${token}` } })
const open = (token: string): Promise<Session> => sessionOfAccessToken(ctx, app.id, token)
const code = (promise: Promise<unknown>) => promise.then(() => 'fine').catch((error) => error.code)

describe('tokens of the API', () => {
  it('are the issuer’s: they open userinfo, and say what happened and nothing of the person', async () => {
    const { session, tokens } = await signedIn()
    const response = await me(tokens.accessToken)
    expect([response.status, (await response.json()).sub]).toEqual([200, session.userId])
    const [head = '', body = ''] = tokens.accessToken.split('.')
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    expect(claims).toMatchObject({
      iss: `${env().PUBLIC_URL}/oidc`,
      sid: session.id,
      client_id: app.id,
      acr: 'mfa',
      amr: session.amr,
    })
    expect(claims.exp - claims.iat).toBe(900)
    expect(JSON.stringify(claims)).not.toContain('example.com')
  })

  it('are introspected by their application, and by a server that manages the instance', async () => {
    const { session, tokens } = await signedIn()
    const machine = await anApp({ type: 'MachineToMachine' }, { scopes: ['all'], redirectUris: [] })
    const manager = `Basic ${Buffer.from(`${machine.id}:${machine.secret}`).toString('base64')}`
    const other = await anApp()
    const stranger = `Basic ${Buffer.from(`${other.id}:${other.secret}`).toString('base64')}`
    for (const token of [tokens.accessToken, tokens.refreshToken])
      for (const who of [basic(), manager])
        expect((await form('/token/introspection', token, who)).body).toMatchObject({
          active: true,
          sub: session.userId,
          sid: session.id,
        })
    expect((await form('/token/introspection', tokens.accessToken, stranger)).body).toEqual({ active: false })
    expect((await form('/token/introspection', tokens.accessToken)).body).toMatchObject({ acr: 'mfa', amr: session.amr })
  })

  it.each(['accessToken', 'refreshToken'] as const)('revoked there end the session here: %s', async (which) => {
    const { tokens } = await signedIn()
    expect(await code(open(tokens.accessToken))).toBe('fine')
    expect((await form('/token/revocation', tokens[which])).status).toBe(200)
    expect(await code(open(tokens.accessToken))).toBe('token.session_ended')
    expect(await code(refreshApiTokens(ctx, app.id, tokens.refreshToken, week))).toBe('token.invalid')
  })

  it('die with their session', async () => {
    const { session, tokens } = await signedIn()
    await transaction((tx) => endSessions(tx, now(), { userId: session.userId }))
    expect((await me(tokens.accessToken)).status).toBe(401)
    expect(await code(open(tokens.accessToken))).toBe('token.session_ended')
    expect(await code(refreshApiTokens(ctx, app.id, tokens.refreshToken, week))).toBe('token.invalid')
    expect(await db().oidcModel.count({ where: { accountId: session.userId } })).toBe(0)
  })

  it('are none while their person is suspended', async () => {
    const { session, tokens } = await signedIn()
    await db().user.update({ where: { id: session.userId }, data: { suspendedAt: new Date() } })
    expect((await form('/token/introspection', tokens.accessToken)).body).toEqual({ active: false })
    expect(await code(open(tokens.accessToken))).toBe('user.suspended')
    expect(await code(refreshApiTokens(ctx, app.id, tokens.refreshToken, week))).toBe('user.suspended')
  })

  it('open nothing forged, stale, or of another application', async () => {
    const { tokens, session } = await signedIn()
    const [head, body, signature] = tokens.accessToken.split('.')
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
    for (const bad of ['x', `${head}.${body}.`, `${unsigned}.${body}.`, `${head}.${body}.${signature?.slice(0, -4)}AAAA`])
      expect(await code(open(bad))).toBe('token.invalid')
    expect(await code(sessionOfAccessToken(ctx, (await anApp()).id, tokens.accessToken))).toBe('token.invalid')
    shiftClock(901)
    expect(await code(open(tokens.accessToken))).toBe('token.expired')
    expect(await namedByAccessToken(ctx, app.id, tokens.accessToken)).toEqual({ id: session.id, userId: session.userId })
  })

  it('refreshed fifty times at once have one successor; used again later the family is dead', async () => {
    const { session, tokens } = await signedIn()
    const all = await Promise.all(Array.from({ length: 50 }, () => refreshApiTokens(ctx, app.id, tokens.refreshToken, week)))
    expect(new Set(all.map((one) => one.tokens.refreshToken)).size).toBe(1)
    const next = all[0]!.tokens
    expect(next.refreshToken).not.toBe(tokens.refreshToken)
    expect(await code(open(next.accessToken))).toBe('fine')
    shiftClock(11)
    expect(await code(refreshApiTokens(ctx, app.id, tokens.refreshToken, week))).toBe('token.reused')
    expect(await code(open(next.accessToken))).toBe('token.session_ended')
    expect(await code(refreshApiTokens(ctx, app.id, next.refreshToken, week))).toBe('token.invalid')
    expect(await db().auditEvent.count({ where: { userId: session.userId, event: 'Session.TokenReused' } })).toBe(1)
  })

  it('are none the worse for a database that is away for a moment', async () => {
    const { tokens } = await signedIn()
    const { provider: issuer } = await provider()
    const used = vi.spyOn(issuer.RefreshToken.prototype, 'consume').mockRejectedValueOnce(new Error('away'))
    expect(await code(refreshApiTokens(ctx, app.id, tokens.refreshToken, week))).toBeUndefined()
    used.mockRestore()
    expect(await code(open(tokens.accessToken))).toBe('fine')
    expect(await code(refreshApiTokens(ctx, app.id, tokens.refreshToken, week))).toBe('fine')
  })

  it('slide with use, and end after ninety days whatever happens', async () => {
    const { session, tokens } = await signedIn()
    let token = tokens.refreshToken
    for (const day of [6, 12, 88]) {
      if (day === 88)
        await db().session.update({ where: { id: session.id }, data: { createdAt: new Date(now() - 82 * 86_400_000) } })
      else shiftClock(day * 86_400)
      const { tokens: next } = await refreshApiTokens(ctx, app.id, token, week)
      token = next.refreshToken
      const days = (next.refreshTokenExpiresAt * 1000 - now()) / 86_400_000
      expect(Math.round(days)).toBe(day === 88 ? 8 - 1 : 7)
    }
    await db().session.update({ where: { id: session.id }, data: { createdAt: new Date(now() - 88 * 86_400_000) } })
    const { tokens: last } = await refreshApiTokens(ctx, app.id, token, week)
    expect(Math.round((last.refreshTokenExpiresAt * 1000 - now()) / 86_400_000)).toBe(2)
    await db().session.update({ where: { id: session.id }, data: { createdAt: new Date(now() - 90 * 86_400_000) } })
    expect(await code(refreshApiTokens(ctx, app.id, last.refreshToken, week))).toBe('token.session_expired')
    shiftClock(30 * 86_400)
    expect(await code(refreshApiTokens(ctx, app.id, last.refreshToken, week))).toMatch(/token\.(expired|session_expired)/)
  })
})
