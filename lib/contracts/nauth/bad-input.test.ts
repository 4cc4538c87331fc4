import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, newestCode, password, settings } from '@/lib/flows/testing'
import { aHouse, origin } from '../direct/testing'
import { nauthMount, nauthTables } from '.'
import { type Answer, aClient } from './testing'

aHouse(process.env, () => testDb())
beforeAll(() => settings({ mfa: { factors: ['PhoneVerificationCode', 'Totp'], policy: 'NoPrompt' } }))

const session = 'a21b654c-2746-4168-acee-c175083a65cd'
const paths = nauthTables
  .flatMap((table) => Object.entries(table))
  .map(([key, { spec }]) => {
    const [method = '', path = ''] = key.split(' ')
    return { method, path: path.replace(/:\w+/g, '12'), body: !!spec.body }
  })
const writes = paths.filter(({ body }) => body)
const shaped = ({ status, body }: Answer, path: string) => {
  expect(body).toMatchObject({ statusCode: status, error: body.code, message: expect.any(String), timestamp: expect.any(String) })
  expect(body.path).toBe(`/auth${path}`)
}

describe('every refusal', () => {
  it.each(writes)('$method $path: whatever is sent, its own body says so', async ({ method, path }) => {
    const garbage = [
      '{',
      '[]',
      '"text"',
      '7',
      'null',
      '{"session":"\\u0000"}',
      '{"session":"\\ud800"}',
      '{"a":1,"a":2}',
      `${'['.repeat(40)}${']'.repeat(40)}`,
    ]
    for (const text of garbage) {
      const answer = await aClient().call(method, path, text)
      expect([text, answer.status >= 400 && answer.status < 500]).toEqual([text, true])
      shaped(answer, path)
    }
    const text = await aClient().call(method, path, '{}', { 'content-type': 'text/plain' })
    expect([text.status, text.body.code]).toEqual([415, 'VALIDATION_FAILED'])
    const large = await aClient().call(method, path, JSON.stringify({ session: 'x'.repeat(70_000) }))
    expect([large.status, large.body.code]).toEqual([413, 'VALIDATION_FAILED'])
    for (const value of [7, [], {}, null, true]) {
      const fields = [
        'session',
        'identifier',
        'email',
        'code',
        'password',
        'methodName',
        'method',
        'newPassword',
        'oldPassword',
        'type',
      ]
      const body = Object.fromEntries(fields.map((name) => [name, value]))
      const answer = await aClient().call(method, path, body)
      expect([value, answer.status >= 400 && answer.status < 500]).toEqual([value, true])
    }
  })

  it('answers what is not there with 404, and a wrong method with 405 and what is allowed', async () => {
    const nothing = await aClient().get('/nothing/here')
    expect([nothing.status, nothing.body.code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
    shaped(nothing, '/nothing/here')
    const method = await aClient().call('GET', '/login')
    expect([method.status, method.body.code, method.headers.get('allow')]).toEqual([405, 'VALIDATION_FAILED', 'POST, OPTIONS'])
    const client = await aClient().post('/login', {}, { 'x-client-id': 'nobody' })
    expect([client.status, client.body.code, client.body.details]).toMatchObject([
      400,
      'VALIDATION_FAILED',
      { field: 'X-Client-Id' },
    ])
  })

  it('is JSON where nobody is signed in, on every protected path', async () => {
    for (const { method, path } of paths) {
      const answer = await aClient().call(method, path, method === 'GET' ? undefined : {}, { authorization: 'Bearer nonsense' })
      expect([path, answer.status < 500]).toEqual([path, true])
      if (answer.status >= 400) shaped(answer, path)
    }
  })

  it('takes an empty body that calls itself JSON for an empty object', async () => {
    const request = new Request(`${origin}/auth/logout/all`, { method: 'POST', headers: { 'content-type': 'application/json' } })
    expect((await nauthMount(request)).status).toBe(401)
  })

  it('speaks the language it is asked in', async () => {
    const answer = await aClient().post('/login', { identifier: 'a@example.com', password: 'x' }, { 'accept-language': 'de' })
    expect(answer.body.message).not.toBe(
      (await aClient().post('/login', { identifier: 'a@example.com', password: 'x' })).body.message,
    )
  })
})

describe('a token of one thing', () => {
  it('is none of another: sessions, tokens and hosted cookies do not mix', async () => {
    const person = await aMember({ sms: true })
    const { login, respond, call, post } = aClient()
    const challenge = (await login(person.email, password)).body
    const bearer = { authorization: `Bearer ${challenge.session}` }
    for (const path of ['/profile', '/mfa/status', '/sessions'])
      expect((await call('GET', path, undefined, bearer)).body.code).toBe('AUTH_TOKEN_INVALID')
    expect((await post('/refresh', { refreshToken: challenge.session })).body.code).toBe('AUTH_TOKEN_INVALID')
    const { accessToken, refreshToken } = (
      await respond(challenge.session, 'MFA_REQUIRED', { method: 'sms', code: await newestCode(person.phone) })
    ).body
    expect((await post('/refresh', { refreshToken: accessToken })).body.code).toBe('AUTH_TOKEN_INVALID')
    expect((await call('GET', '/profile', undefined, { authorization: `Bearer ${refreshToken}` })).body.code).toBe(
      'AUTH_TOKEN_INVALID',
    )
    expect((await post('/refresh', { refreshToken }, { 'x-client-id': 'demo-app' })).body.code).toBe('AUTH_TOKEN_INVALID')
    expect((await call('GET', '/profile', undefined, { 'x-client-id': 'demo-app' })).body.code).toBe('AUTH_TOKEN_INVALID')
    expect((await respond(session, 'VERIFY_EMAIL', { code: '123456' })).body.code).toBe('CHALLENGE_INVALID')
    expect(await db().session.count({ where: { userId: person.id } })).toBe(1)
  })

  it('third parties and machines sign nobody in with pages of their own', async () => {
    await db().application.update({ where: { id: 'demo-app' }, data: { isThirdParty: true } })
    await db().setting.updateMany({ where: { key: 'config' }, data: { version: { increment: 1 } } })
    const answer = await aClient().post('/login', { identifier: 'a@example.com', password: 'x' }, { 'x-client-id': 'demo-app' })
    expect([answer.status, answer.body.code, answer.body.details.reason]).toEqual([403, 'FORBIDDEN', 'direct_sign_in_disabled'])
  })
})
